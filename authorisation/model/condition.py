"""What a criterion requires: conditions, and the comparisons at their leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from authorisation.model.source import Formula, Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One comparison: a FEEL expression that is true when the leaf is met.

    `unit` is the unit of the margin (`patient`, `GBP/patient/year`, `day`, `item` for counts),
    worked out when the rules were checked; empty where the leaf has no margin or no unit.
    """

    test: Formula
    title: str = ""
    not_met: str = ""
    unit: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Every part that applies is met; no part that applies is not applicable."""

    of: tuple[Condition, ...]
    title: str = ""
    not_met: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one part is met; no part that applies is not applicable."""

    of: tuple[Condition, ...]
    title: str = ""
    not_met: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part is not met."""

    part: Condition
    title: str = ""
    not_met: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """At least `n` of the parts are met, `n` being a FEEL number."""

    n: Formula
    of: tuple[Condition, ...]
    title: str = ""
    not_met: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """Each item of the list satisfies the condition; an empty list is met."""

    item: str
    within: Formula
    satisfies: Condition
    title: str = ""
    not_met: str = ""
    name_by: str = ""
    """The item's field that names it in steps; empty where the item is a plain value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """At least one item of the list satisfies the condition; an empty list is not met."""

    item: str
    within: Formula
    satisfies: Condition
    title: str = ""
    not_met: str = ""
    name_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRef:
    """The verdict of another criterion of the rule set."""

    criterion: str
    title: str = ""
    not_met: str = ""
    at: Location = field(compare=False, default=Location("-"))


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
