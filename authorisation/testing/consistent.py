"""Drawn answers made to agree: whatever contradicts another is changed, or left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from authorisation.engine.consistency import CompiledConsistency, compile_consistency_tests
from authorisation.engine.plans.plan import Bindings
from authorisation.feel.syntax.tree import dotted_name
from authorisation.language.answers.from_python import submission_from_python
from authorisation.language.answers.steps import answer_step, as_written, within_bounds
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.testing.answers import MOST_ENTRIES, Answers, plain_answer

_MOST_CHANGES: Final = 12


class Consistency:
    """The consistency tests of a rule set, and what makes answers agree with them."""

    def __init__(self, rules: RuleSet, day: date, *, complete: bool) -> None:
        """With `complete` an answer is changed, and never left out."""
        self._rules = rules
        self._day = day
        self._tests = compile_consistency_tests(rules)
        self._compared = frozenset(path for test in self._tests.tests for path in test.paths)
        self._complete = complete

    def reconciled(self, answers: Answers) -> Answers | None:
        """The answers with the fewest changes that were found; None where none was."""
        for _ in range(_MOST_CHANGES):
            failing = next(self._failing(answers), None)
            if failing is None:
                return answers
            changed = next(self._changes(answers, failing), None)
            if changed is None:
                return None
            answers = changed
        return None

    def _failing(self, answers: Answers) -> Iterator[CompiledConsistency]:
        scope = self._scope(answers)
        return (test for test in self._tests.tests if test.fails(scope))

    def _changes(self, answers: Answers, test: CompiledConsistency) -> Iterator[Answers]:
        """Yield the answers changed in one place, where the test then does not fail."""
        scope = self._scope(answers)
        for path in test.paths:
            question = self._rules.bank[path]
            for value in self._values(path, question, test, scope):
                changed = {**answers, path: value}
                if not test.fails(self._scope(changed)):
                    yield changed
            if not self._complete and path in answers:
                yield {known: value for known, value in answers.items() if known != path}
        for path in test.paths:  # as a last resort, what lets the next change be one that helps
            question = self._rules.bank[path]
            if question.type is ValueType.LIST and answers.get(path) == []:
                yield {**answers, path: [self._entry(question, 1)]}

    def _values(
        self, path: str, question: Question, test: CompiledConsistency, scope: Bindings
    ) -> Iterator[Any]:
        for left, right in test.sides:
            for side, other in ((left, right), (right, left)):
                if dotted_name(side.syntax) != path:
                    continue
                value = other.evaluate(scope)
                if (
                    isinstance(value, Decimal)
                    and value % answer_step(question) == 0
                    and within_bounds(value, question)
                ):
                    yield as_written(question)(value)
        if question.type is ValueType.LIST:
            yield []
            yield from self._lists(question, test, scope)
        elif question.type is ValueType.CHOICES:
            yield []
        elif question.none or question.type is ValueType.DOCUMENT:
            yield None

    def _lists(
        self, question: Question, test: CompiledConsistency, scope: Bindings
    ) -> Iterator[list[Any]]:
        """Yield a list of plain entries for each number that the test speaks of."""
        for side in (side for both in test.sides for side in both):
            number = side.evaluate(scope)
            if isinstance(number, Decimal) and 0 < number <= min(question.max_items, MOST_ENTRIES):
                yield [self._entry(question, each) for each in range(1, int(number) + 1)]

    def _entry(self, question: Question, number: int) -> Any:  # noqa: ANN401 - a mapping or a text
        if not question.each:
            return f"Name {number}"
        return {
            name: plain_answer(field, self._day, number) for name, field in question.each.items()
        }

    def _scope(self, answers: Mapping[str, Any]) -> Bindings:
        compared = {path: each for path, each in answers.items() if path in self._compared}
        read = submission_from_python(compared, self._rules, {"name": "drawn"})
        return self._tests.binder.bind(read.answers)
