"""CP-SAT, which reckons in whole numbers: the only module that imports it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, inf
from time import monotonic
from typing import Any, Final

from authorisation.errors import EngineUnavailable, import_extra, interruptible

_LARGEST: Final = 2**60
_SHORTEST: Final = 0.01


def why_unsolved(error: EngineUnavailable | ValueError) -> str:
    """In words, why the solver was not asked."""
    if isinstance(error, EngineUnavailable):
        return f"{error.reason}; {error.remedy}"
    return str(error)


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least value that was found, and what no solution goes below."""

    value: int
    bound: int


class BinaryChoices:
    """Yes-or-no choices with linear constraints, and the best choice so far.

    One worker with a fixed seed: the same model gives the same choice, unless time runs out.
    """

    def __init__(self, time_limit: float) -> None:
        """`time_limit` is in seconds from now, for everything that is minimised.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        self._cp_sat = import_extra("ortools.sat.python.cp_model", "pool", "the solver")
        self._model = self._cp_sat.CpModel()
        self._ends = monotonic() + time_limit
        self._variables: list[Any] = []
        self._chosen: list[int] = []

    def add(self, chosen: bool) -> int:  # noqa: FBT001 - the choice at first
        """A new choice, by its number; those at first must satisfy all constraints together."""
        self._variables.append(self._model.new_bool_var(""))
        self._chosen.append(int(chosen))
        return len(self._chosen) - 1

    def require(self, weights: Mapping[int, int], *, at_least: int) -> None:
        """Require that the weights of what is chosen come to so much.

        Raises:
            ValueError: the numbers are longer than the solver takes.
        """
        if sum(map(abs, weights.values())) + abs(at_least) > _LARGEST:
            raise ValueError("the amounts have more digits than the solver takes")
        self._model.add(self._sum(weights) >= at_least)

    def minimise(self, weights: Mapping[int, int], *, effort: float = inf) -> Minimum:
        """Choose so that the weights of what is chosen come to least, and stay there from now on.

        They come to 0 or more whatever is chosen. `effort` ends the search early, in the solver's
        own seconds, which are the same on every machine.
        """
        bound = 0
        left = self._ends - monotonic()
        if self._value(weights) and left > _SHORTEST:
            bound = self._solve(weights, left, effort)
        value = self._value(weights)
        self._model.add(self._sum(weights) <= value)
        return Minimum(value, bound)

    def chosen(self, choices: Iterable[int]) -> list[int]:
        """The choices that are chosen, of some."""
        return [each for each in choices if self._chosen[each]]

    def _solve(self, weights: Mapping[int, int], seconds: float, effort: float) -> int:
        self._model.minimize(self._sum(weights))
        self._model.clear_hints()
        for variable, value in zip(self._variables, self._chosen, strict=True):
            self._model.add_hint(variable, value)
        solver = self._cp_sat.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        # What simplifies a question beforehand, in 9.15, calls plans the best that are not.
        solver.parameters.cp_model_presolve = False
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.max_deterministic_time = effort
        solver.parameters.catch_sigint_signal = False
        status = interruptible(lambda: solver.solve(self._model), solver.stop_search)
        if status in (self._cp_sat.OPTIMAL, self._cp_sat.FEASIBLE):
            self._chosen = [int(solver.value(each)) for each in self._variables]
        return max(0, ceil(float(solver.best_objective_bound)))

    def _value(self, weights: Mapping[int, int]) -> int:
        return sum(weight * self._chosen[each] for each, weight in weights.items())

    def _sum(self, weights: Mapping[int, int]) -> Any:  # noqa: ANN401
        return self._cp_sat.LinearExpr.weighted_sum(
            [self._variables[each] for each in weights], list(weights.values())
        )
