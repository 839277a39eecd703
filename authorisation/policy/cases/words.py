"""Formats failed cases: the place of each, what was expected and what came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.words.quantities import FEW
from authorisation.model.canonical import decimal_text
from authorisation.model.case import Case, CaseMargin
from authorisation.model.source import Problem
from authorisation.policy.cases.results import CaseResult, CaseRun


def format_failed_cases(failed: Sequence[CaseResult], rule_set: str) -> Iterator[str]:
    """Yield the failed cases as texts: inherited ones that rest on one case stand together.

    One change of the rules often breaks hundreds of these, all for the same reason.
    """
    groups: dict[str, list[CaseResult]] = {}
    for result in failed:
        if base := _inherited_base(result, rule_set):
            groups.setdefault(base, []).append(result)
    large = {base: group for base, group in groups.items() if len(group) > FEW}
    for result in failed:
        if _inherited_base(result, rule_set) not in large:
            yield format_case_result(result)
    for base, group in large.items():
        origin = group[0].case
        of = origin.rule_set if isinstance(origin, Case) else ""
        yield f"{len(group)} cases inherited from {of} rest on `{base}` and came out otherwise:"
        yield from map(format_case_result, group[:FEW])
        others = [f"  {each.case.at}: {each.case.name}" for each in group[FEW:]]
        yield "\n".join([f"and {len(others)} more that rest on it:", *others])
        yield (
            f"  help: if they lack an answer, give a case `{base}` here that `extends: {base}` and"
            " adds it, with what it is to `expect`"
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
    for each in result.differences:
        lines += [f"  {each}", *(f"    {reason}" for reason in each.because)]
    return "\n".join(lines)


def format_run(run: CaseRun, name: str = "") -> str:
    """Format how many cases of a rule set came out as they say, by the name it was asked by."""
    name = name or run.asked
    total, failed = len(run.results), len(run.failed)
    if total == 1:
        return f"{name}: the one case came out {'otherwise' if failed else 'as it says'}"
    if total:
        came = f"{failed} of {total} cases came out otherwise" if failed else ""
        return f"{name}: {came or f'all {total} cases came out as they say'}"
    named = f"no case has `{run.containing}` in its name"
    return f"{name}: {named if run.containing else 'no cases'}"


def format_problems(problems: Iterable[Problem]) -> str:
    """Format what keeps a case from being run; its place is that of the case."""
    return "; ".join(f"{p.message}; {p.help}" if p.help else p.message for p in problems)


def format_decisive(reason: Reason) -> tuple[str, ...]:
    """Format the judgements that decided one criterion, and what assessors judged, a line each."""
    more = (f"and {reason.more_points} more",) if reason.more_points else ()
    return (*map(str, reason.points), *more, *reason.judgements)


def format_names(names: Sequence[str]) -> str:
    """Format the outcomes expected, or possible."""
    return " or ".join(f"`{name}`" for name in names) or "none"


def format_case_margin(margin: CaseMargin) -> str:
    """Format a margin: `-1 day`, or `between 3 and 5 patient` where it is a pair."""
    scale = 100 if margin.unit == "%" else 1
    unit = margin.unit if margin.unit in ("%", "") else f" {margin.unit}"
    low, high = (
        None if end is None else decimal_text(end * scale) for end in (margin.low, margin.high)
    )
    if low is None and high is None:
        return "anything"
    if low is None:
        return f"at most {high}{unit}"
    if high is None:
        return f"at least {low}{unit}"
    return f"{low}{unit}" if low == high else f"between {low} and {high}{unit}"
