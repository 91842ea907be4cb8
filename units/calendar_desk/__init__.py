"""Pages on which the days of calendars change, under /can-bo/lich-lam-viec/."""
