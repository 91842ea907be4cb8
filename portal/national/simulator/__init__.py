"""A National Public Service Portal for tests and demonstrations, also when it behaves badly.

It speaks HTTP from a process and with a store of its own, and knows nothing of our database.
"""
