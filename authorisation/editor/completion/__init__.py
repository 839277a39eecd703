"""What may be written at a cursor."""
