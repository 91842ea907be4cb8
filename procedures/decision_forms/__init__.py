"""What people write when they draft, check and decide."""
