"""The forms of the editor: one for each kind of row that a procedure is made of, and one for what it has once."""
