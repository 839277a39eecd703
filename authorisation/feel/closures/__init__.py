"""Syntax tree to closures: every form of expression compiled, and the frames they run in."""
