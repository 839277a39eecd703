"""What criteria, comparisons and a regime's tests cannot come to: no case need look at it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, TypeAlias

from authorisation.engine.program.program import Program
from authorisation.model.regime import band_id, exit_id
from authorisation.model.verdict import Verdict
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.comparisons import is_of_items
from authorisation.policy.advice.never import never_among
from authorisation.policy.advice.regimes import band_claims
from authorisation.policy.coverage import regime as regime_points
from authorisation.policy.coverage.points import Point, PointKind
from authorisation.regime.program import CompiledRegime

_Ways: TypeAlias = "Sequence[tuple[Claim, ...]]"
"""How a point may come about: in one of these ways at least, by all that is claimed in it."""

_OF_TESTS: Final = {
    Verdict.MET: ClaimKind.TEST_MET,
    Verdict.NOT_MET: ClaimKind.TEST_NOT_MET,
    Verdict.UNKNOWN: ClaimKind.TEST_UNKNOWN,
}
_OF_CRITERIA: Final = {
    Verdict.MET: ClaimKind.MET,
    Verdict.NOT_MET: ClaimKind.NOT_MET,
    Verdict.UNKNOWN: ClaimKind.UNKNOWN,
}
_OF_REGIMES: Final = (PointKind.TRIGGER, PointKind.EXIT)
"""What is judged by a regime's own tests."""


def which_cannot_occur(
    program: Program,
    compiled: CompiledRegime | None,
    points: Collection[Point],
    known: Mapping[Point, bool],
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Mapping[Point, bool]:
    """Whether some points are proved never to come about.

    That is in any submission, or return under a failure regime, on any day of the rules, with
    figures as they are. What a comparison on the items of a list decides is not asked: turning it
    round for one item is enough. What is `known` is not asked again, and comes back with the rest.
    `on_progress` is given how many days and stages are done, and of how many.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    new = [each for each in points if each not in known]
    of_rules = {each: _ways(each, program) for each in new if each.kind not in _OF_REGIMES}
    found = {**known, **_never(program, of_rules, on_progress)}
    if compiled is None:
        return found
    of_regime = {each: _regime_ways(each, compiled) for each in new if each.kind in _OF_REGIMES}
    return {**found, **_never(compiled.program, of_regime, on_progress)}


def _never(
    program: Program, points: Mapping[Point, _Ways], on_progress: Callable[[int, int], None]
) -> Mapping[Point, bool]:
    asked = {claim for ways in points.values() for way in ways for claim in way}
    never = never_among(program, asked, on_progress) if asked else frozenset()
    return {
        point: bool(ways) and all(not never.isdisjoint(way) for way in ways)
        for point, ways in points.items()
    }


def _ways(point: Point, program: Program) -> _Ways:
    of = (point.of,)
    match point.kind:
        case PointKind.MESSAGE:
            return [(Claim(_OF_CRITERIA[Verdict(point.under)], of),)]
        case PointKind.LEAF:
            return [(Claim(_OF_TESTS[Verdict(point.under)], of, point.leaf),)]
    if is_of_items(program.rules.criteria[point.of], point.leaf):
        return []
    return [(Claim(ClaimKind.TEST_DECIDES, of, point.leaf),)]


def _regime_ways(point: Point, compiled: CompiledRegime) -> _Ways:
    regime = compiled.regime
    if point.kind is PointKind.EXIT:
        test = exit_id(regime.stages[point.of])
        return [(Claim(_OF_CRITERIA[Verdict(point.under)], (test,)),)]
    trigger = next(each for each in regime.triggers if each.id == point.of)
    match point.under:
        case regime_points.UNKNOWN_STATE:
            return [(Claim(ClaimKind.UNKNOWN, (band_id(trigger, b),)),) for b in trigger.bands]
        case regime_points.NO_STATE:
            at_once = [band for band in trigger.bands if band.sustained == 1]
            return [tuple(Claim(ClaimKind.NOT_MET, (band_id(trigger, b),)) for b in at_once)]
    return [band_claims(trigger, b) for b in trigger.bands if b.name == point.under]
