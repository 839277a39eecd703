"""Proves or refutes a property: by the solver, else by trying submissions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec.structs import replace as replace_struct

from authorisation.analysis.questions import DISAGREEMENT
from authorisation.analysis.witnesses import Parts, reduced
from authorisation.engine.analysis.decisive import decisive_criteria
from authorisation.engine.outcomes import OutcomeTable
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.errors import SolverDisagrees
from authorisation.model.case import Case, FreeFigure
from authorisation.model.verdict import EITHER, NOT_APPLICABLE, Verdict
from authorisation.policy.properties import results
from authorisation.policy.properties.evaluate import (
    BESIDE,
    FINDINGS,
    OUTCOME,
    OUTCOMES,
    CompiledProperty,
    Trial,
)
from authorisation.policy.properties.solver import FoundCase, PropertySolver

_CASES: Final = 100
"""How many cases are tried where nothing else settles a property."""
_FEW: Final = 6
_EMPTY: Final[Case] = Case(
    name="nothing answered", given=MappingProxyType({}), expect=MappingProxyType({})
)
Refutes: TypeAlias = Callable[[Case], bool]


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
) -> results.PropertyVerdict:
    """The verdict on a property: proved by the solver, or refuted by a submission.

    A refutation is confirmed by the engine, whoever found it. Where the solver settles nothing,
    `cases` are tried. Where the engine does not confirm what the solver found,
    it is unsettled by a fault of this program.
    """
    try:
        return _settled(compiled, cases, solver)
    except SolverDisagrees:
        return results.Unsettled(DISAGREEMENT.reason, fault=True)


def _settled(
    compiled: CompiledProperty, cases: Sequence[Case], solver: PropertySolver
) -> results.PropertyVerdict:
    figures = compiled.declared.figures
    if compiled.declared.expect_refuted and not isinstance(figures, FreeFigure):
        # It takes no solver to find what most cases show.
        for case in _plain_tries(compiled, cases):
            if compiled.refuted_by(case) is not None:
                return _refuted(compiled, case, solver)
    solved = solver.solve(compiled)
    if isinstance(solved, results.Holds):
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
    holds_within: results.Interval | None = None,
) -> results.Refuted:
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
    deciding = _deciding_criteria(compiled, trial)
    return results.Refuted(results.Counterexample(smallest, trial, deciding, proved), holds_within)


def smallest_case(case: Case, refutes: Refutes) -> Case:
    """The case without whatever can be left out: answers, judgements, and figures that are set.

    Entries of lists are left out as well, and fields of entries.
    """
    judgements = dict(enumerate(case.judgements))

    def with_parts(parts: Parts[int | str]) -> Case:
        return replace(
            case,
            given=MappingProxyType(dict(parts.answers)),
            judgements=tuple(each for key, each in judgements.items() if key in parts.others),
            set=MappingProxyType({k: each for k, each in case.set.items() if k in parts.others}),
        )

    whole = Parts[int | str](case.given, (*reversed(judgements), *case.set))
    return with_parts(reduced(whole, lambda fewer: refutes(with_parts(fewer))))


def _deciding_criteria(compiled: CompiledProperty, trial: Trial) -> frozenset[str]:
    """The ids of the criteria without whose findings a trial would not refute a property.

    Where the property looks at the outcome, those that decide it or leave it open, too.
    """
    found: set[str] = set()
    if FINDINGS in compiled.names:
        found |= _needed_findings(compiled, trial)
    if compiled.names & {OUTCOME, OUTCOMES}:
        found |= decisive_criteria(trial.assessment, compiled.program)
        found |= _leaving_open(trial.assessment, compiled.program)
    if BESIDE in compiled.names and trial.beside is not None and compiled.beside is not None:
        found |= decisive_criteria(trial.beside, compiled.beside)
    return frozenset(found)


def _leaving_open(assessment: Assessment, program: Program) -> set[str]:
    """The criteria that are not known, and of which one that was met would rule an outcome out."""
    if assessment.settled:
        return set()
    table = OutcomeTable(program, assessment)
    return {
        finding.criterion.id
        for place, finding in enumerate(assessment.findings)
        if finding.verdict is Verdict.UNKNOWN
        and table.rows_if({place: finding.supposed_met()}) != assessment.outcome_ids
    }


def _needed_findings(compiled: CompiledProperty, trial: Trial) -> set[str]:
    """The criteria whose finding, were it not known, would leave open whether it is refuted."""
    needed = set()
    findings = trial.assessment.findings
    for place, finding in enumerate(findings):
        blank = replace_struct(finding, possible=EITHER | NOT_APPLICABLE, verdict=Verdict.UNKNOWN)
        assessment = replace_struct(
            trial.assessment, findings=(*findings[:place], blank, *findings[place + 1 :])
        )
        if compiled.evaluate(replace(trial, assessment=assessment)) is not False:
            needed.add(finding.criterion.id)
    return needed
