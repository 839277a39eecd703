"""What may be written at a cursor, whatever kind of thing it is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from authorisation.explain.words.safe import shorten, visible
from authorisation.language.fixes.text import TextSpan

_LONGEST: Final = 200


class ChoiceKind(StrEnum):
    """The kind of a choice, which an editor shows beside it."""

    KEY = "key"
    WORD = "word"
    QUESTION = "question"
    FIGURE = "figure"
    CRITERION = "criterion"
    FUNCTION = "function"
    VARIABLE = "variable"
    KEYWORD = "keyword"
    SOURCE = "source"


class CompletionChoice(msgspec.Struct, frozen=True):
    """One text that may be put in place of a span."""

    label: str
    kind: ChoiceKind
    detail: str = ""
    text: str = ""
    """What is written; the label where empty."""

    @property
    def written(self) -> str:
        """The text that is written."""
        return self.text or self.label


class Choices(msgspec.Struct, frozen=True):
    """The choices that may be written in place of a span."""

    span: TextSpan
    choices: tuple[CompletionChoice, ...]


def short(text: str) -> str:
    """The words beside a choice, on one line."""
    return shorten(visible(text), _LONGEST)
