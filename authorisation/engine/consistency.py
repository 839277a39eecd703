"""Answers that contradict each other: input errors that name both."""

from __future__ import annotations

from authorisation.engine.plans.binding import Binder
from authorisation.engine.plans.references import SymbolTable, references_in
from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Submission


def check_contradictions(rules: RuleSet, submission: Submission) -> tuple[Problem, ...]:
    """Give a problem for every consistency test that is surely false, at one of its answers."""
    if not rules.consistency:
        return ()
    scope = Binder(rules.bank.values()).bind(submission.answers)
    names = SymbolTable(rules.bank, (), (), {})
    problems = []
    for consistency in rules.consistency:
        test = compile(consistency.test.text)
        if test.evaluate(scope) is not False:
            continue
        asked = [r.question for r in references_in(test.syntax, names) if r.question]
        places = [submission.places[path] for path in asked if path in submission.places]
        at = min(places, default=Location(submission.file or "submission"))
        named = " and ".join(f"`{path}`" for path in asked)
        problems.append(Problem(at, f"{named} contradict each other: {consistency.says}"))
    return tuple(problems)
