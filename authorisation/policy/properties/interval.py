"""For which values of a figure that is left free a property holds, and what refutes it beyond."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from authorisation.analysis import questions as analysis
from authorisation.analysis.encoding.answers import step_of
from authorisation.language.answers.answers import parameter_question
from authorisation.model.case import Case, FreeFigure
from authorisation.policy.properties.evaluate import CompiledProperty
from authorisation.policy.properties.question import PropertyQuestion
from authorisation.policy.properties.results import Interval, Unsettled


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A submission that is said to refute a property."""

    case: Case
    holds_within: Interval | None = None


def nearest_refutation(
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
