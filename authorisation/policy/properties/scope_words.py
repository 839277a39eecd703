"""Formats of what a property holds: which answers, stages, days, figures and lists."""

from __future__ import annotations

from collections.abc import Mapping

from authorisation.explain.words.proofs import PROOF_LIMITS, format_lists
from authorisation.explain.words.quantities import format_date
from authorisation.model.canonical import decimal_text
from authorisation.model.case import AnswersScope, FiguresScope, FreeFigure
from authorisation.model.submission import Stage
from authorisation.policy.properties.evaluate import LARGEST_FIGURE, CompiledProperty, beside_day


def format_scope(compiled: CompiledProperty, within: Mapping[str, int]) -> tuple[str, ...]:
    """Format the scope of a proof, a sentence each; `within` are lists of only so many entries."""
    declared = compiled.declared
    complete = declared.answers is AnswersScope.COMPLETE
    answers = "complete answers" if complete else "any answers, given or not"
    both = len(declared.stages) == len(Stage)
    one = "at the decision" if Stage.DECISION in declared.stages else "as self-assessments"
    stage = "at both stages" if both else one
    days = f"on {format_date(compiled.day)}"
    if compiled.beside is not None:
        other = format_date(beside_day(declared.beside, compiled.beside))
        days += f", with {compiled.beside.rules.id} on {other}"
    figures = _format_figures(declared.figures)
    return (
        f"Proved of {answers}, {stage}, {days}.",
        f"{figures}; {format_lists(within)}; evidence for every answer; no other group.",
        PROOF_LIMITS,
    )


def _format_figures(figures: FiguresScope | FreeFigure) -> str:
    match figures:
        case FreeFigure(name=name, low=low, high=high):
            return f"`{name}` from {decimal_text(low)} to {decimal_text(high)}"
        case FiguresScope.ANY:
            return f"Whatever numbers the figures are, up to 10^{len(str(LARGEST_FIGURE)) - 1}"
        case _:
            return "The figures in force"
