"""What `bin/bench` measures. Each module yields figures, each with its ratio to a reference of the same run."""
