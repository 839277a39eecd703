"""JSON Schema of each kind of file, for editors that complete and check."""
