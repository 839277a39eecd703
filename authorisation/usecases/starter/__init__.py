"""A small rule set to begin with: its files, and what writes them."""
