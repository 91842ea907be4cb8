"""The desk of those who keep the rules on fees: they write, another approves, and nobody edits what was in force."""
