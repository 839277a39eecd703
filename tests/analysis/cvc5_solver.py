"""The terms of the analysis handed to a second solver, cvc5, to see whether it agrees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cvc5
from cvc5 import Kind

from authorisation.analysis.encoding.terms import Linear, Term, Truth
from authorisation.analysis.solver import SolverAnswer, _parts_of


def check(truths: Iterable[Truth], seconds: float) -> SolverAnswer:
    """Whether some truths can hold together, with all that is true of their variables."""
    converter = _Converter()
    for truth in truths:
        converter.require(truth)
    converter.solver.setOption("tlimit-per", str(int(seconds * 1000)))
    converter.solver.setLogic("QF_LIA")
    for each in converter.required:
        converter.solver.assertFormula(each)
    found = converter.solver.checkSat()
    if found.isSat():
        return SolverAnswer.POSSIBLE
    return SolverAnswer.IMPOSSIBLE if found.isUnsat() else SolverAnswer.UNDECIDED


class _Converter:
    """Terms in the form of cvc5."""

    def __init__(self) -> None:
        self.terms = cvc5.TermManager()
        self.solver = cvc5.Solver(self.terms)
        self.required: list[Any] = []
        self._converted: dict[Term, Any] = {}

    def require(self, truth: Truth) -> None:
        waiting: list[Truth] = [truth]
        while waiting:
            each = waiting.pop()
            if isinstance(each, bool):
                self.required.append(self.terms.mkBoolean(each))
                continue
            for term in self._convert_all(each):
                waiting.extend(term.where)
            self.required.append(self._converted[each])

    def _convert_all(self, truth: Term) -> list[Term]:
        """Convert a term and all below it; what was converted for the first time."""
        new: list[Term] = []
        waiting = [truth]
        while waiting:
            each = waiting[-1]
            parts = [part for part in _parts_of(each) if part not in self._converted]
            if each not in self._converted and parts:
                waiting.extend(parts)
                continue
            waiting.pop()
            if each not in self._converted:
                self._converted[each] = self._convert(each)
                new.append(each)
        return new

    def _convert(self, term: Term) -> Any:
        make = self.terms.mkTerm
        match term.op, term.args:
            case "variable", (name,):
                return self.terms.mkConst(self.terms.getBooleanSort(), name)
            case "integer", (name, low, high):
                number = self.terms.mkConst(self.terms.getIntegerSort(), name)
                if low is not None:
                    self.required.append(make(Kind.LEQ, self._integer(low), number))
                if high is not None:
                    self.required.append(make(Kind.LEQ, number, self._integer(high)))
                return number
            case "not", (part,):
                return make(Kind.NOT, self._converted[part])
            case ("and" | "or") as op, parts:
                kind = Kind.AND if op == "and" else Kind.OR
                return make(kind, *(self._converted[part] for part in parts))
            case "product", (truth, number):
                return make(Kind.ITE, self._converted[truth], self._sum(number), self._integer(0))
            case _, (least, *parts):
                total = Linear(least, dict(parts))
                return make(Kind.LEQ, self._sum(total), self._integer(0))

    def _integer(self, number: int) -> Any:
        return self.terms.mkInteger(str(number))

    def _sum(self, number: Linear) -> Any:
        total = [self._integer(int(number.constant))]
        for part, factor in number.parts.items():
            value = self._converted[part]
            if part.op not in {"integer", "product"}:
                value = self.terms.mkTerm(Kind.ITE, value, self._integer(1), self._integer(0))
            total.append(self.terms.mkTerm(Kind.MULT, self._integer(int(factor)), value))
        return self.terms.mkTerm(Kind.ADD, *total) if len(total) > 1 else total[0]
