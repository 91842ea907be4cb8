"""Servers that behave as banks and the national platform do, also when they behave badly. For tests and demonstrations.

They speak HTTP with the portal as the real ones would, from a process of their own, and know nothing of its database.
"""
