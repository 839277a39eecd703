"""Explain, assessment."""
