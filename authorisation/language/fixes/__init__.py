"""Fixes of problems as edits of the text that they stand in."""
