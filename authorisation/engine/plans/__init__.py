"""Compiled conditions, the names they look at, and answers bound to those names."""
