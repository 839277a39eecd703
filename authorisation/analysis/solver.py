"""The solver: terms handed to Z3, and its models read back. The only module that imports it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ctypes import c_int
from enum import StrEnum
from time import monotonic
from typing import Any, Final

from authorisation.analysis.encoding.terms import Linear, Term, Truth
from authorisation.errors import format_extra_remedy, import_extra, interruptible

_FIRST_EFFORT: Final = 8_000_000
"""Of the first search, in the solver's own units: about half a second."""
_MOST_EFFORT: Final = 2**31
EFFORT_WITHOUT_END: Final = 2**29
"""Of the last search where no time is set: half a minute. It is the same on every machine."""
_LARGEST_COUNT: Final = 2**31 - 1


REMEDY: Final = format_extra_remedy("analysis")
PROOF_SECONDS: Final = 20.0
"""For something to be proved or refuted, at one stage."""
CHANGE_SECONDS: Final = 30.0
"""For the smallest change that would do."""
WITNESS_SECONDS: Final = 5.0
"""For a witness that is nice to have."""
ROWS_SECONDS: Final = 10.0
"""For two rows of a table to be shown to cross."""
SURVEY_SECONDS: Final = 3.0
"""For many questions at once, before they are asked one by one."""
MUTANT_SECONDS: Final = None
"""For a submission that kills a mutant: the solver's effort ends it, the same on every machine."""
FEWER_EFFORT: Final = 4_000_000
"""For whether fewer answers do, in the solver's own units: a quarter of a second."""


class SolverAnswer(StrEnum):
    """The answer of a solver on some truths together."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


def import_z3() -> Any:  # noqa: ANN401 - a module without types
    """The solver's module.

    Raises:
        EngineUnavailable: it is not installed; the remedy says how.
    """
    return import_extra("z3", "analysis", "the solver")


class Model:
    """A submission that a solver found: the value of every variable that it looked at."""

    def __init__(self, solver: Solver, model: Any) -> None:  # noqa: ANN401
        self._solver = solver
        self._model = model

    def holds(self, truth: Truth) -> bool:
        """Whether a truth holds; one that was never looked at does not."""
        if isinstance(truth, bool):
            return truth
        if truth.op in {"variable", "integer"} and truth not in self._solver.converted:
            return False
        found = self._model.eval(self._solver.convert(truth), model_completion=True)
        return bool(self._solver.z3.is_true(found))

    def knows(self, truth: Truth) -> bool:
        """Whether the solver knows of a variable at all."""
        return isinstance(truth, Term) and truth in self._solver.converted

    def number(self, number: Linear) -> int:
        """The value of a sum; a variable never looked at is as near to 0 as it may be."""
        if any(term not in self._solver.converted for term in number.parts):
            values = (_nearest_to_zero(term) * factor for term, factor in number.parts.items())
            return int(number.constant + sum(values))
        found = self._model.eval(self._solver.sum(number), model_completion=True)
        return int(found.as_long())


def _nearest_to_zero(term: Term) -> int:
    _, low, high = term.args
    return max(low if low is not None else 0, min(high if high is not None else 0, 0))


class Solver:
    """Truths that must hold together, and questions about them.

    A question takes `seconds` at most, by the clock; without them some `effort`, in the solver's
    own units, which is the same on every machine.
    """

    def __init__(self, *, seconds: float | None = None, effort: int = EFFORT_WITHOUT_END) -> None:
        self.z3 = import_z3()
        # One of its own: what was asked before would have it find another submission.
        self._context = self.z3.Context()
        self.seconds = seconds
        self._effort = effort
        self.converted: dict[Term, Any] = {}
        self.required: list[Any] = []
        """What is required, in the solver's own form."""
        self._defined: list[Term] = []
        self._model: Any = None
        self._lasting: Any = None
        """A search that goes on from one question to the next."""
        self._added = 0
        """How much of what is required was added to it."""
        self._marks: dict[Truth, Any] = {}

    def require(self, *truths: Truth) -> None:
        """Require some truths of every submission that is looked for."""
        self.required.extend(self.truth(truth) for truth in truths if truth is not True)

    def solve(self, *truths: Truth) -> SolverAnswer:
        """Whether some truths can hold together with what is required."""
        if any(truth is False for truth in truths):
            return SolverAnswer.IMPOSSIBLE
        wanted = [self.truth(truth) for truth in truths]
        ends = None if self.seconds is None else monotonic() + self.seconds
        found, effort, seed = self._solve_on(wanted, ends), _FIRST_EFFORT, 0
        # The time that one search takes is a matter of luck: several short ones take less.
        while found == self.z3.unknown and self._goes_on(effort, ends):
            solver = self._search(seed, effort, ends)
            solver.add(*self.required, *wanted)
            found = self._search_result(solver)
            self._model = solver.model() if found == self.z3.sat else None
            seed, effort = seed + 1, effort * 2
        if found == self.z3.sat:
            return SolverAnswer.POSSIBLE
        return SolverAnswer.IMPOSSIBLE if found == self.z3.unsat else SolverAnswer.UNDECIDED

    def _goes_on(self, effort: int, ends: float | None) -> bool:
        """Whether there is time for another search."""
        return effort <= self._effort if ends is None else monotonic() < ends

    def _solve_on(self, wanted: Sequence[Any], ends: float | None) -> Any:  # noqa: ANN401
        """The result of a search that goes on from the questions before, if it is quick."""
        solver = self._lasting_search(ends)
        solver.push()
        solver.add(*wanted)
        found = self._search_result(solver)
        self._model = solver.model() if found == self.z3.sat else None
        solver.pop()
        return found

    def _search_result(self, search: Any, *assumed: Any) -> Any:  # noqa: ANN401
        """The answer of a search."""
        return interruptible(lambda: search.check(*assumed), search.interrupt)

    def _lasting_search(self, ends: float | None) -> Any:  # noqa: ANN401
        """The search that goes on from one question to the next, with all that is required."""
        if self._lasting is None:
            self._lasting = self._search(0, min(_FIRST_EFFORT, self._effort), None)
            self._lasting.set(**{"smt.core.minimize": True})
        solver = self._lasting
        if ends is not None:
            solver.set("timeout", max(1, int((ends - monotonic()) * 1000)))
        solver.add(*self.required[self._added :])
        self._added = len(self.required)
        return solver

    def _search(self, seed: int, effort: int, ends: float | None) -> Any:  # noqa: ANN401
        """A solver that gives up after some effort, in the solver's own units."""
        solver = self.z3.Solver(ctx=self._context)
        solver.set(ctrl_c=False)
        solver.set("random_seed", seed)
        solver.set("smt.phase_selection", 0)  # what may be false is, so that submissions are small
        solver.set("rlimit", min(effort, _MOST_EFFORT))
        if ends is not None:
            solver.set("timeout", max(1, int((ends - monotonic()) * 1000)))
        return solver

    def conflict(self, assumed: Iterable[Truth]) -> tuple[SolverAnswer, frozenset[Truth]]:
        """Whether some truths can hold together with what is required, and few that cannot."""
        ends = None if self.seconds is None else monotonic() + self.seconds
        marks = {str(mark): (mark, truth) for truth in assumed for mark in (self._mark(truth),)}
        solver = self._lasting_search(ends)
        found = self._search_result(solver, *(mark for mark, _ in marks.values()))
        if found == self.z3.sat:
            self._model = solver.model()
            return SolverAnswer.POSSIBLE, frozenset()
        if found == self.z3.unknown:
            return SolverAnswer.UNDECIDED, frozenset()
        core = frozenset(marks[str(mark)][1] for mark in solver.unsat_core())
        return SolverAnswer.IMPOSSIBLE, core

    def _mark(self, truth: Truth) -> Any:  # noqa: ANN401 - the solver's own
        """A variable of the solver that implies a truth, by which it is named in a conflict."""
        if truth not in self._marks:
            mark = self._marks[truth] = self.z3.Bool(f"assumed {len(self._marks)}", self._context)
            self.required.append(self.z3.Implies(mark, self.truth(truth)))
        return self._marks[truth]

    @property
    def model(self) -> Model:
        """The submission that the last check found."""
        return Model(self, self._model)

    def truth(self, truth: Truth) -> Any:  # noqa: ANN401
        """A truth in the solver's own form, settled or not."""
        return (
            self.z3.BoolVal(truth, self._context)
            if isinstance(truth, bool)
            else self.convert(truth)
        )

    def convert(self, term: Term) -> Any:  # noqa: ANN401
        """A truth or a number in the solver's own form; what is true of variables is required."""
        if term not in self.converted:
            self._convert_all(term)
            while self._defined:
                # What is true of a variable may name others, of which more is true.
                truth = self._defined.pop()
                self._convert_all(truth)
                self.required.append(self.converted[truth])
        return self.converted[term]

    def _convert_all(self, term: Term) -> None:
        waiting = [term]
        while waiting:
            each = waiting[-1]
            if each in self.converted:
                waiting.pop()
                continue
            parts = [part for part in _parts_of(each) if part not in self.converted]
            if parts:
                waiting.extend(parts)
                continue
            waiting.pop()
            self.converted[each] = self._convert(each)
            self._defined.extend(truth for truth in each.where if isinstance(truth, Term))

    def _convert(self, term: Term) -> Any:  # noqa: ANN401
        z3 = self.z3
        match term.op, term.args:
            case "variable", (name,):
                return z3.Bool(name, self._context)
            case "integer", (name, low, high):
                number = z3.Int(name, self._context)
                self.required += [number >= low] if low is not None else []
                self.required += [number <= high] if high is not None else []
                return number
            case "not", (part,):
                return z3.Not(self.converted[part])
            case "and", parts:
                return self._joined(z3.Z3_mk_and, [self.converted[part] for part in parts])
            case "or", parts:
                return self._joined(z3.Z3_mk_or, [self.converted[part] for part in parts])
            case "product", (truth, number):
                return z3.If(self.converted[truth], self.sum(number), self._integer(0))
            case _, (least, *parts):
                return self._at_most_zero(least, parts)

    def _joined(self, join: Callable[..., Any], truths: Sequence[Any], *limits: Any) -> Any:  # noqa: ANN401
        """Truths joined by a function of the solver's library.

        The solver's own `And`, `Or` and `PbLe` look at the sort of every part again, which takes
        several times as long as to join them.
        """
        z3, context = self.z3, self._context
        parts = (z3.Ast * len(truths))(*[truth.as_ast() for truth in truths])
        return z3.BoolRef(join(context.ref(), len(truths), parts, *limits), context)

    def _at_most_zero(self, least: int, parts: Sequence[tuple[Term, int]]) -> Any:  # noqa: ANN401
        z3 = self.z3
        # The solver counts truths in whole numbers of the machine, and more would be cut off.
        largest = abs(least) + sum(abs(factor) for _, factor in parts)
        if largest <= _LARGEST_COUNT and all(part.op not in _NUMBERS for part, _ in parts):
            # A factor below 0 counts the opposite, which leaves more room.
            room = -least - sum(min(factor, 0) for _, factor in parts)
            found = ((self.converted[part], factor) for part, factor in parts)
            truths = [truth if factor > 0 else z3.Not(truth) for truth, factor in found]
            weights = (c_int * len(parts))(*(abs(factor) for _, factor in parts))
            return self._joined(z3.Z3_mk_pble, truths, weights, room)
        total = [self._times(part, factor) for part, factor in parts]
        return z3.Sum(total) + least <= 0 if len(total) > 1 else total[0] <= -least

    def _times(self, part: Term, factor: int) -> Any:  # noqa: ANN401
        found = self.converted[part]
        if part.op not in _NUMBERS:
            return self.z3.If(found, self._integer(factor), self._integer(0))
        return found if factor == 1 else found * factor

    def sum(self, number: Linear) -> Any:  # noqa: ANN401
        """A sum of whole numbers in the solver's own form."""
        for part in number.parts:
            self.convert(part)
        if any(each.denominator != 1 for each in (number.constant, *number.parts.values())):
            raise ValueError("a sum of fractions has no form of whole numbers")
        total = [self._times(part, int(factor)) for part, factor in number.parts.items()]
        return self.z3.Sum([*total, self._integer(int(number.constant))])

    def _integer(self, number: int) -> Any:  # noqa: ANN401
        return self.z3.IntVal(number, self._context)


_NUMBERS: Final = frozenset({"integer", "product"})


def _parts_of(term: Term) -> Iterable[Term]:
    """The terms right below one."""
    match term.op:
        case "variable" | "integer":
            return ()
        case "product":
            truth, number = term.args
            return (truth, *number.parts)
        case "least":
            return tuple(part for part, _ in term.args[1:])
        case _:
            return term.args
