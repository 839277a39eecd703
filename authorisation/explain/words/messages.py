"""Fill a rule's message: `{path}` becomes the value of that path, and nothing else is done."""

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
    """Give the message with values for its paths; a missing answer reads `(not answered)`.

    No path reaches anything but a name of the scope, and the text is at most `LONGEST` long.
    """

    def value(path: re.Match[str]) -> str:
        text = read(scope, path[1], titles)
        return f"({NOT_ANSWERED})" if text == NOT_ANSWERED else text

    return short(_FIELD.sub(value, visible(message)), LONGEST)


def unfilled(message: str, titles: Titles) -> str:
    """Give the message as it stands in the rules, the words for each path in square brackets."""
    return _FIELD.sub(lambda path: f"[{titles.of(path[1]).words}]", visible(message))
