"""What comes in from the national portal: kept as it came, acknowledged at once, done by the worker.

Which message says what stands in docs/national-inbound.md.
"""
