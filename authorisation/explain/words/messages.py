"""Messages of rules, their `{path}` placeholders replaced by values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from authorisation.explain.words.safe import shorten, visible
from authorisation.explain.words.titles import Titles, format_value_at
from authorisation.feel.values.values import Value
from authorisation.model.value import NOT_ANSWERED

MAX_MESSAGE_LENGTH: Final = 1000
_PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")


def format_message(message: str, scope: Mapping[str, Value], titles: Titles) -> str:
    """The message with the value of each path; a missing answer reads `(not answered)`.

    A path reaches names of the scope alone. The text has at most `MAX_MESSAGE_LENGTH` characters.
    """

    def value(path: re.Match[str]) -> str:
        text = format_value_at(scope, path[1], titles)
        return f"({NOT_ANSWERED})" if text == NOT_ANSWERED else text

    return shorten(_PLACEHOLDER.sub(value, visible(message)), MAX_MESSAGE_LENGTH)


def format_message_template(message: str, titles: Titles) -> str:
    """The message without values: the words for each path stand in square brackets."""
    return _PLACEHOLDER.sub(lambda path: f"[{titles.of(path[1]).words}]", visible(message))
