"""What has a name in rules, and every place in a file where one of these names stands."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from authorisation.language.fixes.text import TextSpan


class SymbolKind(StrEnum):
    """The kind that a name is of; the value is its word in messages."""

    QUESTION = "question"
    """A question of the bank, or a group of them, by its dotted path."""
    RETURN_QUESTION = "question of returns"
    FIELD = "field"
    """A field of the items of a list, by the path of its question."""
    PARAMETER = "figure"
    DERIVED = "figure that is worked out"
    CRITERION = "criterion"
    OUTCOME = "outcome"
    SOURCE = "source"
    DOMAIN = "domain"
    SCALE = "scale"
    CASE = "case"
    RULE_SET = "rule set"


class Symbol(msgspec.Struct, frozen=True, order=True):
    """One thing with a name; that of a question, or of a field, is its dotted path."""

    kind: SymbolKind
    name: str

    @property
    def word(self) -> str:
        """The part of its name that stands where it is written."""
        return self.name.rpartition(".")[2] if self.kind in _DOTTED else self.name


_DOTTED = frozenset({SymbolKind.QUESTION, SymbolKind.RETURN_QUESTION, SymbolKind.FIELD})


class Occurrence(msgspec.Struct, frozen=True, order=True):
    """A place where a name stands."""

    symbol: Symbol
    span: TextSpan
    defines: bool = False
    whole: TextSpan | None = None
    """Of what is defined, all that is written of it."""


def dotted_occurrences(
    kind: SymbolKind, path: str, places: list[int], begin: int = 0, *, under: str = ""
) -> Iterator[Occurrence]:
    """Yield an occurrence for each step of a dotted path, as far as it stands in one place.

    `places` are the offsets in the file of the characters of a text, in which the path begins at
    `begin`; `under` is the path of the group around it.
    """
    name, at = under, begin
    for step in path.split("."):
        name = f"{name}.{step}" if name else step
        start, end = places[at], places[at + len(step) - 1] + 1
        if end - start == len(step):
            yield Occurrence(Symbol(kind, name), TextSpan(start, end))
        at += len(step) + 1
