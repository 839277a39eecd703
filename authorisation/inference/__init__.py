"""Derive facts from rules over facts, in plain Python and with durable-rules."""
