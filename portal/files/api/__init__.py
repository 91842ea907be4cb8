"""REST: uploads in one piece or resumable."""
