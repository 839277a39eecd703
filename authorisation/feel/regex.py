"""Regular expressions of XPath, matched in linear time by RE2."""

from __future__ import annotations

from authorisation.feel.errors import FeelError


def matches(text: str, pattern: str, flags: str = "") -> bool:
    raise FeelError("matches: not there yet")


def replace(text: str, pattern: str, replacement: str, flags: str = "") -> str:
    raise FeelError("replace: not there yet")


def split(text: str, pattern: str) -> list[str]:
    raise FeelError("split: not there yet")
