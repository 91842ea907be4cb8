"""Root causes: which are in force, and the pages on which they are kept."""
