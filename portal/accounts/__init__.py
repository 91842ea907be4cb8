"""People and organisations: who they are, how they sign in, what was looked at; roles by unit live in units."""
