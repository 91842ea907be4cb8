"""The sections of a draft: what each is made of, read into plain values and written back."""
