"""Feel, closures."""
