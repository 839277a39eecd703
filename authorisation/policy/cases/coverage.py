"""What no case of a rule set looks at: criteria, rows of the outcome table, values of figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from authorisation.engine.plans.plan import Origin
from authorisation.engine.program.program import Program
from authorisation.language.yaml.characters import quote
from authorisation.model.case import Case
from authorisation.model.rules import DatedValueKind, Parameter
from authorisation.model.source import Problem


def check_coverage(program: Program, cases: Sequence[Case]) -> tuple[Problem, ...]:
    """A problem for each part of the rules that could change without a case that notices.

    A case looks at the criteria and the outcome that it expects something of. It looks at that
    value of a figure which counts on its day, where it expects something of a criterion that uses
    the figure, and does not set it.
    """
    if not program.rules.criteria:
        return ()
    return tuple(
        problem
        for check in (_criteria, _outcomes, _values)
        for problem in sorted(check(program, cases))
    )


def _criteria(program: Program, cases: Sequence[Case]) -> Iterator[Problem]:
    expected = {criterion for case in cases for criterion in case.expect}
    for name, criterion in program.rules.criteria.items():
        if name not in expected:
            yield Problem(criterion.at, f"no case looks at the criterion {quote(name)}")


def _outcomes(program: Program, cases: Sequence[Case]) -> Iterator[Problem]:
    expected: set[str] = set()
    for case in cases:
        expected |= {case.outcome} if isinstance(case.outcome, str) else {*(case.outcome or ())}
    for row in program.rules.outcomes:
        if row.id not in expected:
            yield Problem(row.when.at, f"no case comes to the outcome {quote(row.id)}")


def _values(program: Program, cases: Sequence[Case]) -> Iterator[Problem]:
    users: dict[str, set[str]] = {}
    for plan in program.criteria:
        for reference in program.references_of(plan):
            if reference.origin is Origin.PARAMETER:
                users.setdefault(reference.name, set()).add(plan.id)
    for name, parameter in program.rules.parameters.items():
        looking = [
            _day(case, program)
            for case in cases
            if name not in case.set and not users.get(name, set()).isdisjoint(case.expect)
        ]
        if name not in users:
            continue
        for since, until in _spans(parameter, program):
            if not any(since <= day < until for day in looking):
                message = f"no case looks at {quote(name)} as it is from {since}"
                yield Problem(parameter.at, message)


def _spans(parameter: Parameter, program: Program) -> Iterator[tuple[date, date]]:
    """Each span of days in which one value holds, where the rules are in force on some of them."""
    first, end = program.rules.in_force
    days = [*(entry.since for entry in parameter.values), date.max]
    for entry, (since, until) in zip(parameter.values, pairwise(days), strict=True):
        counts = first < until and (end is None or since < end)
        if entry.setting is DatedValueKind.VALUE and counts:
            yield since, until


def _day(case: Case, program: Program) -> date:
    """The day that figures are chosen by."""
    day = case.as_of or program.rules.in_force[0]
    return day if program.rules.dated_by == "as_of" else case.received_on or day
