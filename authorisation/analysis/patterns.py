"""An example of a text that matches a pattern, or does not: for the few forms that rules use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.feel.regex import match as regex

_SPECIAL: Final = re.compile(r"\\(.)|\.[+*]?|[\^$]|\[([^\]^\\])[^\]]*\][+*]?|\(\?:|[()?+*|{}]")
_PLAIN: Final = ("Example", "example", "1", "")


def example_of(patterns: Mapping[str, bool]) -> str:
    """A text that matches every pattern that it shall match, and none that it shall not.

    Raises:
        NotEncoded: none was found.
    """
    candidates = [*map(_simplest, patterns), *_PLAIN]
    for text in candidates:
        if all(regex.matches(text, pattern) is wanted for pattern, wanted in patterns.items()):
            return text
    raise NotEncoded(f"the pattern {' or '.join(patterns)}, for which no example was found")


def _simplest(pattern: str) -> str:
    """A text for a pattern of plain characters, `.` and sets; another pattern may not match it."""

    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[0].startswith("."):
            return "" if found[0] == ".*" else "Example"
        return found[2] or ""

    return _SPECIAL.sub(plain, pattern)
