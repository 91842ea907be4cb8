"""Notices of other systems: kept at the door, done by the worker."""
