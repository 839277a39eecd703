"""Proves or refutes a property: by the solver, else by trying submissions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from authorisation.model.case import Case
from authorisation.policy.properties.deciding import deciding_criteria
from authorisation.policy.properties.evaluate import CompiledProperty
from authorisation.policy.properties.results import (
    Counterexample,
    Holds,
    PropertyVerdict,
    Refuted,
    Undecided,
)
from authorisation.policy.properties.smallest import smallest_case
from authorisation.policy.properties.solver import Found, solve
from authorisation.policy.properties.variations import varied_cases

_CASES: Final = 200
_VARIATIONS: Final = 500
"""How many cases, and how many changed ones, are tried where nothing else settles a property."""
TIME_LIMIT: Final = 20.0
"""How long the solver may take over one property, in seconds, unless it is told otherwise."""


def prove_property(
    compiled: CompiledProperty, cases: Sequence[Case], time_limit: float = TIME_LIMIT
) -> PropertyVerdict:
    """What is so of a property: proved by the solver, or refuted by a submission.

    A refutation is confirmed by the engine, whoever found it. Where the solver settles nothing,
    `cases` and changes of them are tried.
    """
    solved = solve(compiled, time_limit)
    if isinstance(solved, Holds):
        return solved
    if isinstance(solved, Found):
        if compiled.refuted_by(solved.case) is not None:
            return _refuted(compiled, solved.case, solved)
        solved = Undecided("the engine does not confirm the submission that the solver found")
    tried = 0
    for case in _tries(compiled, cases):
        tried += 1
        if compiled.refuted_by(case) is not None:
            return _refuted(compiled, case)
    none = f"none of {tried:,} submissions that were tried refutes it"
    return replace(solved, reason=f"{solved.reason}; {none}")


def _tries(compiled: CompiledProperty, cases: Sequence[Case]) -> Iterator[Case]:
    plain = (
        replace(case, stage=stage, set={})
        for case in cases[:: len(cases) // _CASES + 1]
        for stage in compiled.declared.stages
    )
    return chain(plain, varied_cases(compiled, cases, _VARIATIONS))


def _refuted(compiled: CompiledProperty, case: Case, solved: Found | None = None) -> Refuted:
    named = replace(case, name=f"refutes {compiled.declared.id}")
    smallest = smallest_case(named, lambda fewer: compiled.refuted_by(fewer) is not None)
    trial = compiled.refuted_by(smallest)
    assert trial is not None  # noqa: S101 - it was cut down as long as it is refuted
    example = Counterexample(smallest, trial, deciding_criteria(compiled, trial))
    return Refuted(example, solved.holds_within if solved else None)
