"""Answers that contradict each other: input errors that name both."""

from __future__ import annotations

import msgspec

from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.references import SymbolTable, references_in
from authorisation.feel.closures.expression import Expression, compile  # noqa: A004  (FEEL's own)
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Submission


class Contradictions(msgspec.Struct, frozen=True):
    """The consistency tests of a rule set, compiled, with the questions that each looks at."""

    binder: Binder
    tests: tuple[tuple[Expression, tuple[str, ...], str], ...]

    def check(self, submission: Submission) -> tuple[Problem, ...]:
        """Give a problem for every test that is surely false, at one of its answers."""
        if not self.tests:
            return ()
        scope = self.binder.bind(submission.answers)
        problems = []
        for test, asked, says in self.tests:
            if test.evaluate(scope) is not False:
                continue
            places = [submission.places[path] for path in asked if path in submission.places]
            at = min(places, default=Location(submission.file or "submission"))
            named = " and ".join(f"`{path}`" for path in asked)
            problems.append(Problem(at, f"{named} contradict each other: {says}"))
        return tuple(problems)


def compile_contradictions(rules: RuleSet) -> Contradictions:
    """Compile the consistency tests of a rule set, to be checked for many submissions."""
    names = SymbolTable(rules.bank, (), (), {})
    tests = []
    for consistency in rules.consistency:
        test = compile(consistency.test.text)
        asked = (each.question for each in references_in(test.syntax, names))
        tests.append((test, tuple(filter(None, asked)), consistency.says))
    return Contradictions(Binder(rules.bank.values() if tests else ()), tuple(tests))


def check_contradictions(rules: RuleSet, submission: Submission) -> tuple[Problem, ...]:
    """Give a problem for every consistency test that is surely false, at one of its answers."""
    return compile_contradictions(rules).check(submission)
