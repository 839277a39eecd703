"""What a criterion requires: conditions, and the comparisons at their leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, TypeAlias

import msgspec

from authorisation.model.source import Formula, Location
from authorisation.model.structs import PartlyCompared


class Leaf(PartlyCompared, frozen=True, kw_only=True, tag=True):
    """One comparison: a FEEL expression that is true when the leaf is met.

    `unit` is the unit of the margin (`patient`, `GBP/patient/year`, `day`, `item` for counts),
    worked out when the rules were checked; empty where the leaf has no margin or no unit.
    """

    not_compared: ClassVar[frozenset[str]] = frozenset({"unit"})

    test: Formula
    title: str = ""
    not_met: str = ""
    unit: str = ""


class WordedCondition(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A condition that may have words of its own."""

    title: str = ""
    not_met: str = ""


class AllOf(WordedCondition, frozen=True, kw_only=True, tag=True):
    """Every part that applies is met; no part that applies is not applicable."""

    of: tuple[Condition, ...]


class AnyOf(WordedCondition, frozen=True, kw_only=True, tag=True):
    """At least one part is met; no part that applies is not applicable."""

    of: tuple[Condition, ...]


class Not(WordedCondition, frozen=True, kw_only=True, tag=True):
    """The part is not met."""

    part: Condition


class AtLeast(WordedCondition, frozen=True, kw_only=True, tag=True):
    """At least `n` of the parts are met, `n` being a FEEL number."""

    n: Formula
    of: tuple[Condition, ...]


class ItemsCondition(WordedCondition, frozen=True, kw_only=True):
    """A condition that the items of a list must satisfy."""

    item: str
    within: Formula
    satisfies: Condition
    name_by: str = ""
    """The item's field that names it in steps; empty where the item is a plain value."""


class Every(ItemsCondition, frozen=True, kw_only=True, tag=True):
    """Each item of the list satisfies the condition; an empty list is met."""


class Some(ItemsCondition, frozen=True, kw_only=True, tag=True):
    """At least one item of the list satisfies the condition; an empty list is not met."""


class CriterionRef(PartlyCompared, frozen=True, kw_only=True, tag=True):
    """The verdict of another criterion of the rule set."""

    not_compared: ClassVar[frozenset[str]] = frozenset({"at"})

    criterion: str
    title: str = ""
    not_met: str = ""
    at: Location = Location("-")


Condition: TypeAlias = Leaf | AllOf | AnyOf | Not | AtLeast | Every | Some | CriterionRef


def walk_conditions(*conditions: Condition | None) -> Iterator[Condition]:
    """Yield each condition and all below it, in the order of the file; None is passed over."""
    for condition in conditions:
        if condition is not None:
            yield condition
            yield from walk_conditions(*parts_of(condition))


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions right below one, in the order of the file."""
    match condition:
        case AllOf(of=parts) | AnyOf(of=parts) | AtLeast(of=parts):
            return parts
        case Not(part=part) | Every(satisfies=part) | Some(satisfies=part):
            return (part,)
        case Leaf() | CriterionRef():
            return ()


def formula_of(condition: Condition) -> Formula | None:
    """Return the expression that a condition has of its own; None where it has only parts."""
    match condition:
        case Leaf(test=formula) | Every(within=formula) | Some(within=formula):
            return formula
        case AtLeast(n=formula):
            return formula
        case _:
            return None
