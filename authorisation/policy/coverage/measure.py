"""Which points of a rule set its cases look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from authorisation.engine.analysis.decisive import decisive_leaves
from authorisation.engine.plans.plan import LeafPlan, RefPlan
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Finding, Step
from authorisation.language.yaml.characters import quote
from authorisation.model.case import AnyCase, Case, MoveCase, RegimeCase, ResponseCase
from authorisation.model.rules import Criterion
from authorisation.model.source import AdviceCode, Problem
from authorisation.policy.coverage.points import (
    FROM_THE_FIRST,
    NAMED,
    OF_VERDICTS,
    WHOLES,
    PlacedPoint,
    Point,
    PointKind,
    coverage_points,
    criteria_using,
    leaves_of,
)
from authorisation.policy.coverage.regime import history_points, regime_points, rows_looked_at
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import History


class Coverage(Struct, frozen=True):
    """The points of a rule set in the order of its files, and those that cases look at.

    `left_out` is what cannot come about, which is not counted; None where that is not known, so
    that all is.
    """

    points: tuple[PlacedPoint, ...]
    covered: frozenset[Point]
    left_out: tuple[PlacedPoint, ...] | None = ()

    @property
    def missed(self) -> tuple[PlacedPoint, ...]:
        """The points that no case looks at."""
        return tuple(each for each in self.points if each.point not in self.covered)

    @property
    def missed_of_verdicts(self) -> tuple[Point, ...]:
        """The points of verdicts and states no case looks at, some of which may not come about."""
        return tuple(each.point for each in self.missed if each.point.kind in OF_VERDICTS)

    def without(self, impossible: Collection[Point] | None) -> Coverage:
        """The coverage without points that cannot occur; None says that it is not known which."""
        if impossible is None:
            return replace(self, left_out=None)
        left_out = tuple(each for each in self.points if each.point in impossible)
        points = tuple(each for each in self.points if each.point not in impossible)
        return replace(self, points=points, left_out=left_out)

    @property
    def missed_problems(self) -> tuple[Problem, ...]:
        """The problems that every run names: whole criteria, outcomes, values, triggers, rows.

        The severity since the first day goes with its criterion, where no case looks at that.
        """
        unseen = {each.point.of for each in self.missed if each.point.kind is PointKind.CRITERION}
        missed = [
            each
            for each in self.missed
            if each.point.under != FROM_THE_FIRST or each.point.of not in unseen
        ]
        named = [
            problem
            for kind in NAMED
            for problem in sorted(each.problem for each in missed if each.point.kind is kind)
        ]
        covered = {(point.kind, point.of) for point in self.covered}
        wholes = {
            Problem(
                each.at,
                f"no case looks at {WHOLES[kind]} {quote(each.point.of)}",
                code=AdviceCode.NOT_COVERED,
            )
            for each in self.missed
            if (kind := each.point.kind) in WHOLES and (kind, each.point.of) not in covered
        }
        return (*named, *sorted(wholes))

    def count(self, kind: PointKind | None = None) -> tuple[int, int]:
        """The numbers of points that are looked at and of all points, in all or of one kind."""
        of = [each for each in self.points if kind in (None, each.point.kind)]
        return sum(each.point in self.covered for each in of), len(of)

    @property
    def share(self) -> Fraction:
        """The share of all points that is looked at; 1 where there are none."""
        covered, points = self.count()
        return Fraction(covered, points) if points else Fraction(1)


class CoverageMeter:
    """Gathers what cases look at, one assessment or history after another."""

    def __init__(self, program: Program, compiled: CompiledRegime | None = None) -> None:
        """Of these rules, and of their failure regime where they have one."""
        self._program = program
        self._regime = compiled
        self._plans = {plan.id: plan for plan in program.criteria}
        self._numbers = {
            id(leaf): number
            for plan in program.criteria
            for number, leaf in enumerate(leaves_of(plan), start=1)
        }
        self._covered: set[Point] = set()

    def add(self, case: Case, assessment: Assessment) -> None:
        """Add what one case looks at: the criteria of which it expects something."""
        for finding in assessment.findings:
            if finding.criterion.id in case.expect:
                self._covered.update(self._seen_in(finding))

    def add_history(self, case: RegimeCase, history: History) -> None:
        """Add what one history looks at, period by period."""
        # INVARIANT: only a regime has histories.
        assert self._regime is not None  # noqa: S101
        self._covered.update(history_points(self._regime, case, history))

    def coverage(self, cases: Sequence[AnyCase]) -> Coverage:
        """The coverage by all that was added, and by what the cases say themselves."""
        own = [case for case in cases if isinstance(case, Case)]
        covered = self._covered | set(named_points(self._program, own))
        if self._regime is not None:
            rows = [case for case in cases if isinstance(case, ResponseCase | MoveCase)]
            covered |= set(rows_looked_at(self._regime.regime, rows))
        points = tuple(placed_points(self._program, self._regime))
        return Coverage(points, frozenset(covered))

    def _seen_in(self, finding: Finding) -> Iterator[Point]:
        name = finding.criterion.id
        yield Point(PointKind.MESSAGE, name, finding.verdict.value)
        for top in (finding.applies, finding.step):
            if top is None:
                continue
            for step in _own_steps(top):
                number = self._numbers[id(step.plan)]
                yield Point(PointKind.LEAF, name, step.verdict.value, number)
            for leaf in decisive_leaves(top):
                yield Point(PointKind.DECISIVE, name, leaf=self._numbers[id(leaf)])


def placed_points(program: Program, compiled: CompiledRegime | None) -> Iterator[PlacedPoint]:
    """Yield every point of a rule set, then those of its failure regime."""
    yield from coverage_points(program)
    if compiled is not None:
        yield from regime_points(compiled)


def _own_steps(step: Step) -> Iterator[Step]:
    """Yield the comparisons below a step that are the criterion's own."""
    if isinstance(step.plan, LeafPlan):
        yield step
    elif not isinstance(step.plan, RefPlan):
        for part in step.because:
            yield from _own_steps(part)


def named_points(program: Program, cases: Iterable[Case]) -> Iterator[Point]:
    """Yield the points that cases look at by what they say, whatever the rules make of them.

    A case looks at the criteria and the outcome that it expects something of. It looks at that
    value of a figure which counts on its day, where it expects something of a criterion that uses
    the figure, or of the outcome where the table of outcomes does, and does not set it.
    """
    users = criteria_using(program)
    for case in cases:
        day = _day(case, program)
        outcomes = (case.outcome,) if isinstance(case.outcome, str) else case.outcome or ()
        for outcome in outcomes:
            yield Point(PointKind.OUTCOME, outcome)
        for name in case.expect:
            yield Point(PointKind.CRITERION, name)
            if criterion := program.rules.criteria.get(name):
                yield Point(PointKind.SEVERITY, name, _severity_since(criterion, day).isoformat())
        for name, parameter in program.rules.parameters.items():
            entry = parameter.on(day)
            used = not users.get(name, set()).isdisjoint(case.expect)
            used |= bool(outcomes) and name in program.outcome_parameters
            if used and entry is not None and name not in case.set:
                yield Point(PointKind.VALUE, name, entry.since.isoformat())


def _severity_since(criterion: Criterion, day: date) -> date:
    days = [date.min, *(entry.since for entry in criterion.severities[1:])]
    return max(since for since in days if since <= day)


def _day(case: Case, program: Program) -> date:
    """The day that figures are chosen by."""
    day = case.as_of or program.rules.in_force[0]
    return day if program.rules.dated_by == "as_of" else case.received_on or day
