"""Formats failed cases: the place of each, what was expected and what came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, assert_never

import msgspec

from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.step_tree import VERDICT_MARKS, VERDICT_WORDS
from authorisation.explain.words.quantities import format_count
from authorisation.model.case import Case, CaseMargin
from authorisation.policy.cases.results import (
    CaseContradiction,
    CaseDifference,
    CaseResult,
    CaseRun,
    MarginDifference,
    OutcomeDifference,
    PeriodCountDifference,
    UnknownCriterion,
    Unusable,
    ValueDifference,
    VerdictDifference,
)

_MOST_REASONS: Final = 8
"""How many criteria are named that an outcome rests on."""
_FEW: Final = 3
"""Of so many inherited cases that rest on one, each is told; of more, the first ones."""


class DifferenceWords(msgspec.Struct, frozen=True):
    """What a difference is in, what was expected there and what came out.

    `expected` is empty where the case could not be held against the rules at all.
    """

    of: str
    expected: str
    actual: str
    because: tuple[str, ...] = ()
    """The judgements that decided what came out, a line each."""

    def __str__(self) -> str:
        expected = f"expected {self.expected}, got " if self.expected else ""
        return f"{self.of}: {expected}{self.actual}"


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
    """Format a failed case: its place and name, then what differs, each with its reasons."""
    lines = [f"{result.case.at}: {result.case.name}"]
    for each in describe_differences(result.differences):
        lines += [f"  {each}", *(f"    {reason}" for reason in each.because)]
    return "\n".join(lines)


def format_run(run: CaseRun) -> str:
    """Format how many cases of a rule set came out as they say."""
    total, failed = len(run.results), len(run.failed)
    if total:
        came = f"{failed} of {total} cases came out otherwise" if failed else ""
        return f"{run.asked}: {came or f'all {total} cases came out as they say'}"
    named = f"no case has `{run.containing}` in its name"
    return f"{run.asked}: {named if run.containing else 'no cases'}"


def describe_differences(differences: Iterable[CaseDifference]) -> Iterator[DifferenceWords]:
    """Yield the words for each difference; those of one criterion have its reasons once."""
    last: tuple[str, ...] = ()
    for words in map(_describe_difference, differences):
        yield msgspec.structs.replace(words, because=()) if words.because == last else words
        last = words.because


def _describe_difference(difference: CaseDifference) -> DifferenceWords:
    """The words for one difference, with the decisive judgements of what came out."""
    match difference:
        case UnknownCriterion(criterion):
            return DifferenceWords(criterion, "", "there is no such criterion in these rules")
        case VerdictDifference(criterion, expected, got, reason):
            return DifferenceWords(criterion, str(expected), str(got), _decisive(reason))
        case MarginDifference(criterion, expected, got, reason):
            wanted = f"a margin of {format_case_margin(expected)}"
            actual = format_case_margin(got) if got else "none"
            return DifferenceWords(criterion, wanted, actual, _decisive(reason))
        case OutcomeDifference(expected, got, reasons):
            wanted, actual = _format_outcomes(expected), _format_outcomes(got)
            because = map(_format_reason, reasons[:_MOST_REASONS])
            more = len(reasons) - _MOST_REASONS
            rest = (f"and {format_count(more, 'more criterion')}",) if more > 0 else ()
            return DifferenceWords("outcome", wanted, actual, (*because, *rest))
        case CaseContradiction(problem):
            return DifferenceWords("the case contradicts itself", "", problem.message)
        case ValueDifference(name, expected, got):
            return DifferenceWords(name, f"`{expected}`", f"`{got}`")
        case PeriodCountDifference(expected, got):
            return DifferenceWords("periods", str(expected), str(got))
        case Unusable(error):
            return DifferenceWords("it cannot be replayed", "", error)
        case _:
            assert_never(difference)


def _decisive(reason: Reason | None) -> tuple[str, ...]:
    """The judgements that decided one criterion, and what assessors judged."""
    if reason is None:
        return ()
    more = (f"and {reason.more_points} more",) if reason.more_points else ()
    return (*map(str, reason.points), *more, *reason.judgements)


def _format_reason(reason: Reason) -> str:
    """Format one criterion with its verdict, for what it decided together with others."""
    words = VERDICT_WORDS[reason.verdict]
    return f"{VERDICT_MARKS[reason.verdict]} {reason.title} ({reason.criterion}): {words}"


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
