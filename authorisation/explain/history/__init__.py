"""Explain, history."""
