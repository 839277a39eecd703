"""Asks the solver for a submission that refutes a property, or for the proof that there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec
from types import MappingProxyType
from typing import TypeAlias

from authorisation.analysis import questions as analysis
from authorisation.analysis.encoding.answers import step_of
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
from authorisation.analysis.solver import REMEDY
from authorisation.analysis.witnesses import Witness
from authorisation.language.answers.answers import parameter_question
from authorisation.model.case import AnswersScope, Case, FiguresScope, FreeFigure
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

__all__ = ["REMEDY", "Found", "PropertySolver", "is_installed"]


@dataclass(frozen=True, slots=True)
class Found:
    """A submission that is said to refute a property."""

    case: Case
    holds_within: Interval | None = None


Solved: TypeAlias = Holds | Found | Undecided


def is_installed() -> bool:
    """Whether there is a solver."""
    return find_spec("z3") is not None


class PropertySolver:
    """Puts properties to the solver; those over the same rules, day and figures share their terms.

    `seconds` is how long a property may take at each stage.
    """

    def __init__(self, properties: Iterable[CompiledProperty], seconds: float) -> None:
        self._seconds = seconds
        self._asked: dict[object, list[CompiledProperty]] = {}
        self._inquiries: dict[object, analysis.Inquiry] = {}
        for compiled in properties:
            self._asked.setdefault(_likeness(compiled), []).append(compiled)

    def solve(self, compiled: CompiledProperty) -> Solved:
        """What the solver says of one of the properties.

        Raises:
            SolverDisagrees: the engine does not confirm what the solver found.
        """
        if not is_installed():
            return Undecided("no solver is installed", f"to have it proved: {REMEDY}")
        if compiled.declared.figures is FiguresScope.ANY:
            return Undecided("the solver leaves one figure free at most")
        within: dict[str, int] = {}
        for stage in compiled.declared.stages:
            question = _Question(compiled, stage, self._inquiry(compiled, stage))
            match question.reply():
                case analysis.Found(witness=witness):
                    return self._found(question, witness)
                case analysis.Undecided(reason=reason):
                    return Undecided(reason)
                case analysis.Impossible(scope=scope):
                    within |= scope.within
        return Holds(format_scope(compiled, within))

    def _found(self, question: _Question, witness: Witness) -> Found:
        figures = question.compiled.declared.figures
        if not isinstance(figures, FreeFigure):
            return Found(question.case(witness))
        questions = [
            _Question(question.compiled, stage, self._inquiry(question.compiled, stage))
            for stage in question.compiled.declared.stages
        ]
        return _nearest(questions, figures, Found(question.case(witness)))

    def _inquiry(self, compiled: CompiledProperty, stage: Stage) -> analysis.Inquiry:
        likeness = _likeness(compiled)
        key = (likeness, stage)
        if key not in self._inquiries:
            alike = self._asked.get(likeness, [compiled])
            self._inquiries[key] = analysis.Inquiry(
                *_views(compiled, stage),
                partial=compiled.declared.answers is not AnswersScope.COMPLETE,
                seconds=self._seconds,
                extra=[
                    formula.text
                    for each in alike
                    for formula in (each.given, each.claim)
                    if formula is not None
                ],
            )
        return self._inquiries[key]


def _likeness(compiled: CompiledProperty) -> object:
    """What properties share that can be asked of the same terms."""
    declared = compiled.declared
    return (
        id(compiled.program),
        compiled.day,
        id(compiled.beside),
        declared.beside,
        declared.answers,
        declared.figures,
    )


def _views(compiled: CompiledProperty, stage: Stage) -> list[analysis.RulesOnDay]:
    figures = compiled.declared.figures
    free = {figures.name: (figures.low, figures.high)} if isinstance(figures, FreeFigure) else {}
    views = [
        analysis.RulesOnDay(program=compiled.program, day=compiled.day, stage=stage, free=free)
    ]
    if compiled.beside is not None:
        day = beside_day(compiled.declared.beside, compiled.beside)
        views.append(analysis.RulesOnDay(program=compiled.beside, day=day, stage=stage))
    return views


@dataclass(frozen=True, slots=True)
class _Question:
    """A property asked of the solver at one stage."""

    compiled: CompiledProperty
    stage: Stage
    inquiry: analysis.Inquiry

    def reply(self, low: Decimal | None = None, high: Decimal | None = None) -> analysis.Reply:
        """A submission that refutes the property, that there is none, or why it is not known.

        `low` and `high` are ends for the figure that is left free, both included.
        """

        def refuted(terms: Sequence[RuleSetTerms]) -> Truth:
            return and_(self._refuted(terms), *self._within(terms[0], low, high))

        small = bool(self.compiled.declared.expect_refuted)
        return self.inquiry.find(refuted, self._confirms, trim=False, small=small)

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
        return completed(case, self.compiled.questions) if complete else case

    def _confirms(self, witness: Witness) -> bool:
        return self.compiled.refuted_by(self.case(witness)) is not None

    def _refuted(self, terms: Sequence[RuleSetTerms]) -> Truth:
        scope = _environment(terms)
        declared = self.compiled.declared
        claim = guard_of(terms[0].formula(declared.claim, scope), wanted=not declared.always)
        if declared.given is None:
            return claim
        return and_(guard_of(terms[0].formula(declared.given, scope), wanted=True), claim)

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


def _nearest(questions: Sequence[_Question], figures: FreeFigure, found: Found) -> Found:
    """The refutation nearest to where the property holds, and the values for which it does.

    Those are around the figure in force, else from the least or from the greatest value on. What
    was `found` stands for itself where it holds for none of them, or the ends are not found.
    """
    compiled = questions[0].compiled
    step = _step(compiled, figures.name)
    for start in _starts(compiled, figures):
        if _refutation(questions, start, start) is not None:
            continue
        ends = [figures.low, figures.high]
        for side in (1, 0):
            while True:
                low, high = (start + step, ends[1]) if side else (ends[0], start - step)
                other = _refutation(questions, low, high) if low <= high else None
                if isinstance(other, Undecided):
                    return found
                if other is None:
                    break
                found, value = _moved_near(compiled, other, figures.name, start, step)
                ends[side] = value - step if side else value + step
        return replace(found, holds_within=Interval(figures.name, ends[0], ends[1]))
    return found


def _starts(compiled: CompiledProperty, figures: FreeFigure) -> Iterator[Decimal]:
    """Yield the values of a figure from which on a property may hold."""
    entry = compiled.program.rules.parameters[figures.name].on(compiled.day)
    in_force = entry.value if entry is not None else None
    if isinstance(in_force, Decimal) and figures.low < in_force < figures.high:
        yield in_force
    yield figures.low
    yield figures.high


def _refutation(
    questions: Sequence[_Question], low: Decimal, high: Decimal
) -> Found | Undecided | None:
    """A refutation with the figure between two ends; None where there is none."""
    for question in questions:
        match question.reply(low, high):
            case analysis.Found(witness=witness):
                return Found(question.case(witness))
            case analysis.Undecided(reason=reason):
                return Undecided(reason)
            case analysis.Impossible():
                continue
    return None


def _moved_near(
    compiled: CompiledProperty, found: Found, name: str, start: Decimal, step: Decimal
) -> tuple[Found, Decimal]:
    """The same answers with the figure as near to a value as they refute it, and that figure."""
    case, value = found.case, found.case.set[name]
    assert isinstance(value, Decimal)  # noqa: S101 - it is set to a number
    sign = 1 if value > start else -1
    near, far = Decimal(0), abs(value - start) / step
    while far - near > 1:
        middle = (near + far) // 2
        moved = replace(
            case, set=MappingProxyType({**case.set, name: start + sign * middle * step})
        )
        if compiled.refuted_by(moved) is not None:
            case, far = moved, middle
        else:
            near = middle
    return Found(case), start + sign * far * step


def _step(compiled: CompiledProperty, name: str) -> Decimal:
    step = step_of(parameter_question(compiled.program.rules.parameters[name]))
    return Decimal(step.numerator) / step.denominator


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
