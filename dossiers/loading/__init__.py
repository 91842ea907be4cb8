"""Invented dossiers by the million, for measuring: written past the app's doors, in the shape that they leave."""
