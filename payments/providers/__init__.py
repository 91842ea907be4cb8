"""Drivers: each turns what one provider says into `Reported`, and what we want into the provider's messages."""
