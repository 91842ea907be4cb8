"""Pages of those who publish procedures, under /cong-khai/."""
