"""What stands behind `bin/serve`, `bin/test`, `bin/manage` and `bin/bench`.

`bootstrap.py` runs on a bare Python and makes the environment; everything else runs inside it.
"""
