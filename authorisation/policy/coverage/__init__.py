"""What the cases of a rule set look at, and what of its rules could change without their notice."""
