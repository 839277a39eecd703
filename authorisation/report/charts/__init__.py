"""Report, charts."""
