"""Money: orders, the ledger, what providers report, electronic receipts; it knows nothing of dossiers."""
