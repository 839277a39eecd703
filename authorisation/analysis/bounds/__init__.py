"""How many entries of each list are enough to see whatever the rules can come to."""
