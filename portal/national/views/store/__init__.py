"""Pages of the store of results: for whoever files, for staff, for the person concerned, and for publishers."""
