"""REST for orders and receipts."""
