"""What the cases of a rule set show already, so that the solver need not look for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.model.case import Case
from authorisation.model.rules import RuleSet
from authorisation.model.verdict import MET, NOT_APPLICABLE, NOT_MET, VerdictSet
from authorisation.policy.cases.assessment import run_case

_SETTLED: Final = (MET, NOT_MET, NOT_APPLICABLE)


class ShownByCases:
    """What the engine finds in cases of these rules, each of which is run when it may matter."""

    def __init__(self, program: Program, cases: Iterable[Case] = ()) -> None:
        """Of these cases, but for those that set figures."""
        self._program = program
        self._waiting = [_in_force(case, program.rules) for case in cases if not case.set]
        self._outcomes: set[str] = set()
        self._verdicts: dict[str, list[VerdictSet]] = {each: [] for each in program.rules.criteria}

    def outcome(self, outcome: str) -> bool:
        """Whether some case has this outcome alone."""
        for case in [each for each in self._waiting if each.outcome == outcome]:
            if outcome in self._outcomes:
                break
            self._run(case)
        return outcome in self._outcomes

    def verdicts(self, criterion: str) -> frozenset[VerdictSet]:
        """What the cases that expect something of a criterion leave open of its verdict."""
        self._run_all([criterion])
        return frozenset(self._verdicts[criterion])

    def _run_all(self, criteria: Collection[str]) -> None:
        named = [each for each in self._waiting if not each.expect.keys().isdisjoint(criteria)]
        for case in named:
            self._run(case)

    def _run(self, case: Case) -> None:
        self._waiting.remove(case)
        run_case(self._program, case, self._add)

    def _add(self, _: Case, assessment: Assessment) -> None:
        for finding in assessment.findings:
            self._verdicts[finding.criterion.id].append(finding.possible)
        if len(assessment.outcome_ids) == 1:
            self._outcomes.update(assessment.outcome_ids)

    def split(self, alike: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield parts of some criteria of which no case tells any from the first of its part."""
        self._run_all(alike)
        rest = list(alike)
        while len(rest) > 1:
            first, *others = rest
            same = [each for each in others if not self._differ(first, each)]
            if same:
                yield (first, *same)
            rest = [each for each in others if each not in same]

    def _differ(self, one: str, other: str) -> bool:
        both = zip(self._verdicts[one], self._verdicts[other], strict=True)
        return any(a != b and a in _SETTLED and b in _SETTLED for a, b in both)


def _in_force(case: Case, rules: RuleSet) -> Case:
    """The case on its day, or on the first of the rules where they are not in force on it."""
    first, end = rules.in_force
    day = case.as_of or first
    within = first <= day and (end is None or day < end)
    return case if within else replace(case, as_of=first, received_on=first)
