"""Duplicates of one matter: suggested, linked by a person, taken back, answered with the answer of the leading one."""
