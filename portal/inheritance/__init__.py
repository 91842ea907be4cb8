"""Taking over what other systems hold: accounts, dossiers, files and results of former provinces (docs/import.md)."""
