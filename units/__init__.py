"""Administrative divisions, agencies, service centres, counters, staff with roles, and calendars.

Nothing here knows about procedures or dossiers: those apps stand on top of this one.
"""
