"""Verdicts, and the sets of verdicts that missing answers leave possible."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias


class Verdict(StrEnum):
    """The verdict on one criterion or one step, for a reader.

    `open` occurs at the decision stage alone: not shown by the closing date, which is neither
    met nor not met.
    """

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    OPEN = "open"


SATISFIED: Final = (Verdict.MET, Verdict.NOT_APPLICABLE)
"""The verdicts that nothing follows from."""

SETTLED: Final = (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE)
"""The verdicts that no further answer changes."""

VerdictSet: TypeAlias = int
"""A non-empty set of verdicts as bits: what a step may still turn out to be.

One bit is settled; more than one is unknown. An `int` and not a `Flag` because the engine
combines hundreds of them in each assessment.
"""

MET: Final[VerdictSet] = 1
NOT_MET: Final[VerdictSet] = 2
NOT_APPLICABLE: Final[VerdictSet] = 4
EITHER: Final[VerdictSet] = MET | NOT_MET

SETTLED_SETS: Final[tuple[VerdictSet, ...]] = (MET, NOT_MET, NOT_APPLICABLE)
_VERDICT_OF_BIT: Final = dict(zip(SETTLED_SETS, SETTLED, strict=True))

VERDICT_OF: Final = tuple(_VERDICT_OF_BIT.get(possible, Verdict.UNKNOWN) for possible in range(8))
"""The one verdict in each set, or `unknown` where several remain."""


def verdict_of(possible: VerdictSet) -> Verdict:
    """Return the one verdict in a set, or `unknown` where several remain."""
    return VERDICT_OF[possible]


def verdicts_in(possible: VerdictSet) -> tuple[Verdict, ...]:
    """Return the verdicts in a set, met first."""
    return tuple(verdict for bit, verdict in _VERDICT_OF_BIT.items() if possible & bit)
