"""Report, formats."""
