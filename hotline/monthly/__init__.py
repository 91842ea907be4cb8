"""The monthly report: counted from what cannot change afterwards, kept, shown against the month before."""
