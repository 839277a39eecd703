"""Feel, temporal."""
