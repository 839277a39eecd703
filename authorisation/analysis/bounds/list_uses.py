"""The ways in which rules look at a list: what each wants to know of its items.

`docs/list-bounds.md` says for how many items that is the same, whatever else is in the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from authorisation.feel.syntax import tree as syntax
from authorisation.model.condition import Condition
from authorisation.model.question import Question
from authorisation.model.source import Location

ALL: Final = syntax.Literal(value=True)
"""The filter that keeps every item."""


class UseForm(StrEnum):
    """How a list is looked at."""

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
    """What the things are that a condition is judged for, one by one."""

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
    number: int = 0
    """The same for loops through the same items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUse:
    """One look at a list, in one place of the rules."""

    path: str
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
    """Its filters as one condition, with the names of `loops` put so that equal ones are equal."""
    never_null: bool = False
    """Whether its filters are always true, false or not known, and never null."""
    around: tuple[Loop, ...] = ()
    """Every loop around it, the outermost first."""
    loops: tuple[tuple[Loop, frozenset[str]], ...] = ()
    """Those that it depends on, with the fields that it looks at; an empty one is the whole."""
    owner: Loop | None = None
    """The loop whose items hold the list, where it is a list inside items."""
    lines: tuple[tuple[str, syntax.Node], ...] = ()
    """What a count is held against: the operator as it stands after the count, and the figure."""
    item: str = ""
    body: Condition | syntax.Node | None = None
    """What `every` or `some` item must satisfy; for `list contains` what is looked for."""
    shape: object = None
    """Equal where two bodies ask the same of an item."""
    names: frozenset[str] = frozenset()
    """Every name in it, with those in the derived figures that it names."""
    refers: bool = False
    """Whether its body asks for the verdict of another criterion."""
    field: str = ""
    """The field that a consistency test is about."""

    @property
    def reason(self) -> str:
        """Where it stands and why no number of items is enough; empty where one is."""
        return f"{self.at}: `{self.text}`: {self.why}" if self.why else ""


@dataclass(frozen=True, slots=True)
class ListUses:
    """Every use of the lists of some rules, and the fields of their items that are looked at."""

    uses: tuple[ListUse, ...]
    fields: frozenset[tuple[str, str]]
    """The path of a list, and the name of a field."""
