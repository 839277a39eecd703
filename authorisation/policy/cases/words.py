"""Formats failed cases: the place of each, what was expected and what came out."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from authorisation.model.case import Margin
from authorisation.policy.cases.assessment import (
    CaseResult,
    Contradiction,
    Difference,
    NoSuchCriterion,
    OtherMargin,
    OtherOutcome,
    OtherVerdict,
)


def told(result: CaseResult) -> str:
    """Format a failed case: its place and name, then a line for each difference."""
    lines = [f"{result.case.at}: {result.case.name}", *_lines(result)]
    return "\n  ".join(lines)


def _lines(result: CaseResult) -> Iterator[str]:
    for difference in result.differences:
        yield phrase(difference)


def phrase(difference: Difference) -> str:
    """Format one difference as a line."""
    match difference:
        case NoSuchCriterion(criterion):
            return f"{criterion}: there is no such criterion in these rules"
        case OtherVerdict(criterion, expected, got):
            return f"{criterion}: expected {expected}, got {got}"
        case OtherMargin(criterion, expected, got):
            found = margin(got) if got else "none"
            return f"{criterion}: expected a margin of {margin(expected)}, got {found}"
        case OtherOutcome(expected, got):
            return f"outcome: expected {_either(expected)}, got {_either(got)}"
        case Contradiction(problem):
            return f"the case contradicts itself: {problem.message}"
        case _:
            assert_never(difference)


def margin(value: Margin) -> str:
    """Format a margin: `-1 day`, or `between 3 and 5 patient` where it is a pair."""
    unit = f" {value.unit}" if value.unit else ""
    if value.low is not None and value.low == value.high:
        return f"{_number(value.low)}{unit}"
    if value.low is None and value.high is None:
        return "anything"
    if value.low is None or value.high is None:
        bound, word = (value.high, "most") if value.low is None else (value.low, "least")
        return f"at {word} {_number(bound)}{unit}"
    return f"between {_number(value.low)} and {_number(value.high)}{unit}"


def _number(value: Decimal | None) -> str:
    text = f"{value or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _either(outcomes: tuple[str, ...]) -> str:
    return " or ".join(f"`{outcome}`" for outcome in outcomes) or "none"
