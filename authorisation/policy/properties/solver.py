"""Asks the solver for a submission that refutes a property, or for the proof that there is none."""

from __future__ import annotations

from dataclasses import dataclass

from authorisation.model.case import Case
from authorisation.policy.properties.evaluate import CompiledProperty
from authorisation.policy.properties.results import Holds, Interval, Undecided

REMEDY = 'pip install "consortium-authorisation[analysis]"'


@dataclass(frozen=True, slots=True)
class Found:
    """A submission that is said to refute a property; the engine has not confirmed it yet."""

    case: Case
    holds_within: Interval | None = None


def is_installed() -> bool:
    """Whether there is a solver."""
    return False


def solve(compiled: CompiledProperty, time_limit: float) -> Holds | Found | Undecided:
    """What the solver says of a property, in so many seconds at most."""
    del compiled, time_limit
    return Undecided("no solver is installed", f"to have it proved: {REMEDY}")
