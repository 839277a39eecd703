"""The ways in which rules look at a list, and the loops that they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.feel.syntax import tree as syntax
from authorisation.model.condition import Condition
from authorisation.model.question import Question
from authorisation.model.source import Location

UseBody: TypeAlias = Condition | syntax.Node | None
ALL: Final = syntax.Literal(value=True)
"""The filter that keeps every item."""


class UseForm(StrEnum):
    """The way in which a list is looked at."""

    COUNT = "count"
    """How many items pass the filters, held against figures; one, for `list contains`."""
    EVERY = "every"
    SOME = "some"
    TOTAL = "total"
    """How many items there are, held against something that is answered."""
    SUM_AT_MOST = "sum at most"
    """A consistency test: a field that is never negative adds up to no more than something."""
    ALL_DIFFER = "all differ"
    """A consistency test: no two items have the same value of a field."""
    OUTSIDE = "outside"
    """Any other look, for which no number of items is known to be enough."""


class LoopKind(StrEnum):
    """The kind of the items for which a condition is judged, one by one."""

    FIGURE = "figure"
    ANSWERS = "answers"
    CHOICES = "choices"
    OTHERS = "others"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A list that is gone through, and the name that each of its items has meanwhile.

    The name is empty for the items of a filter, whose fields are names of their own.
    """

    kind: LoopKind
    within: syntax.Node
    name: str = ""
    path: str = ""
    question: Question | None = None
    names: frozenset[str] = frozenset()
    """Every name in what it goes through, with those in the derived figures there."""


Around: TypeAlias = tuple[Loop, ...]
"""The loops around a formula, the outermost first."""


def fields_of(loop: Loop) -> Mapping[str, Question]:
    """Return the fields of the items that a loop goes through."""
    return loop.question.each if loop.question is not None else MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListUse:
    """One look at a list, in one place of the rules."""

    path: str
    question: Question
    form: UseForm
    place: str
    """The part of the rules it belongs to, such as `criterion GB-LAY`."""
    at: Location
    text: str
    why: str = ""
    """Why no number of items is enough; empty where one is."""
    within: syntax.Node = ALL
    """The list, filters included, as it is written."""
    filter: syntax.Node = ALL
    """Its filters as one condition; and for `list contains`, that an item is what is sought."""
    never_null: bool = False
    """Whether its filters are always true, false or not known, and never null."""
    around: Around = ()
    loops: tuple[tuple[Loop, frozenset[str]], ...] = ()
    """The loops that it depends on, with the fields that it looks at; an empty one is the whole."""
    filter_loops: tuple[tuple[Loop, frozenset[str]], ...] = ()
    """Those that its filters alone depend on."""
    owner: Loop | None = None
    """The loop whose item holds the list, where it is a list inside items."""
    lines: tuple[tuple[str, syntax.Node], ...] = ()
    """What a count is held against: the operator as it stands after the count, and the figure."""
    held_against: frozenset[str] = frozenset()
    """Every name in those figures, with those in the derived figures there."""
    item: str = ""
    body: UseBody = None
    """What `every` or `some` item must satisfy; for `list contains` what is looked for."""
    names: frozenset[str] = frozenset()
    """Every name in the list, its filters and its body, with those in the derived figures there."""
    refers: bool = False
    """Whether its body asks for the verdict of another criterion."""
    field: str = ""
    """The field that a consistency test is about."""

    @property
    def reason(self) -> str:
        """The place of the use and why no number of items is enough; empty where one is."""
        return f"{self.at}: `{self.text}`: {self.why}" if self.why else ""


@dataclass(frozen=True, slots=True)
class ListUses:
    """Every use of the lists of some rules, and the fields of their items that are looked at."""

    uses: tuple[ListUse, ...]
    fields: frozenset[tuple[str, str]]
    """The path of a list, and the name of a field."""
