"""Which points of a rule set are its own: what it changes against the one that it extends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from authorisation.engine.plans.plan import LeafPlan, Origin
from authorisation.engine.program.program import Program
from authorisation.model.canonical import canonical_bytes
from authorisation.model.regime import exit_id
from authorisation.model.rules import Parameter
from authorisation.policy.coverage.measure import placed_points
from authorisation.policy.coverage.points import Point, PointKind, leaves_of
from authorisation.policy.coverage.regime import tests_using
from authorisation.regime.program import CompiledRegime

_ROWS: Final = frozenset({PointKind.RESPONSE, PointKind.MOVE})
"""What is known by its number, which is another once a row is put before it."""
_COMPARISONS: Final = frozenset({PointKind.LEAF, PointKind.DECISIVE})
_OF_CRITERIA: Final = frozenset({PointKind.CRITERION, PointKind.SEVERITY, PointKind.MESSAGE})


def changed_points(
    rules: tuple[Program, CompiledRegime | None], parent: tuple[Program, CompiledRegime | None]
) -> frozenset[Point]:
    """The points of rules that their parent does not have, or has of something else.

    A comparison is another where its text is, or a value of a figure that it is held against, and
    so are triggers and exit tests; what decides alone is, wherever anything of the conditions of
    its criterion is.
    """
    inherited = set(_contents(*parent).values())
    return frozenset(p for p, content in _contents(*rules).items() if content not in inherited)


def _contents(program: Program, compiled: CompiledRegime | None) -> Mapping[Point, bytes]:
    """The contents of each point: what it is of, with all that tells it from any other point."""
    contents = _Contents(program, compiled)
    return {
        each.point: canonical_bytes(
            [
                each.point.kind,
                "" if each.point.kind in _ROWS else each.point.of,
                each.point.under,
                list(contents.of(each.point)),
            ]
        )
        for each in placed_points(program, compiled)
    }


class _Contents:
    """The parts of a rule set and its regime that points are of."""

    def __init__(self, program: Program, compiled: CompiledRegime | None) -> None:
        self._program = program
        self._compiled = compiled
        self._leaves = {plan.id: leaves_of(plan) for plan in program.criteria}
        self._outcomes = {row.id: row for row in program.rules.outcomes}
        if compiled is not None:
            self._triggers = {trigger.id: trigger for trigger in compiled.regime.triggers}
            self._users = tests_using(compiled)

    def of(self, point: Point) -> Iterator[object]:
        """Yield what a point is of, in parts that have canonical bytes."""
        if point.kind in _COMPARISONS:
            yield from self._comparison(point)
        elif point.kind is PointKind.VALUE:
            yield from _values(self._program.rules.parameters[point.of], point.under)
        elif point.kind is PointKind.OUTCOME:
            yield self._outcomes[point.of]
        elif point.kind in _OF_CRITERIA:
            yield from self._criterion(point)
        elif self._compiled is not None:
            yield from self._of_regime(point, self._compiled)

    def _comparison(self, point: Point) -> Iterator[object]:
        yield from self._leaf(self._leaves[point.of][point.leaf - 1])
        if point.kind is PointKind.DECISIVE:
            criterion = self._program.rules.criteria[point.of]
            yield criterion.applies
            yield criterion.require

    def _leaf(self, leaf: LeafPlan) -> Iterator[object]:
        rules = self._program.rules
        yield leaf.condition.test.text
        for reference in self._program.expand(leaf.references):
            if reference.origin is Origin.PARAMETER:
                yield from _values(rules.parameters[reference.name])
            elif reference.origin is Origin.DERIVED:
                yield rules.derived[reference.name].value.text

    def _criterion(self, point: Point) -> Iterator[object]:
        criterion = self._program.rules.criteria[point.of]
        if point.kind is PointKind.SEVERITY:
            yield from (each.severity for each in criterion.severities)
        elif point.kind is PointKind.MESSAGE:
            texts = {"met": criterion.met, "not met": criterion.not_met}
            yield texts.get(point.under, criterion.unknown)
        else:
            yield from (criterion.title, criterion.applies, criterion.require, criterion.judgement)

    def _of_regime(self, point: Point, compiled: CompiledRegime) -> Iterator[object]:
        regime = compiled.regime
        match point.kind:
            case PointKind.REGIME_VALUE:
                yield from _values(regime.rules.parameters[point.of], point.under)
            case PointKind.TRIGGER:
                yield self._triggers[point.of].bands
                yield from self._figures(point.of, compiled)
            case PointKind.RESPONSE:
                yield regime.table[int(point.of) - 1]
            case PointKind.MOVE:
                yield regime.moves[int(point.of) - 1]
            case PointKind.CHOSEN_RESPONSE:
                yield regime.responses[point.of].power
            case _:
                stage = regime.stages[point.of]
                yield from (stage.exit, stage.exit_sustained, stage.deadline, stage.settling)
                yield from self._figures(exit_id(stage), compiled)

    def _figures(self, test: str, compiled: CompiledRegime) -> Iterator[object]:
        """Yield the values of the figures that a trigger or an exit test uses."""
        for name, users in self._users.items():
            if test in users:
                yield from _values(compiled.regime.rules.parameters[name])


def _values(parameter: Parameter, since: str = "") -> Iterator[object]:
    """Yield a figure's unit and its values, or the one that counts from a day alone."""
    yield parameter.unit
    for entry in parameter.values:
        if not since or entry.since.isoformat() == since:
            yield from (entry.since, entry.setting, entry.value)
