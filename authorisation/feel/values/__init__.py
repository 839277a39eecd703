"""Feel, values."""
