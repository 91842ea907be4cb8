"""Uploads and stored files: resumable, checked, encrypted, stored by content. It knows nothing of dossiers."""
