"""Tries and proves what rule sets promise of every submission, and formats what came of it."""
