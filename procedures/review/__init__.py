"""The review queue for imports: doubts with suggested mends, decisions of publishers, and what differs."""
