"""One property put to the solver at one stage, over terms that others may share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from authorisation.analysis.encoding.formulas import Environment
from authorisation.analysis.encoding.shapes import (
    Cases,
    Entries,
    ListShape,
    NumberRange,
    Slot,
    cases,
    guard_of,
    one_case,
)
from authorisation.analysis.encoding.terms import Truth, and_, any_, at_most, constant, not_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.questions import Inquiry, Reply
from authorisation.analysis.small_submissions import find_fewer
from authorisation.analysis.witnesses import Witness
from authorisation.model.case import AnswersScope, Case, FreeFigure
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.policy.properties import evaluate


@dataclass(frozen=True, slots=True)
class PropertyQuestion:
    """A property asked of the solver at one stage."""

    compiled: evaluate.CompiledProperty
    stage: Stage
    inquiry: Inquiry

    def reply(self, low: Decimal | None = None, high: Decimal | None = None) -> Reply:
        """A submission that refutes the property, that there is none, or why it is not known.

        `low` and `high` are ends for the figure that is left free, both included.
        """

        def refuted(terms: Sequence[RuleSetTerms]) -> Truth:
            return and_(self._refuted(terms), *self._within(terms[0], low, high))

        small = bool(self.compiled.declared.expect_refuted)
        return self.inquiry.find(refuted, self._confirms, small=small)

    def with_fewer(self, number: int) -> Reply:
        """A submission with fewer answers and judgements than that which refutes the property.

        That is of any answers, not of complete ones.
        """
        return find_fewer(self.inquiry, self._refuted, self._confirms, number)

    def about(self) -> Reply:
        """A submission that the property is about, that there is none, or why it is not known."""

        def confirms(witness: Witness) -> bool:
            trial = self.compiled.try_on(self.case(witness))
            return trial is not None and self.compiled.is_about(trial)

        return self.inquiry.find(self._is_about, confirms)

    def case(self, witness: Witness) -> Case:
        """The case that a witness stands for."""
        given: dict[str, Answer] = {}
        for view in self.inquiry.views:
            given.update(witness.submission(view.rules).answers)
        case = Case(
            name="found by the solver",
            given=MappingProxyType(given),
            expect=MappingProxyType({}),
            stage=self.stage,
            set=MappingProxyType(dict(witness.figures)),
            judgements=witness.judgements().entries,
        )
        complete = self.compiled.declared.answers is AnswersScope.COMPLETE
        return evaluate.completed(case, self.compiled.questions) if complete else case

    def _confirms(self, witness: Witness) -> bool:
        return self.compiled.refuted_by(self.case(witness)) is not None

    def _refuted(self, terms: Sequence[RuleSetTerms]) -> Truth:
        scope = _environment(terms)
        declared = self.compiled.declared
        claim = guard_of(terms[0].formula(declared.claim, scope), wanted=not declared.always)
        return and_(self._is_about(terms), claim)

    def _is_about(self, terms: Sequence[RuleSetTerms]) -> Truth:
        given = self.compiled.declared.given
        if given is None:
            return True
        return guard_of(terms[0].formula(given, _environment(terms)), wanted=True)

    def _within(
        self, terms: RuleSetTerms, low: Decimal | None, high: Decimal | None
    ) -> Iterator[Truth]:
        figures = self.compiled.declared.figures
        if not isinstance(figures, FreeFigure):
            return
        for _, shape in terms.scope.name(figures.name) or ():
            if isinstance(shape, NumberRange) and shape.low is not None:
                number = shape.low.above
                if low is not None:
                    yield at_most(constant(Fraction(low)), number)
                if high is not None:
                    yield at_most(number, constant(Fraction(high)))


def _environment(terms: Sequence[RuleSetTerms]) -> Environment:
    """The names that a property may use, over those of the rules."""
    own, *others = terms
    beside = one_case(Entries(lambda name: _result(others[0], name))) if others else None

    def name(wanted: str) -> Cases | None:
        return beside if wanted == evaluate.BESIDE else _result(own, wanted)

    def path(wanted: str) -> Cases | None:
        found = (each.scope.path(wanted) for each in terms)
        return next((value for value in found if value is not None), None)

    return Environment(name, path, own.space, own.scope)


def _result(terms: RuleSetTerms, name: str) -> Cases | None:
    """The cases of an assessment's result under some rules, by name; None for any other name."""
    if name == evaluate.OUTCOME:
        sure = terms.sure_outcomes
        several = not_(any_(sure.values()))
        return cases([*((truth, row) for row, truth in sure.items()), (several, None)])
    if name == evaluate.OUTCOMES:
        possible = terms.outcomes
        return one_case(ListShape(tuple(Slot(one_case(row), to) for row, to in possible.items())))
    return terms.scope.name(evaluate.FINDINGS) if name == evaluate.FINDINGS else None
