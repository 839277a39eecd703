"""Which verdicts of comparisons cannot occur, so that no case need look at them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from authorisation.engine.program.program import Program
from authorisation.errors import EngineUnavailable
from authorisation.model.verdict import Verdict
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.never import never_among
from authorisation.policy.coverage.points import Point
from authorisation.usecases.library import Library
from authorisation.usecases.remembered import remember, remembered, result_key

_KINDS: Final = {
    Verdict.MET: ClaimKind.TEST_MET,
    Verdict.NOT_MET: ClaimKind.TEST_NOT_MET,
    Verdict.UNKNOWN: ClaimKind.TEST_UNKNOWN,
}


def impossible_verdicts(
    rules: str | Path,
    library: Library,
    program: Program,
    points: Collection[Point],
    on_progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> frozenset[Point] | None:
    """Those of some verdicts of comparisons that no submission shows on any day of the rules.

    None where no solver is installed. What is found is remembered for as long as the rules and this
    program stay as they are, whatever becomes of the cases. `on_progress` is given how many days
    and stages are done, and of how many.
    """
    claims = {Claim(_KINDS[Verdict(each.under)], (each.of,), each.leaf): each for each in points}
    key = result_key(rules, library, "impossible verdicts", with_cases=False)
    known = dict(remembered(key, tuple[tuple[Claim, bool], ...]) or ())
    if asked := claims.keys() - known.keys():
        try:
            never = never_among(program, asked, on_progress)
        except EngineUnavailable:
            return None
        known |= {claim: claim in never for claim in asked}
        # Only what was read is kept: the files may have changed while it was.
        if key == result_key(rules, library, "impossible verdicts", with_cases=False):
            remember(key, tuple(known.items()))
    return frozenset(point for claim, point in claims.items() if known[claim])
