"""Tests of rules in Python: `assert_case`, and the plugin by which pytest runs case files."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from authorisation.testing.assertions import assert_case

__all__ = ["assert_case"]


def __getattr__(name: str) -> object:
    # The plugin is loaded by every run of pytest, which is not to load the engine for it.
    if name in __all__:
        return getattr(import_module("authorisation.testing.assertions"), name)
    raise AttributeError(f"module `authorisation.testing` has no attribute `{name}`")
