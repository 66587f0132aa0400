"""Playing a round without anybody's mail server: the demonstration (and, later, the simulator)."""
