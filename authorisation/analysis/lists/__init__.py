"""How rules look at lists: each use found, and what it wants of the items."""
