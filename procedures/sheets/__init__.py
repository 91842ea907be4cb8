"""The catalogue as a spreadsheet: written for people to work on, read back into the review queue."""
