"""Messages of rules, their `{path}` placeholders replaced by values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from authorisation.explain.words.quantities import NOT_ANSWERED
from authorisation.explain.words.safe import short, visible
from authorisation.explain.words.titles import Titles, read
from authorisation.feel.values.values import Value

LONGEST: Final = 1000
_FIELD: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")


def fill(message: str, scope: Mapping[str, Value], titles: Titles) -> str:
    """The message with the value of each path; a missing answer reads `(not answered)`.

    A path reaches names of the scope alone. The text has at most `LONGEST` characters.
    """

    def value(path: re.Match[str]) -> str:
        text = read(scope, path[1], titles)
        return f"({NOT_ANSWERED})" if text == NOT_ANSWERED else text

    return short(_FIELD.sub(value, visible(message)), LONGEST)


def unfilled(message: str, titles: Titles) -> str:
    """The message without values: the words for each path stand in square brackets."""
    return _FIELD.sub(lambda path: f"[{titles.of(path[1]).words}]", visible(message))
