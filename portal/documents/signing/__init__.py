"""Signing of PDFs: one interface, drivers behind it, chosen by settings.DOCUMENT_SIGNER ("demo" by default)."""
