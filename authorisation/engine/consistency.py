"""Answers that contradict each other: input errors that name both."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.plan import Bindings, SymbolTable, references_in
from authorisation.feel.closures.expression import Expression, compile  # noqa: A004  (FEEL's own)
from authorisation.feel.syntax.tree import (
    And,
    Call,
    Comparison,
    Filter,
    Literal,
    Name,
    Node,
    Or,
    Path,
    dotted_name,
    walk_nodes,
)
from authorisation.feel.values.values import PartialList, Value
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Submission


class CompiledConsistency(msgspec.Struct, frozen=True):
    """A consistency test ready to run, with the questions that it is about."""

    paths: tuple[str, ...]
    says: str
    test: Expression
    sides: tuple[tuple[Expression, Expression], ...] = ()
    """The two sides of each comparison in it."""
    each: EntryTest | None = None
    """What it says that no entry of a list may be, if that is all it says."""

    def fails(self, scope: Bindings) -> bool:
        """Give whether the answers surely contradict each other."""
        return self.test.evaluate(scope) is False

    def format_difference(self, scope: Bindings) -> str:
        """Give the figures that do not agree, where they are known, and what it says."""
        both = [(left.evaluate(scope), right.evaluate(scope)) for left, right in self.sides]
        figures = [
            f"{left.normalize():,f} against {right.normalize():,f}"
            for left, right in both
            if isinstance(left, Decimal) and isinstance(right, Decimal) and left != right
        ]
        return f" ({'; '.join(figures)}): {self.says}" if figures else f": {self.says}"


class EntryTest(msgspec.Struct, frozen=True):
    """A test that refuses entries of a list: `count(list[filter]) = 0`."""

    path: str
    entries: Expression
    refused: Expression

    def first_refused(self, scope: Bindings) -> str:
        """The path of the first entry that surely contradicts itself or another answer."""
        refused = _sure_items(self.refused.evaluate(scope))
        for number, entry in enumerate(_sure_items(self.entries.evaluate(scope)), start=1):
            if any(entry is each for each in refused):
                return f"{self.path}[{number}]"
        return self.path


def _sure_items(value: Value) -> list[Value]:
    match value:
        case PartialList():
            return value.sure
        case list():
            return value
        case _:
            return []


class ConsistencyTests(msgspec.Struct, frozen=True):
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
            if (each := consistency.each) is not None:
                entry = each.first_refused(scope)
                asked = tuple(entry if path == each.path else path for path in asked)
            places = [submission.places[path] for path in asked if path in submission.places]
            at = min(places, default=Location(submission.file or "submission"))
            named = " and ".join(f"`{path}`" for path in asked)
            against = "contradict each other" if len(asked) > 1 else "contradicts itself"
            difference = consistency.format_difference(scope)
            problems.append(Problem(at, f"{named} {against}{difference}"))
        return tuple(problems)


def compile_consistency(rules: RuleSet) -> tuple[CompiledConsistency, ...]:
    """Compile every consistency test of a rule set."""
    names = SymbolTable(rules.bank, (), (), {})
    found = []
    for each in rules.consistency:
        test = compile(each.test.text)
        asked = [r.question for r in references_in(test.syntax, names) if r.question]
        of_entries = _compile_entry_test(test.syntax)
        compared = () if of_entries else _comparisons(test.syntax)
        sides = tuple((compile(part.left), compile(part.right)) for part in compared)
        paths = tuple(dict.fromkeys(asked))
        found.append(CompiledConsistency(paths, each.says, test, sides, of_entries))
    return tuple(found)


def _compile_entry_test(syntax: Node) -> EntryTest | None:
    match syntax:
        case Comparison(
            op="=",
            left=Call(function=Name(name="count"), positional=(Filter() as refused,), named=()),
            right=Literal(value=0),
        ) if path := dotted_name(refused.of):
            return EntryTest(path, compile(refused.of), compile(refused))
        case _:
            return None


def _comparisons(syntax: Node) -> Iterator[Comparison]:
    """Yield the comparisons that a test joins by `and` and `or`."""
    match syntax:
        case Comparison():
            yield syntax
        case And() | Or():
            yield from _comparisons(syntax.left)
            yield from _comparisons(syntax.right)
        case _:
            return


def compile_consistency_tests(rules: RuleSet) -> ConsistencyTests:
    """Compile the consistency tests of a rule set with what binds a submission's answers."""
    tests = compile_consistency(rules)
    named = {
        node.name
        for each in tests
        for node in walk_nodes(each.test.syntax)
        if isinstance(node, Name)
    }
    asked = (q for path, q in rules.bank.items() if path.partition(".")[0] in named)
    return ConsistencyTests(Binder(asked), tests)


def distinct_field(node: Node) -> str:
    """The path `list.field` of a test that no two entries share a field; empty for any other.

    Such a test is `count(distinct values(list.field)) = count(list)`.
    """
    match node:
        case Comparison(
            op="=",
            left=Call(
                function=Name(name="count"),
                positional=(
                    Call(
                        function=Name(name="distinct values"),
                        positional=(Path(of=of) as field,),
                    ),
                ),
            ),
            right=Call(function=Name(name="count"), positional=(counted_list,)),
        ) if of == counted_list:
            return dotted_name(field)
        case _:
            return ""
