"""How other systems are spoken with: one module a way, all of one shape."""
