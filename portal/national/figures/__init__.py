"""Our figures of Decision 766/QĐ-TTg beside those that the national portal publishes of us: counted, never scored."""
