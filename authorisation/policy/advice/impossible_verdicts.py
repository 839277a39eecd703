"""Which verdicts of comparisons cannot occur, so that no case need look at them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from authorisation.engine.program.program import Program
from authorisation.model.verdict import Verdict
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.never import never_among
from authorisation.policy.coverage.points import Point

_KINDS: Final = {
    Verdict.MET: ClaimKind.TEST_MET,
    Verdict.NOT_MET: ClaimKind.TEST_NOT_MET,
    Verdict.UNKNOWN: ClaimKind.TEST_UNKNOWN,
}


def which_cannot_occur(
    program: Program,
    verdicts: Collection[Point],
    known: Mapping[Point, bool],
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Mapping[Point, bool]:
    """Whether each of some verdicts of comparisons is proved to occur in no submission.

    That is on any day of the rules, with figures as they are. What is `known` is not asked again,
    and comes back with the rest. `on_progress` is given how many days and stages are done, and of
    how many.

    Raises:
        EngineUnavailable: the solver is not installed.
    """
    asked = {
        Claim(_KINDS[Verdict(each.under)], (each.of,), each.leaf): each
        for each in verdicts
        if each not in known
    }
    never = never_among(program, asked, on_progress) if asked else frozenset()
    return {**known, **{point: claim in never for claim, point in asked.items()}}
