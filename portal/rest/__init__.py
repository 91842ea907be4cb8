"""What every REST endpoint shares: problem details, keyset pages, scopes, idempotent creation."""
