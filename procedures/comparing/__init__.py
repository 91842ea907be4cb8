"""What changed between two versions of a procedure: field by field, paper by paper, in the reader's words.

Compares pages as they are shown (showing.py), so a change that no reader can see is none.
"""
