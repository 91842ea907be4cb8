"""REST of webhooks: each client keeps receivers of its own."""
