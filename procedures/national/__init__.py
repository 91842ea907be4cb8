"""Importing records of the national database of procedures: reading, doubting, mapping, storing.

The records are dirty (domain.md 3.3): what cannot be trusted is marked, never silently mended or lost.
"""
