"""Feel, syntax."""
