"""PDF rendering, numbering, signing, and the public verification page. It knows nothing of dossiers."""
