"""Units that live and die: reorganisations by decision, planned, previewed, and carried out on their day."""
