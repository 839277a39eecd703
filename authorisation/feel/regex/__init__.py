"""Feel, regex."""
