"""The national catalogue, brought down: what is new or changed there waits for our publishers to decide."""
