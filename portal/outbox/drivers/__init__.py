"""Channels through which messages leave: one module each, all of one shape."""
