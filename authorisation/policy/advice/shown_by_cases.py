"""What the cases of a rule set show already, so that the solver need not look for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Final

from authorisation.engine.outcomes import finding_contexts
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment
from authorisation.model.case import Case
from authorisation.model.rules import RuleSet
from authorisation.model.source import AdviceCode
from authorisation.model.verdict import SETTLED_SETS, Verdict, VerdictSet
from authorisation.policy.cases.assessment import run_case

_CONTRARY: Final = {
    AdviceCode.ALWAYS_APPLIES: Verdict.NOT_APPLICABLE,
    AdviceCode.NEVER_MET: Verdict.MET,
    AdviceCode.ALWAYS_MET: Verdict.NOT_MET,
}


class ShownByCases:
    """The findings of the engine in cases of these rules, each run when it may matter."""

    def __init__(self, program: Program, cases: Collection[Case] = ()) -> None:
        """Of these cases; those that set figures show no more than what hangs on these."""
        self._program = program
        self._waiting = [_in_force(case, program.rules) for case in cases if not case.set]
        self._setting = [case for case in cases if case.set]
        self._outcomes: set[str] = set()
        self._together: set[tuple[str, str]] = set()
        self._verdicts: dict[str, list[VerdictSet]] = {each: [] for each in program.rules.criteria}

    def contrary(self, criterion: str, advice: AdviceCode, figures: Collection[str]) -> bool:
        """Whether some case that sets any of these figures expects the contrary of advice."""
        verdicts = {
            expected.verdict
            for case in self._setting
            if not case.set.keys().isdisjoint(figures)
            and (expected := case.expect.get(criterion)) is not None
        }
        if advice is AdviceCode.NEVER_APPLIES:
            return bool(verdicts - {Verdict.NOT_APPLICABLE})
        return _CONTRARY[advice] in verdicts

    def outcome(self, outcome: str) -> bool:
        """Whether some case has this outcome alone."""
        self._run_until(outcome, lambda: outcome in self._outcomes)
        return outcome in self._outcomes

    def overrules(self, outcome: str, other: str) -> bool:
        """Whether some case comes to this outcome alone, though another row is so of it too."""
        self._run_until(outcome, lambda: (outcome, other) in self._together)
        return (outcome, other) in self._together

    def _run_until(self, outcome: str, shown: Callable[[], bool]) -> None:
        for case in [each for each in self._waiting if each.outcome == outcome]:
            if shown():
                break
            self._run(case)

    def verdicts(self, criterion: str) -> frozenset[VerdictSet]:
        """The sets of verdicts left open by the cases that expect one of a criterion."""
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
            (taken,) = assessment.outcome_ids
            self._outcomes.add(taken)
            rows = rows_that_hold(self._program, assessment)
            self._together |= {(taken, row) for row in rows}

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
        return any(a != b and a in SETTLED_SETS and b in SETTLED_SETS for a, b in both)


def rows_that_hold(program: Program, assessment: Assessment) -> frozenset[str]:
    """The ids of the rows of outcomes that are surely so of an assessment, whichever is taken."""
    settings = program.on(assessment.dated_on, assessment.overrides)
    scope = {
        **assessment.scope,
        "findings": finding_contexts(settings, assessment.findings, traced=False),
    }
    return frozenset(plan.row.id for plan in program.outcomes if plan.when.evaluate(scope) is True)


def _in_force(case: Case, rules: RuleSet) -> Case:
    """The case on its day, or on the first of the rules where they are not in force on it."""
    first, _ = rules.in_force
    if rules.is_in_force(case.as_of or first):
        return case
    return replace(case, as_of=first, received_on=first)
