"""The ways to speak with the National Public Service Portal, one module each."""
