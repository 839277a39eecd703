"""Explain, words."""
