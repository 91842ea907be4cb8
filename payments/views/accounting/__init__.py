"""Pages of those who keep the accounts of a unit."""
