"""Report, tables."""
