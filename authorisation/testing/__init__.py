"""Tests of rules in Python: assertions, strategies for Hypothesis, and the plugin for pytest."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from authorisation.testing.assertions import assert_case
    from authorisation.testing.strategies import returns, rule_changes, submissions

_HANDED_ON = {
    "assert_case": "assertions",
    "returns": "strategies",
    "rule_changes": "strategies",
    "submissions": "strategies",
}
__all__ = ["assert_case", "returns", "rule_changes", "submissions"]


def __getattr__(name: str) -> object:
    # The plugin is loaded by every run of pytest, which is not to load the engine for it.
    if name in _HANDED_ON:
        return getattr(import_module(f"{__name__}.{_HANDED_ON[name]}"), name)
    raise AttributeError(f"module `authorisation.testing` has no attribute `{name}`")
