"""Tests of rules in Python: `assert_case`, and the plugin by which pytest runs case files."""

from authorisation.testing.assertions import assert_case

__all__ = ["assert_case"]
