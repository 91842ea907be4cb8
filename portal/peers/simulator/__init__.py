"""A post office for demonstrations and tests: a server of its own that speaks the messages of `drivers/post.py`."""
