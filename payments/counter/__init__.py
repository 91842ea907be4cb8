"""The till: shifts, taking cash and cards, and mistakes taken back. Money itself is booked by `receiving`."""
