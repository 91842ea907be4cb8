"""What the simulators of other systems stand on: a small HTTP server, and telling the portal of things."""
