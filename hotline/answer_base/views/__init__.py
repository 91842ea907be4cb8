"""Pages of the answer base."""
