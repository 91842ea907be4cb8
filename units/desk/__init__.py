"""Pages for those who administer units, under /can-bo/don-vi/."""
