"""Compiled conditions: what their leaves compare, and which names they look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import msgspec

from authorisation.feel.closures.expression import Expression
from authorisation.feel.closures.frames import Closure
from authorisation.feel.values.values import Value
from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.rules import Criterion
from authorisation.model.verdict import VerdictSet

Bindings: TypeAlias = dict[str, Value]
"""Every name a formula may use, with its FEEL value; question groups are nested contexts."""

PossibleVerdicts: TypeAlias = Callable[[Bindings, Mapping[str, VerdictSet]], VerdictSet]
"""What gives the verdicts that a condition may come to in a scope, without the steps to them; it is
given also what the criteria that it refers to may come to, by id."""


Comparator: TypeAlias = Callable[[Decimal | int, Decimal], bool]
"""One of `< <= > >=` between numbers."""


class Origin(StrEnum):
    """The origin of a value that a leaf looked at."""

    ANSWER = "answer"
    PARAMETER = "parameter"
    DERIVED = "derived"
    ITEM = "item"
    SITUATION = "situation"
    """`as_of`, `stage`, `others` or `findings`: given with the assessment, not answered."""


class Reference(msgspec.Struct, frozen=True):
    """One name that a formula looks at, as written: `population.registered`, `entry.role`.

    `question` is the path of the question behind an answer, or behind the list that an item
    comes from; empty for the other origins.
    """

    name: str
    origin: Origin
    question: str = ""


class LeafPlan(msgspec.Struct, frozen=True):
    """A leaf with its two sides compiled; `right` is None where it is no comparison."""

    condition: Leaf
    test: Expression
    references: tuple[Reference, ...]
    operator: str = ""
    """One of `= != < <= > >=`, `between`, or empty for any other Boolean expression."""
    left: Closure | None = None
    right: Closure | None = None
    upper: Closure | None = None
    """The upper end of a `between`."""
    comparator: Comparator | None = None
    """For `< <= > >=` between numbers: the comparison of left with right."""
    upward: bool = False
    """Whether a larger left side is nearer to being met."""


class GroupPlan(msgspec.Struct, frozen=True):
    """`all`, `any`, `not`, or `at_least` with its number."""

    condition: AllOf | AnyOf | Not | AtLeast
    parts: tuple[Plan, ...]
    n: Expression | None = None
    references: tuple[Reference, ...] = ()
    """The names that its number looks at."""


class ItemsPlan(msgspec.Struct, frozen=True):
    """`every` or `some`: the list, and what each of its items must satisfy."""

    condition: Every | Some
    within: Expression
    references: tuple[Reference, ...]
    body: Plan


class RefPlan(msgspec.Struct, frozen=True):
    """A reference to another criterion, judged before this one."""

    condition: CriterionRef


Plan: TypeAlias = LeafPlan | GroupPlan | ItemsPlan | RefPlan


class CriterionPlan(msgspec.Struct, frozen=True):
    """A criterion with its conditions ready to be judged."""

    id: str
    criterion: Criterion
    applies: Plan | None
    require: Plan | None
    possible: PossibleVerdicts | None = None
    """What gives the verdicts that it may come to; None where assessors have a part in that."""
    referred: bool = False
    """Whether another criterion refers to it."""


def walk(*plans: Plan | None) -> Iterator[Plan]:
    """Yield each plan and every plan below it, in the order of the rules; None is passed over."""
    for plan in plans:
        if plan is None:
            continue
        yield plan
        match plan:
            case GroupPlan(parts=parts):
                yield from walk(*parts)
            case ItemsPlan(body=body):
                yield from walk(body)
            case LeafPlan() | RefPlan():
                pass
