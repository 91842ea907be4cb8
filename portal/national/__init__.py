"""The exchange with the National Public Service Portal: every dossier is to be followed there (NĐ 118/2025)."""
