"""The one door out: whatever leaves the system is written here with the change, and delivered later."""
