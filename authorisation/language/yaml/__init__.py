"""Files as written: text with its place, and the shapes it must have."""
