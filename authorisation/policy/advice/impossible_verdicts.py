"""What comparisons cannot come to or decide, so that no case need look at it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from authorisation.engine.program.program import Program
from authorisation.model.verdict import Verdict
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.comparisons import is_of_items
from authorisation.policy.advice.never import never_among
from authorisation.policy.coverage.points import Point, PointKind

_KINDS: Final = {
    Verdict.MET: ClaimKind.TEST_MET,
    Verdict.NOT_MET: ClaimKind.TEST_NOT_MET,
    Verdict.UNKNOWN: ClaimKind.TEST_UNKNOWN,
}


def which_cannot_occur(
    program: Program,
    points: Collection[Point],
    known: Mapping[Point, bool],
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Mapping[Point, bool]:
    """Whether some comparisons are proved never to have a verdict, or never to decide alone.

    That is in any submission on any day of the rules, with figures as they are. What a comparison
    on the items of a list decides is not asked: turning it round for one item is enough. What is
    `known` is not asked again, and comes back with the rest. `on_progress` is given how many days
    and stages are done, and of how many.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    claims = {each: _claim(each, program) for each in points if each not in known}
    asked = {claim for claim in claims.values() if claim is not None}
    never = never_among(program, asked, on_progress) if asked else frozenset()
    return {**known, **{point: claim in never for point, claim in claims.items()}}


def _claim(point: Point, program: Program) -> Claim | None:
    if point.kind is PointKind.LEAF:
        return Claim(_KINDS[Verdict(point.under)], (point.of,), point.leaf)
    if is_of_items(program.rules.criteria[point.of], point.leaf):
        return None
    return Claim(ClaimKind.TEST_DECIDES, (point.of,), point.leaf)
