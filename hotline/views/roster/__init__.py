"""Pages of the roster: weeks, shifts, duties, swaps, teams."""
