"""What values with much inside print of themselves, so that a failing test names them shortly."""

from __future__ import annotations

from typing import Final

_LONGEST_PART: Final = 60
_LONGEST: Final = 150


def short_repr(of: object, *parts: object) -> str:
    """The `repr` of a value: its type and a few parts, under 200 characters."""
    words = " ".join(
        part if len(part) <= _LONGEST_PART else f"{part[:_LONGEST_PART]}…"
        for part in map(str, parts)
    )
    shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return f"<{type(of).__name__} {shown}>"
