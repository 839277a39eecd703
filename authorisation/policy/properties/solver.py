"""Asks the solver for a submission that refutes a property, or for the proof that there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from importlib.util import find_spec
from typing import TypeAlias

from authorisation.analysis import questions as analysis
from authorisation.analysis.solver import REMEDY
from authorisation.analysis.witnesses import Witness
from authorisation.engine.program.program import Program
from authorisation.model.case import AnswersScope, FiguresScope, FreeFigure
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

    def _inquiry(self, compiled: CompiledProperty, stage: Stage) -> analysis.Inquiry:
        likeness = _likeness(compiled)
        key = (likeness, stage)
        if key not in self._inquiries:
            alike = self._asked.get(likeness, [compiled])
            self._inquiries[key] = analysis.Inquiry(
                *_views(compiled, stage),
                partial=compiled.declared.answers is not AnswersScope.COMPLETE,
                seconds=self._seconds,
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
