"""Report, pages."""
