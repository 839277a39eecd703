"""The fewest answers of a submission that would have to change for it to come to an outcome."""
