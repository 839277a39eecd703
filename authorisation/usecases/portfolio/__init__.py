"""Many submissions at once: read into a table, worked out, and written."""
