"""Files that come with a report or its facts: checked and encrypted as every upload, and open to few."""
