"""The hotline (đường dây nóng): tickets from every way in, their due times, answers, and figures."""
