"""The least change of each number, one after another, where it is known which answers change."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from authorisation.analysis.encoding.terms import Truth, and_, at_most, constant
from authorisation.analysis.repairs.changes import NumberTerms
from authorisation.analysis.solver import Model, Solver, SolverAnswer


def least_numbers(solver: Solver, numbers: Iterable[NumberTerms], ends: float) -> Model | None:
    """What a solver finds where each number is as near as may be, the first before the others.

    None where that was not settled by `ends`, by the clock.
    """

    def check(*truths: Truth) -> SolverAnswer:
        solver.seconds = max(0.0, ends - monotonic())
        return solver.check(*truths)

    if check() is not SolverAnswer.POSSIBLE:
        return None
    model = solver.model
    for each in numbers:
        if not all(model.looked_at(part) for part in each.variable.parts):
            continue
        low, distance = 0, _distance(model, each)
        while low < distance:
            middle = (low + distance) // 2
            answer = check(_within(each, middle))
            if answer is SolverAnswer.POSSIBLE:
                model = solver.model
                distance = _distance(model, each)
            elif answer is SolverAnswer.IMPOSSIBLE:
                low = middle + 1
            else:
                return None
        solver.require(_within(each, distance))
    return model


def _distance(model: Model, number: NumberTerms) -> int:
    return abs(model.number(number.variable) - int(number.near.constant))


def _within(number: NumberTerms, distance: int) -> Truth:
    far = constant(distance)
    return and_(
        at_most(number.variable, number.near + far), at_most(number.near - far, number.variable)
    )
