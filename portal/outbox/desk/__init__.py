"""The pages on which system administrators open doors to other systems: clients of REST, receivers of webhooks."""
