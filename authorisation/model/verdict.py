"""Verdicts, and the sets of verdicts that missing answers leave possible."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias


class Verdict(StrEnum):
    """What a reader is told about one criterion or one step.

    `open` is said at the decision stage alone: not shown by the closing date, which is
    neither met nor not met.
    """

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    OPEN = "open"


Possible: TypeAlias = int
"""A non-empty set of verdicts as bits: what a step may still turn out to be.

One bit is settled; more than one is unknown. An `int` and not a `Flag` because the engine
combines hundreds of them in each assessment.
"""

MET: Final[Possible] = 1
NOT_MET: Final[Possible] = 2
NOT_APPLICABLE: Final[Possible] = 4
EITHER: Final[Possible] = MET | NOT_MET

_SETTLED: Final = {
    MET: Verdict.MET,
    NOT_MET: Verdict.NOT_MET,
    NOT_APPLICABLE: Verdict.NOT_APPLICABLE,
}

_NAMED: Final = tuple(_SETTLED.get(possible, Verdict.UNKNOWN) for possible in range(8))


def verdict_of(possible: Possible) -> Verdict:
    """Name a set of verdicts: the one it holds, or `unknown` where several remain."""
    return _NAMED[possible]


def members(possible: Possible) -> tuple[Verdict, ...]:
    """List the verdicts in the set, met first."""
    return tuple(verdict for bit, verdict in _SETTLED.items() if possible & bit)
