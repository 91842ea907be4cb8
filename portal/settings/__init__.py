"""Settings of the site, all from environment variables; `.env.example` lists them.

`development` is what `bin/serve` runs, `test` what `bin/test` runs and `production` a real province.
"""
