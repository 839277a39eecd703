"""The type of an expression, worked out from its parts, and every mistake in it."""
