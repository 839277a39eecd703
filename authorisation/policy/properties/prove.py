"""Proves or refutes a property: by the solver, else by trying submissions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from authorisation.analysis.questions import DISAGREEMENT
from authorisation.errors import SolverDisagrees
from authorisation.model.case import Case, FreeFigure
from authorisation.policy.properties.deciding import deciding_criteria
from authorisation.policy.properties.evaluate import CompiledProperty
from authorisation.policy.properties.results import (
    Counterexample,
    Holds,
    Interval,
    PropertyVerdict,
    Refuted,
    Unsettled,
)
from authorisation.policy.properties.smallest import smallest_case
from authorisation.policy.properties.solver import FoundCase, PropertySolver

_CASES: Final = 100
"""How many cases are tried where nothing else settles a property."""
_FEW: Final = 6
_EMPTY: Final[Case] = Case(
    name="nothing answered", given=MappingProxyType({}), expect=MappingProxyType({})
)


def distinct_cases(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases without those of the same answers and judgements; nothing answered comes first."""
    found: list[Case] = [_EMPTY]
    for case in cases:
        if not any(
            case.given == other.given and case.judgements == other.judgements
            for other in found[-_FEW:]
        ):
            found.append(case)
    return tuple(found)


def prove_property(
    compiled: CompiledProperty, cases: Sequence[Case], solver: PropertySolver
) -> PropertyVerdict:
    """What is so of a property: proved by the solver, or refuted by a submission.

    A refutation is confirmed by the engine, whoever found it. Where the solver settles nothing,
    `cases` are tried. Where the engine does not confirm what the solver found,
    it is unsettled by a fault of this program.
    """
    try:
        return _settled(compiled, cases, solver)
    except SolverDisagrees:
        return Unsettled(DISAGREEMENT.reason, fault=True)


def _settled(
    compiled: CompiledProperty, cases: Sequence[Case], solver: PropertySolver
) -> PropertyVerdict:
    figures = compiled.declared.figures
    if compiled.declared.expect_refuted and not isinstance(figures, FreeFigure):
        # It takes no solver to find what most cases show.
        for case in _plain_tries(compiled, cases):
            if compiled.refuted_by(case) is not None:
                return _refuted(compiled, case, solver)
    solved = solver.solve(compiled)
    if isinstance(solved, Holds):
        return replace(solved, of_nobody=_is_about_nobody(compiled, cases, solver))
    if isinstance(solved, FoundCase):
        return _refuted(compiled, solved.case, solver, solved.holds_within)
    tries = tuple(_plain_tries(compiled, cases))
    for case in tries:
        if compiled.refuted_by(case) is not None:
            return _refuted(compiled, case, solver)
    none = f"none of {len(tries):,} submissions that were tried refutes it"
    return replace(solved, reason=f"{solved.reason}; {none}")


def _is_about_nobody(
    compiled: CompiledProperty, cases: Sequence[Case], solver: PropertySolver
) -> bool:
    """Whether there is surely no submission that a property is about."""
    trials = (compiled.try_on(case) for case in _plain_tries(compiled, cases))
    if any(trial is not None and compiled.is_about(trial) for trial in trials):
        return False
    return solver.is_about_nobody(compiled)


def _plain_tries(compiled: CompiledProperty, cases: Sequence[Case]) -> Iterator[Case]:
    for case in cases[:: len(cases) // _CASES + 1]:
        for stage in compiled.declared.stages:
            yield replace(case, stage=stage, set={})


def _refuted(
    compiled: CompiledProperty,
    case: Case,
    solver: PropertySolver,
    holds_within: Interval | None = None,
) -> Refuted:
    named = replace(case, name=f"refutes {compiled.declared.id}")
    free = isinstance(compiled.declared.figures, FreeFigure)

    def refutes(fewer: Case) -> bool:
        # The value of a figure that is free says where the property ends to hold.
        return (not free or fewer.set == named.set) and compiled.refuted_by(fewer) is not None

    def cut_down(found: Case) -> Case:
        return smallest_case(replace(found, name=named.name), refutes)

    smallest, proved = solver.with_fewest(compiled, cut_down(named), cut_down)
    trial = compiled.refuted_by(smallest)
    assert trial is not None  # noqa: S101 - it was cut down as long as it is refuted
    deciding = deciding_criteria(compiled, trial)
    return Refuted(Counterexample(smallest, trial, deciding, proved), holds_within)
