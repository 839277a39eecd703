"""A case: its draft, its moves, and what it holds as the engine reads it."""
