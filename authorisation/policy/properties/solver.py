"""Asks the solver for a submission that refutes a property, or for the proof that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from types import MappingProxyType
from typing import TypeAlias

from authorisation.analysis import questions as analysis
from authorisation.analysis.encoding.answers import step_of
from authorisation.analysis.solver import EFFORT_WITHOUT_END, FEWER_EFFORT, REMEDY
from authorisation.analysis.witnesses import Witness
from authorisation.engine.program.program import Program
from authorisation.language.answers.answers import parameter_question
from authorisation.model.case import AnswersScope, Case, FiguresScope, FreeFigure
from authorisation.model.submission import Stage
from authorisation.policy.properties.evaluate import CompiledProperty, beside_day, free_figures
from authorisation.policy.properties.question import PropertyQuestion
from authorisation.policy.properties.results import Holds, Interval, Unsettled
from authorisation.policy.properties.words import format_scope


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A submission that is said to refute a property."""

    case: Case
    holds_within: Interval | None = None


Solved: TypeAlias = Holds | FoundCase | Unsettled


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
        """The reply of the solver on one of the properties.

        Raises:
            SolverDisagrees: the engine does not confirm what the solver found.
        """
        if not is_installed():
            return Unsettled("no solver is installed", f"to have it proved: {REMEDY}")
        within: dict[str, int] = {}
        for stage in compiled.declared.stages:
            question = PropertyQuestion(compiled, stage, self._inquiry(compiled, stage))
            match question.reply():
                case analysis.Found(witness=witness):
                    return self._nearest_case(question, witness)
                case analysis.Undecided(reason=reason):
                    return Unsettled(reason)
                case analysis.Impossible(scope=scope):
                    within |= scope.within
        return Holds(format_scope(compiled, within), of_short_lists=bool(within))

    def with_fewest(
        self, compiled: CompiledProperty, case: Case, cut_down: Callable[[Case], Case]
    ) -> tuple[Case, bool]:
        """A case with fewer answers that refutes a property, and whether it is proved the fewest.

        It is looked for with some effort, the same on every machine, and not of complete answers
        or of figures that are left free; each found is `cut_down`.

        Raises:
            SolverDisagrees: the engine does not confirm what the solver found.
        """
        declared = compiled.declared
        of_any = declared.answers is AnswersScope.ANY and declared.figures is FiguresScope.IN_FORCE
        if not of_any or not is_installed():
            return case, False
        inquiry = self._inquiry(compiled, case.stage, effort=FEWER_EFFORT)
        question = PropertyQuestion(compiled, case.stage, inquiry)
        number = len(case.given) + len(case.judgements)
        while isinstance(reply := question.with_fewer(number), analysis.Found):
            case = cut_down(question.case(reply.witness))
            number = len(case.given) + len(case.judgements)
        return case, isinstance(reply, analysis.Impossible) and not reply.scope.within

    def is_about_nobody(self, compiled: CompiledProperty) -> bool:
        """Whether it is proved that there is no submission for which `given` of a property is so.

        Raises:
            SolverDisagrees: the engine does not confirm what the solver found.
        """
        return all(
            isinstance(
                PropertyQuestion(compiled, stage, self._inquiry(compiled, stage)).about(),
                analysis.Impossible,
            )
            for stage in compiled.declared.stages
        )

    def _nearest_case(self, question: PropertyQuestion, witness: Witness) -> FoundCase:
        figures = question.compiled.declared.figures
        if not isinstance(figures, FreeFigure):
            return FoundCase(question.case(witness))
        questions = [
            PropertyQuestion(question.compiled, stage, self._inquiry(question.compiled, stage))
            for stage in question.compiled.declared.stages
        ]
        return _nearest_refutation(questions, figures, FoundCase(question.case(witness)))

    def _inquiry(
        self, compiled: CompiledProperty, stage: Stage, *, effort: int | None = None
    ) -> analysis.Inquiry:
        """Questions at one stage; with an `effort` it ends these, and no clock does."""
        likeness = _likeness(compiled)
        key = (likeness, stage, effort)
        if key not in self._inquiries:
            alike = self._asked.get(likeness, [compiled])
            self._inquiries[key] = analysis.Inquiry(
                *_views(compiled, stage),
                partial=compiled.declared.answers is not AnswersScope.COMPLETE,
                seconds=None if effort else self._seconds,
                effort=effort or EFFORT_WITHOUT_END,
                any_verdict=True,
                extra=[
                    formula.text
                    for each in alike
                    for formula in (each.given, each.claim)
                    if formula is not None
                ],
            )
        return self._inquiries[key]


def _likeness(compiled: CompiledProperty) -> object:
    """The key of a property: those that can be asked of the same terms share it."""
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
    views = [_view(compiled, compiled.program, compiled.day, stage)]
    if compiled.beside is not None:
        day = beside_day(compiled.declared.beside, compiled.beside)
        views.append(_view(compiled, compiled.beside, day, stage))
    return views


def _view(
    compiled: CompiledProperty, program: Program, day: date, stage: Stage
) -> analysis.RulesOnDay:
    figures = compiled.declared.figures
    return analysis.RulesOnDay(
        program=program,
        day=day,
        stage=stage,
        free=free_figures(figures, program.rules, day),
        unbounded=figures is FiguresScope.ANY,
    )


def _nearest_refutation(
    questions: Sequence[PropertyQuestion], figures: FreeFigure, found: FoundCase
) -> FoundCase:
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
                if isinstance(other, Unsettled):
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
    questions: Sequence[PropertyQuestion], low: Decimal, high: Decimal
) -> FoundCase | Unsettled | None:
    """A refutation with the figure between two ends; None where there is none."""
    for question in questions:
        match question.reply(low, high):
            case analysis.Found(witness=witness):
                return FoundCase(question.case(witness))
            case analysis.Undecided(reason=reason):
                return Unsettled(reason)
            case analysis.Impossible():
                continue
    return None


def _moved_near(
    compiled: CompiledProperty, found: FoundCase, name: str, start: Decimal, step: Decimal
) -> tuple[FoundCase, Decimal]:
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
    return FoundCase(case), start + sign * far * step


def _step(compiled: CompiledProperty, name: str) -> Decimal:
    step = step_of(parameter_question(compiled.program.rules.parameters[name]))
    return Decimal(step.numerator) / step.denominator
