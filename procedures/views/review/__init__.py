"""Pages of publishers: the review queue and what belongs to it."""
