"""Complaints, with their remedy, about values that may not be compared or added."""

from __future__ import annotations

import msgspec

from authorisation.feel.syntax.tree import ORDERINGS
from authorisation.language.check.types import types
from authorisation.language.check.types.units import COUNT, PERCENTAGE, PLAIN, Unit
from authorisation.language.yaml.characters import quote_names
from authorisation.language.yaml.scalars import replace_by_one, suggest_name
from authorisation.model.source import Remedy, UnitOfFigure


class Operand(msgspec.Struct, frozen=True):
    """One side of a comparison: as the author wrote it, and what it is."""

    text: str
    kind: types.Type

    def __str__(self) -> str:
        return f"`{self.text}`"


class Complaint(msgspec.Struct, frozen=True):
    """The message of a problem whose place is not known yet, and its remedy."""

    message: str
    remedy: str | Remedy = ""


def comparison_complaint(left: Operand, right: Operand, op: str = "=") -> Complaint | None:
    """The complaint that the two can never be compared so; None where they can."""
    if not types.can_be_equal(left.kind, right.kind):
        kinds = [types.format_type(each.kind) for each in (left, right)]
        message = f"{left} is {kinds[0]} and {right} is {kinds[1]}"
        return Complaint(message, _remedy(left, right) or _remedy(right, left))
    if op in ORDERINGS:
        for side in (left, right):
            if (complaint := _order_complaint(side)) is not None:
                return complaint
    match left.kind, right.kind:
        case types.Number(), types.Number():
            return unit_complaint(left, right)
        case types.Text() as one, types.Text() as other:
            return _choice_complaint(left, right, one, other)
        case types.ListOf(a), types.ListOf(b):
            return comparison_complaint(Operand(left.text, a), Operand(right.text, b))
        case _:
            return None


def unit_complaint(left: Operand, right: Operand) -> Complaint | None:
    """The complaint that two numbers are in two units; None where they agree or are no numbers."""
    if not isinstance(left.kind, types.Number) or not isinstance(right.kind, types.Number):
        return None
    one, other = left.kind.unit, right.kind.unit
    if one is None or other is None or one.agrees(other):
        return None
    if left.kind.written:
        left, right = right, left
        one, other = other, one
    message = f"{left} {_format_unit(one)} and {right} {_format_unit(other)}"
    return Complaint(message, _unit_remedy(left, one, right, other))


def _format_unit(unit: Unit) -> str:
    if unit == COUNT:
        return "counts items"
    return "has no unit" if unit == PLAIN else f"is in `{unit}`"


def _unit_remedy(left: Operand, one: Unit, right: Operand, other: Unit) -> str | Remedy:
    if {one, other} == {PLAIN, PERCENTAGE}:
        ratio = right if one == PERCENTAGE else left
        if isinstance(ratio.kind, types.Number) and ratio.kind.written:
            return "make the number a parameter with unit `%`"
        return f"a ratio is not a percentage: give {ratio} a name under `derived`, with unit `%`"
    if isinstance(right.kind, types.Number) and right.kind.written:
        return f"make the threshold a parameter with unit `{one}`"
    if PLAIN in (one, other):
        bare, unit = (left, other) if one == PLAIN else (right, one)
        fix = UnitOfFigure(bare.text, str(unit))
        return Remedy(f"give {bare} the unit `{unit}`", (fix,))
    either = (UnitOfFigure(right.text, str(one)), UnitOfFigure(left.text, str(other)))
    if str(one).split()[0] == str(other).split()[0] and "/" not in f"{one}{other}":
        words = f"multiply one by a parameter with unit `{one / other}` or `{other / one}`"
        return Remedy(words, either, sure=False)
    return Remedy("", either, sure=False)


def _order_complaint(side: Operand) -> Complaint | None:
    match side.kind:
        case types.Nothing():
            return Complaint("nothing is less or greater than null", "compare with `= null`")
        case types.Text(among) if among is not None:
            return Complaint(f"{side} is a choice, which has no order", "compare with `=` or `in`")
        case kind if not types.has_order(kind):
            return Complaint(
                f"{side} is {types.format_type(kind)}, which has no order", "compare with `=`"
            )
        case _:
            return None


def _choice_complaint(
    left: Operand, right: Operand, one: types.Text, other: types.Text
) -> Complaint | None:
    """The complaint that a written text is not among the other side's values, else None."""
    if one.written and not other.written:
        left, right, one, other = right, left, other, one
    values, wanted = one.among, other.among
    if values is None or wanted is None or one.written:
        return None
    missing = [text for text in wanted if text not in values]
    if other.written and missing:
        listed = f"its values are {quote_names(values)}"
        near = suggest_name(missing[0], values) or replace_by_one(missing[0], values, listed)
        return Complaint(f'`"{missing[0]}"` is not a value of {left}', near)
    if missing == list(wanted):
        return Complaint(f"{left} and {right} have no value in common")
    return None


def _remedy(one: Operand, other: Operand) -> str:
    match one.kind, other.kind:
        case types.Fields(fields=fields, group=group), _ if group and fields:
            return f"name one of its answers, such as `{group}.{next(iter(fields))}`"
        case types.ListOf(), types.Number():
            return f"count its items: `count({one.text})`"
        case types.ListOf(item), kind if types.can_be_equal(item, kind):
            return f"ask whether it contains the value: `list contains({one.text}, {other.text})`"
        case types.Boolean(), types.Text(among) if among in (("true",), ("false",)):
            return f"write `{among[0]}` without quotes"
        case types.Temporal("date"), types.Text(written=True):
            return 'a date is written `date("2012-10-01")`'
        case types.Temporal("duration"), types.Text(written=True):
            return 'a duration is written `duration("P28D")` or `duration("P3M")`'
        case types.Number(), types.Text(written=True):
            return "numbers are written without quotes"
        case types.Temporal("duration", "days"), types.Temporal("duration", "months"):
            return (
                "give both in days, such as `28 days`, or count months with "
                "`years and months duration(from, to)`"
            )
        case types.Temporal("duration"), types.Number(written=True):
            return "make the length of time a parameter of type `duration`"
        case _:
            return ""
