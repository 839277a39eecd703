"""Formats failed cases: the place of each, what was expected and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, assert_never

from authorisation.model.case import Case, CaseMargin
from authorisation.policy.cases.results import (
    CaseContradiction,
    CaseDifference,
    CaseResult,
    MarginDifference,
    OutcomeDifference,
    PeriodCountDifference,
    UnknownCriterion,
    Unusable,
    ValueDifference,
    VerdictDifference,
)

_FEW: Final = 3
"""Of so many inherited cases that rest on one, each is told; of more, the first ones."""


def format_failed_cases(failed: Sequence[CaseResult], rule_set: str) -> Iterator[str]:
    """Yield the failed cases as texts: inherited ones that rest on one case stand together.

    One change of the rules often breaks hundreds of these, all for the same reason.
    """
    groups: dict[str, list[CaseResult]] = {}
    for result in failed:
        if base := _inherited_base(result, rule_set):
            groups.setdefault(base, []).append(result)
    large = {base: group for base, group in groups.items() if len(group) > _FEW}
    for result in failed:
        if _inherited_base(result, rule_set) not in large:
            yield format_case_result(result)
    for base, group in large.items():
        origin = group[0].case
        of = origin.rule_set if isinstance(origin, Case) else ""
        yield f"{len(group)} cases inherited from {of} rest on `{base}` and came out otherwise:"
        yield from map(format_case_result, group[:_FEW])
        yield (
            f"and {len(group) - _FEW} more that rest on it\n  help: if they lack an answer, give"
            f" a case `{base}` here that `extends: {base}` and adds it"
        )


def _inherited_base(result: CaseResult, rule_set: str) -> str:
    """The case that a failed case of a parent rests on, or is; empty for any other."""
    case = result.case
    if not isinstance(case, Case) or case.rule_set == rule_set:
        return ""
    return case.base or case.name


def format_case_result(result: CaseResult) -> str:
    """Format a failed case: its place and name, then a line for each difference."""
    differences = map(format_case_difference, result.differences)
    return "\n  ".join([f"{result.case.at}: {result.case.name}", *differences])


def format_case_difference(difference: CaseDifference) -> str:
    """Format one difference as a line."""
    match difference:
        case UnknownCriterion(criterion):
            return f"{criterion}: there is no such criterion in these rules"
        case VerdictDifference(criterion, expected, got):
            return f"{criterion}: expected {expected}, got {got}"
        case MarginDifference(criterion, expected, got):
            actual = format_case_margin(got) if got else "none"
            return f"{criterion}: expected a margin of {format_case_margin(expected)}, got {actual}"
        case OutcomeDifference(expected, got):
            return f"outcome: expected {_format_outcomes(expected)}, got {_format_outcomes(got)}"
        case CaseContradiction(problem):
            return f"the case contradicts itself: {problem.message}"
        case ValueDifference(name, expected, got):
            return f"{name}: expected `{expected}`, got `{got}`"
        case PeriodCountDifference(expected, got):
            return f"{expected} periods were expected, and {got} came"
        case Unusable(error):
            return f"it cannot be replayed: {error}"
        case _:
            assert_never(difference)


def format_case_margin(value: CaseMargin) -> str:
    """Format a margin: `-1 day`, or `between 3 and 5 patient` where it is a pair."""
    if value.unit == "%":
        ends = (None if end is None else end * 100 for end in (value.low, value.high))
        low, high = ends
        value, unit = CaseMargin(low=low, high=high, unit=value.unit), "%"
    else:
        unit = f" {value.unit}" if value.unit else ""
    if value.low is not None and value.low == value.high:
        return f"{_format_number(value.low)}{unit}"
    if value.low is None and value.high is None:
        return "anything"
    if value.low is None or value.high is None:
        bound, word = (value.high, "most") if value.low is None else (value.low, "least")
        return f"at {word} {_format_number(bound)}{unit}"
    return f"between {_format_number(value.low)} and {_format_number(value.high)}{unit}"


def _format_number(value: Decimal | None) -> str:
    text = f"{value or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _format_outcomes(outcomes: tuple[str, ...]) -> str:
    return " or ".join(f"`{outcome}`" for outcome in outcomes) or "none"
