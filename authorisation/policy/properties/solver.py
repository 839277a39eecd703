"""Asks the solver for a submission that refutes a property, or for the proof that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import TypeAlias

from authorisation.analysis import questions as analysis
from authorisation.analysis.encoding.formulas import Environment
from authorisation.analysis.encoding.shapes import (
    Cases,
    Entries,
    ListShape,
    Slot,
    cases,
    guard_of,
    one_case,
)
from authorisation.analysis.encoding.terms import Truth, and_, any_, not_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.solver import REMEDY
from authorisation.analysis.witnesses import Witness
from authorisation.model.case import AnswersScope, Case
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.policy.properties.complete import completed
from authorisation.policy.properties.evaluate import (
    BESIDE,
    FINDINGS,
    OUTCOME,
    OUTCOMES,
    CompiledProperty,
    beside_day,
)
from authorisation.policy.properties.results import Holds, Interval, Undecided
from authorisation.policy.properties.scope_words import format_scope

__all__ = ["REMEDY", "Found", "is_installed", "solve"]


@dataclass(frozen=True, slots=True)
class Found:
    """A submission that is said to refute a property."""

    case: Case
    holds_within: Interval | None = None


Solved: TypeAlias = Holds | Found | Undecided


def is_installed() -> bool:
    """Whether there is a solver."""
    return find_spec("z3") is not None


def solve(compiled: CompiledProperty, seconds: float) -> Solved:
    """What the solver says of a property, in so many seconds for each stage at most.

    Raises:
        SolverDisagrees: the engine does not confirm what the solver found.
    """
    if not is_installed():
        return Undecided("no solver is installed", f"to have it proved: {REMEDY}")
    within: dict[str, int] = {}
    for stage in compiled.declared.stages:
        inquiry = _Inquiry(compiled, stage, seconds)
        match inquiry.reply():
            case analysis.Found(witness=witness):
                return Found(inquiry.case(witness))
            case analysis.Undecided(reason=reason):
                return Undecided(reason)
            case analysis.Impossible(scope=scope):
                within |= scope.within
    return Holds(format_scope(compiled, within))


class _Inquiry:
    """A property put to the solver at one stage."""

    def __init__(self, compiled: CompiledProperty, stage: Stage, seconds: float) -> None:
        self._compiled = compiled
        self._stage = stage
        self._complete = compiled.declared.answers is AnswersScope.COMPLETE
        views = [analysis.RulesOnDay(program=compiled.program, day=compiled.day, stage=stage)]
        if compiled.beside is not None:
            day = beside_day(compiled.declared.beside, compiled.beside)
            views.append(analysis.RulesOnDay(program=compiled.beside, day=day, stage=stage))
        self._views = views
        self._inquiry = analysis.Inquiry(
            *views,
            partial=not self._complete,
            seconds=seconds,
            extra=[each.text for each in (compiled.given, compiled.claim) if each is not None],
        )

    def reply(self) -> analysis.Reply:
        """A submission that refutes the property, that there is none, or why it is not known."""
        return self._inquiry.find(self._refuted, self._confirms, trim=False)

    def case(self, witness: Witness) -> Case:
        """The case that a witness stands for."""
        given: dict[str, Answer] = {}
        for view in self._views:
            given.update(witness.submission(view.rules).answers)
        case = Case(
            name="found by the solver",
            given=MappingProxyType(given),
            expect=MappingProxyType({}),
            stage=self._stage,
            judgements=witness.judgements().entries,
        )
        return completed(case, self._compiled.questions) if self._complete else case

    def _confirms(self, witness: Witness) -> bool:
        return self._compiled.refuted_by(self.case(witness)) is not None

    def _refuted(self, terms: Sequence[RuleSetTerms]) -> Truth:
        scope = _environment(terms)
        declared = self._compiled.declared
        claim = guard_of(terms[0].formula(declared.claim, scope), wanted=not declared.always)
        if declared.given is None:
            return claim
        return and_(guard_of(terms[0].formula(declared.given, scope), wanted=True), claim)


def _environment(terms: Sequence[RuleSetTerms]) -> Environment:
    """The names that a property may use, over those of the rules."""
    own, *others = terms
    beside = one_case(Entries(lambda name: _result(others[0], name))) if others else None

    def name(wanted: str) -> Cases | None:
        return beside if wanted == BESIDE else _result(own, wanted)

    def path(wanted: str) -> Cases | None:
        found = (each.scope.path(wanted) for each in terms)
        return next((value for value in found if value is not None), None)

    return Environment(name, path, own.space, own.scope)


def _result(terms: RuleSetTerms, name: str) -> Cases | None:
    """What an assessment under some rules comes to, by name; None for any other name."""
    if name == OUTCOME:
        sure = terms.sure_outcomes()
        several = not_(any_(sure.values()))
        return cases([*((truth, row) for row, truth in sure.items()), (several, None)])
    if name == OUTCOMES:
        possible = terms.outcomes()
        return one_case(ListShape(tuple(Slot(one_case(row), to) for row, to in possible.items())))
    return terms.scope.name(FINDINGS) if name == FINDINGS else None
