"""JSON Schema of each kind of file."""
