"""Pages of broadcasts: for everybody, and for those who announce and answer."""
