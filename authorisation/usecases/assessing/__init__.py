"""Submissions assessed: one, several side by side, under other rules, or by a second engine."""
