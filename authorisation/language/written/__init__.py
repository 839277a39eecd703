"""The shape of each kind of file, as its author writes it: pydantic models, before any lookup."""
