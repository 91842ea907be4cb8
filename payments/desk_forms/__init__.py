"""What accountants type."""
