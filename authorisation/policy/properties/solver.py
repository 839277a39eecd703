"""Asks the solver for a submission that refutes a property, or for the proof that there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from importlib.util import find_spec
from typing import TypeAlias

from authorisation.analysis import questions as analysis
from authorisation.analysis.solver import EFFORT_WITHOUT_END, REMEDY
from authorisation.analysis.time_limits import FEWER_EFFORT
from authorisation.analysis.witnesses import Witness
from authorisation.engine.program.program import Program
from authorisation.model.case import AnswersScope, Case, FiguresScope, FreeFigure
from authorisation.model.submission import Stage
from authorisation.policy.properties.evaluate import CompiledProperty, beside_day, free_figures
from authorisation.policy.properties.interval import FoundCase, nearest_refutation
from authorisation.policy.properties.question import PropertyQuestion
from authorisation.policy.properties.results import Holds, Unsettled
from authorisation.policy.properties.scope_words import format_scope

__all__ = ["REMEDY", "FoundCase", "PropertySolver", "is_installed"]


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
        """What the solver says of one of the properties.

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
                    return self._found(question, witness)
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

    def _found(self, question: PropertyQuestion, witness: Witness) -> FoundCase:
        figures = question.compiled.declared.figures
        if not isinstance(figures, FreeFigure):
            return FoundCase(question.case(witness))
        questions = [
            PropertyQuestion(question.compiled, stage, self._inquiry(question.compiled, stage))
            for stage in question.compiled.declared.stages
        ]
        return nearest_refutation(questions, figures, FoundCase(question.case(witness)))

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
