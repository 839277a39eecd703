"""One small change of a part of the rules, its words, and the change of what the part is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from authorisation.model.regime import Regime
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location

Part = TypeVar("Part")
Part_co = TypeVar("Part_co", covariant=True)
Whole = TypeVar("Whole")


class EditKind(StrEnum):
    """The kind of an edit: what is changed."""

    COMPARISON = "comparison"
    NUMBER = "number"
    DATE = "date"
    ALL_ANY = "all or any"
    EVERY_SOME = "every or some"
    DROPPED = "part left out"
    NEGATED = "test turned round"
    APPLIES = "applies left out"
    SEVERITY = "severity"
    FIGURE = "value of a figure"
    SWAPPED = "rows swapped"
    CELL = "cell of a table"


class RuleChange(msgspec.Struct, frozen=True):
    """One change of rules.

    `was` and `becomes` are what is changed as the author would write it; `becomes` is empty where
    it is left out.
    """

    kind: EditKind
    at: Location
    was: str
    becomes: str


class RuleEdit(RuleChange, Generic[Part_co], frozen=True):
    """A part of the rules as it is after a change."""

    part: Part_co

    def of_whole(self, whole: Whole) -> RuleEdit[Whole]:
        """The same change, of what the part is in."""
        return RuleEdit(self.kind, self.at, self.was, self.becomes, whole)


class NamedChange(RuleChange, frozen=True):
    """A change with what it is of.

    That is the id of a criterion, a trigger or a stage, the name of a figure, or `outcome`.
    """

    of: str

    @property
    def identity(self) -> tuple[str, ...]:
        """The identity of the change among all of the same rules, however its file is called."""
        place = (str(self.at.line), str(self.at.column))
        return (self.of, self.kind.value, self.was, self.becomes, *place)


class Mutant(NamedChange, frozen=True):
    """A rule set, or a failure regime, with one change in it."""

    rules: RuleSet | Regime

    @property
    def weighs(self) -> bool:
        """Whether only the severity of a criterion, or its day, is changed."""
        return self.kind is EditKind.SEVERITY or self.was.startswith("severity: ")

    @staticmethod
    def of_edit(of: str, edit: RuleEdit[Any], rules: RuleSet | Regime) -> Mutant:
        """The mutant in which one part of the rules is changed."""
        return Mutant(edit.kind, edit.at, edit.was, edit.becomes, of, rules)


def within(
    edits: Iterable[RuleEdit[Part]], rebuild: Callable[[Part], Whole]
) -> Iterator[RuleEdit[Whole]]:
    """Yield changes of a part as changes of what `rebuild` makes of the part."""
    for edit in edits:
        yield edit.of_whole(rebuild(edit.part))


def each_in(
    parts: tuple[Part, ...],
    edits: Callable[[Part], Iterable[RuleEdit[Part]]],
    rebuild: Callable[[tuple[Part, ...]], Whole],
) -> Iterator[RuleEdit[Whole]]:
    """Yield the changes of each part, one at a time, as changes of the whole."""
    for place, part in enumerate(parts):
        before, after = parts[:place], parts[place + 1 :]
        for edit in edits(part):
            yield edit.of_whole(rebuild((*before, edit.part, *after)))


def format_change(changed: RuleChange) -> str:
    """Format what is changed, in half a sentence: `a > b` becomes `a >= b`."""
    if not changed.becomes:
        return f"`{changed.was}` is left out"
    if changed.kind is EditKind.SWAPPED:
        return f"`{changed.was}` and `{changed.becomes}` change places"
    return f"`{changed.was}` becomes `{changed.becomes}`"


def format_difference(changed: RuleChange) -> str:
    """Format what is changed without what stays around it: `>` becomes `>=`."""
    was, becomes = changed.was.split(), changed.becomes.split()
    if not becomes or changed.kind is EditKind.SWAPPED:
        return format_change(changed)
    while was and becomes and was[0] == becomes[0]:
        del was[0], becomes[0]
    while was and becomes and was[-1] == becomes[-1]:
        del was[-1], becomes[-1]
    if not becomes:
        return f"`{' '.join(was)}` is left out"
    if not was:
        return f"`{' '.join(becomes)}` is put in"
    return f"`{' '.join(was)}` becomes `{' '.join(becomes)}`"
