"""The parts of rules that a case can look at: what could change without any that notices."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from msgspec import Struct

from authorisation.engine.plans.plan import CriterionPlan, LeafPlan, Origin, walk
from authorisation.engine.program.program import Program
from authorisation.language.yaml.characters import quote
from authorisation.model.rules import DatedValueKind, RuleSet
from authorisation.model.source import AdviceCode, Location, Problem
from authorisation.model.verdict import Verdict


class PointKind(StrEnum):
    """The kind of a point: what it is of."""

    CRITERION = "criteria"
    OUTCOME = "outcomes"
    VALUE = "values of figures"
    SEVERITY = "severities"
    LEAF = "verdicts of comparisons"
    DECISIVE = "comparisons that decide alone"
    MESSAGE = "messages"
    REGIME_VALUE = "values of a regime's figures"
    TRIGGER = "states of triggers"
    RESPONSE = "rows of the table of responses"
    CHOSEN_RESPONSE = "responses"
    MOVE = "rows of the table of moves"
    EXIT = "results of exit tests"
    DEADLINE = "states of deadlines"


NAMED: Final = (
    PointKind.CRITERION,
    PointKind.OUTCOME,
    PointKind.VALUE,
    PointKind.SEVERITY,
    PointKind.REGIME_VALUE,
    PointKind.RESPONSE,
    PointKind.CHOSEN_RESPONSE,
    PointKind.MOVE,
)
"""The kinds that every run of cases names; the others are for a report on coverage."""

WHOLES: Final = {
    PointKind.TRIGGER: "the trigger",
    PointKind.EXIT: "the exit test of",
    PointKind.DEADLINE: "the deadline of",
}
"""The kinds of what every run of cases names as well where no case looks at any point of it."""

OF_VERDICTS: Final = (
    PointKind.LEAF,
    PointKind.DECISIVE,
    PointKind.MESSAGE,
    PointKind.TRIGGER,
    PointKind.EXIT,
)
"""The kinds of which rules may never come to some, whatever is answered."""

FROM_THE_FIRST: Final = date.min.isoformat()
"""What a point is under that is of a severity since the first day of the rules."""
_VERDICTS: Final = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN)


class Point(Struct, frozen=True):
    """One part of the rules that a case may look at.

    `of` is the id of a criterion, an outcome, a trigger, a response or a stage, the name of a
    figure, or the number of a row of a regime's table. `under` says which of its parts: a verdict,
    a state, or the day from which a value or a severity holds. `leaf` counts the comparisons of a
    criterion, from 1; 0 for what is no comparison.
    """

    kind: PointKind
    of: str
    under: str = ""
    leaf: int = 0


class PlacedPoint(Struct, frozen=True):
    """A point with its place in the files, and what is said where no case looks at it."""

    point: Point
    at: Location
    message: str

    @property
    def problem(self) -> Problem:
        """The problem to report where no case looks at the point."""
        return Problem(self.at, self.message, code=AdviceCode.NOT_COVERED)


def coverage_points(program: Program) -> Iterator[PlacedPoint]:
    """Yield every point of a rule set: criteria, outcomes, values of figures, then the rest."""
    if not program.rules.criteria:
        return
    for name, criterion in program.rules.criteria.items():
        message = f"no case looks at the criterion {quote(name)}"
        yield PlacedPoint(Point(PointKind.CRITERION, name), criterion.at, message)
    for row in program.rules.outcomes:
        message = f"no case comes to the outcome {quote(row.id)}"
        yield PlacedPoint(Point(PointKind.OUTCOME, row.id), row.when.at, message)
    used = criteria_using(program).keys() | program.outcome_parameters
    yield from value_points(PointKind.VALUE, used, program.rules)
    for plan in program.criteria:
        yield from _severities(plan, program)
        yield from _leaves(plan, program)
        yield from _messages(plan)


def criteria_using(program: Program) -> dict[str, set[str]]:
    """The ids of the criteria that use each figure, by its name."""
    users: dict[str, set[str]] = {}
    for plan in program.criteria:
        for reference in program.references_of(plan):
            if reference.origin is Origin.PARAMETER:
                users.setdefault(reference.name, set()).add(plan.id)
    return users


def leaves_of(plan: CriterionPlan) -> tuple[LeafPlan, ...]:
    """The comparisons of a criterion, in the order of the file."""
    return tuple(p for p in walk(plan.applies, plan.require) if isinstance(p, LeafPlan))


def value_points(kind: PointKind, names: Collection[str], rules: RuleSet) -> Iterator[PlacedPoint]:
    """Yield each value of the figures so named that counts on some day of the rules."""
    for name, parameter in rules.parameters.items():
        if name not in names:
            continue
        days = [*(entry.since for entry in parameter.values), date.max]
        for entry, (since, until) in zip(parameter.values, pairwise(days), strict=True):
            if entry.setting is DatedValueKind.VALUE and _in_force_within(since, until, rules):
                message = f"no case looks at {quote(name)} as it is from {since}"
                yield PlacedPoint(Point(kind, name, since.isoformat()), parameter.at, message)


def _in_force_within(since: date, until: date, rules: RuleSet) -> bool:
    """Whether the rules are in force on some of the days from `since`, and before `until`."""
    first, end = rules.in_force
    return first < until and (end is None or since < end)


def _severities(plan: CriterionPlan, program: Program) -> Iterator[PlacedPoint]:
    entries = plan.criterion.severities
    days = [date.min, *(entry.since for entry in entries[1:]), date.max]
    for entry, (since, until) in zip(entries, pairwise(days), strict=True):
        if _in_force_within(since, until, program.rules):
            name = quote(plan.id)
            from_day = f", as it is from {since}" if since > date.min else ""
            message = f"no case looks at {name} as a {entry.severity.value}{from_day}"
            point = Point(PointKind.SEVERITY, plan.id, since.isoformat())
            yield PlacedPoint(point, plan.criterion.at, message)


def _leaves(plan: CriterionPlan, program: Program) -> Iterator[PlacedPoint]:
    for number, leaf in enumerate(leaves_of(plan), start=1):
        at, text = leaf.condition.test.at, quote(" ".join(leaf.condition.test.text.split()))
        asked = any(
            reference.question or reference.name.partition(".")[0] == "others"
            for reference in program.expand(leaf.references)
        )
        for verdict in _VERDICTS if asked else ():
            message = f"no case of {quote(plan.id)} has {text} {verdict.value}"
            yield PlacedPoint(Point(PointKind.LEAF, plan.id, verdict.value, number), at, message)
        message = f"no case of {quote(plan.id)} is decided by {text} alone"
        yield PlacedPoint(Point(PointKind.DECISIVE, plan.id, leaf=number), at, message)


def _messages(plan: CriterionPlan) -> Iterator[PlacedPoint]:
    criterion = plan.criterion
    texts = zip(_VERDICTS, (criterion.met, criterion.not_met, criterion.unknown), strict=True)
    for verdict, text in texts:
        if text:
            message = f"no case has {quote(plan.id)} {verdict.value}, for which there is a message"
            point = Point(PointKind.MESSAGE, plan.id, verdict.value)
            yield PlacedPoint(point, criterion.at, message)
