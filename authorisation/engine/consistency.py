"""Answers that contradict each other: input errors that name both."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.plans.references import SymbolTable, references_in
from authorisation.feel.closures.expression import Expression, compile  # noqa: A004  (FEEL's own)
from authorisation.feel.syntax.tree import Comparison, Node, Or
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Submission


class CompiledConsistency(msgspec.Struct, frozen=True):
    """A consistency test ready to run, with the questions that it is about."""

    paths: tuple[str, ...]
    says: str
    test: Expression

    def fails(self, scope: Bindings) -> bool:
        """Give whether the answers surely contradict each other."""
        return self.test.evaluate(scope) is False

    def figures(self, scope: Bindings) -> tuple[str, ...]:
        """Give the figures that contradict each other, as the answers have them.

        They are those of both sides of the comparison that is not so.
        """
        for node in _alternatives(self.test.syntax):
            if isinstance(node, Comparison):
                sides = [compile(side).evaluate(scope) for side in (node.left, node.right)]
                if all(isinstance(side, Decimal) for side in sides):
                    return tuple(f"{side:,f}" for side in sides)
        return ()


class Contradictions(msgspec.Struct, frozen=True):
    """The consistency tests of a rule set, compiled, to be checked for many submissions."""

    binder: Binder
    tests: tuple[CompiledConsistency, ...]

    def check(self, submission: Submission) -> tuple[Problem, ...]:
        """Give a problem for every test that is surely false, at one of its answers."""
        if not self.tests:
            return ()
        scope = self.binder.bind(submission.answers)
        problems = []
        for consistency in self.tests:
            if not consistency.fails(scope):
                continue
            asked = consistency.paths
            places = [submission.places[path] for path in asked if path in submission.places]
            at = min(places, default=Location(submission.file or "submission"))
            named = " and ".join(f"`{path}`" for path in asked)
            figures = " against ".join(consistency.figures(scope))
            says = f"{consistency.says} {figures}." if figures else consistency.says
            problems.append(Problem(at, f"{named} contradict each other: {says}"))
        return tuple(problems)


def _alternatives(node: Node) -> Iterator[Node]:
    """Yield a test, or each of those of which one would do."""
    if isinstance(node, Or):
        for part in (node.left, node.right):
            yield from _alternatives(part)
    else:
        yield node


def compile_consistency(rules: RuleSet) -> tuple[CompiledConsistency, ...]:
    """Compile every consistency test of a rule set."""
    names = SymbolTable(rules.bank, (), (), {})
    found = []
    for each in rules.consistency:
        test = compile(each.test.text)
        asked = [r.question for r in references_in(test.syntax, names) if r.question]
        found.append(CompiledConsistency(tuple(dict.fromkeys(asked)), each.says, test))
    return tuple(found)


def compile_contradictions(rules: RuleSet) -> Contradictions:
    """Compile the consistency tests of a rule set with what binds a submission's answers."""
    tests = compile_consistency(rules)
    return Contradictions(Binder(rules.bank.values() if tests else ()), tests)
