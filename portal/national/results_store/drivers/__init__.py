"""The ways to speak with the store of results, one module each."""
