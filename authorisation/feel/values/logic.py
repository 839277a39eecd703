"""Kleene's logic over true, false, null and unknown; unknown outranks null."""

from __future__ import annotations

from typing import TypeAlias

from authorisation.feel.values.absent import unite_paths, without_among
from authorisation.feel.values.values import Bounds, PartialList, Unknown, Value

Truth: TypeAlias = bool | Unknown | None


def to_truth(value: Value) -> Truth:
    """The truth of a value as a condition: what is neither boolean nor unknown counts as null."""
    kind = type(value)
    if kind is bool or kind is Unknown:
        return value  # type: ignore[no-any-return]
    return None


def kleene_not(value: Value) -> Truth:
    """Negate; null and unknown stay as they are."""
    if value is True:
        return False
    if value is False:
        return True
    if type(value) is Unknown:
        return without_among(value)
    return None


def kleene_and(left: Value, right: Value) -> Truth:
    """Give false if either is false, true if both are true."""
    if left is False or right is False:
        return False
    if left is True and right is True:
        return True
    return _unknown_or_null(left, right)


def kleene_or(left: Value, right: Value) -> Truth:
    """Give true if either is true, false if both are false."""
    if left is True or right is True:
        return True
    if left is False and right is False:
        return False
    return _unknown_or_null(left, right)


def _unknown_or_null(left: Value, right: Value) -> Unknown | None:
    left_unknown, right_unknown = type(left) is Unknown, type(right) is Unknown
    if left_unknown and right_unknown:
        return _unite_unknowns(left, right)
    if left_unknown:
        return without_among(left)
    return without_among(right) if right_unknown else None


def _unite_unknowns(left: Unknown, right: Unknown) -> Unknown:
    if left.inapplicable and right.inapplicable:
        return left
    # A further answer may settle this or make it inapplicable: neither is certain yet.
    perhaps = (
        left.inapplicable
        or right.inapplicable
        or left.perhaps_inapplicable
        or right.perhaps_inapplicable
    )
    return Unknown(unite_paths(left.rests_on, right.rests_on), perhaps_inapplicable=perhaps)


def weaken_truth(value: Truth, by: Unknown | Bounds | PartialList) -> Unknown:
    """An Unknown for a condition that counts only perhaps, as the answers behind `by` will show."""
    paths = by.rests_on
    if type(value) is Unknown:
        return Unknown(
            unite_paths(paths, value.rests_on),
            perhaps_inapplicable=value.inapplicable or value.perhaps_inapplicable,
        )
    return Unknown(paths)
