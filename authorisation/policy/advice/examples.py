"""Submissions that show what advice is about: a comparison that comes to null, a part uncovered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Final

from msgspec.structs import replace

from authorisation.analysis.questions import Found, Impossible, Inquiry, Reply, RulesOnDay
from authorisation.analysis.time_limits import EXAMPLE_SECONDS
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Assessment
from authorisation.forms.answers_yaml import format_submission
from authorisation.language.check.advice import null_risks
from authorisation.model.condition import Leaf
from authorisation.model.rules import RuleSet
from authorisation.model.source import AdviceCode, Problem
from authorisation.model.verdict import MET
from authorisation.policy.advice.claims import Claim, ClaimKind
from authorisation.policy.advice.comparisons import comparisons_of
from authorisation.policy.advice.never import days_of
from authorisation.policy.advice.outcome_rows import OutcomeRows
from authorisation.policy.comparison.confirming import smallest

_RISK: Final = "comes to null"
"""The id of the criterion by which it is asked whether a test comes to null."""


class AdviceExamples:
    """Finds submissions for advice on one rule set."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._view = RulesOnDay(program=program, day=program.rules.in_force[0])

    def shown(self, advice: Problem) -> Problem | None:
        """The advice with an example; None where no submission can be one, so that it is idle.

        Raises:
            EngineUnavailable: the solver is not installed.
        """
        rules = self._program.rules
        if advice.code == AdviceCode.MAY_BE_NULL:
            return self._null(advice)
        if advice.code in (AdviceCode.UNPROVEN_DOCUMENT, AdviceCode.NOT_COVERED):
            for criterion in rules.criteria.values():
                if criterion.at == advice.at:
                    return replace(advice, example=self._met(criterion.id))
            for row in rules.outcomes:
                if row.when.at == advice.at:
                    return replace(advice, example=OutcomeRows(self._program).example(row))
        return advice

    def _met(self, criterion: str) -> str:
        """The YAML of a small submission in which a criterion is met."""
        claim = Claim(ClaimKind.MET, (criterion,))

        def shows(assessment: Assessment) -> bool:
            return assessment.finding(criterion).possible == MET

        reply = self._ask(claim, self._view, shows)
        return self._format(reply, self._view, criterion, shows)

    def _null(self, advice: Problem) -> Problem | None:
        risk = self._risks.get(advice)
        if risk is None:
            return advice
        claim, idle = Claim(ClaimKind.MET, (_RISK,)), True
        program = compile_rules(risk)

        def shows(assessment: Assessment) -> bool:
            return assessment.finding(_RISK).possible == MET

        for day in days_of(self._program):
            view = RulesOnDay(program=program, day=day)
            reply = self._ask(claim, view, shows)
            if isinstance(reply, Found):
                return replace(advice, example=self._format(reply, view, _RISK, shows))
            idle = idle and isinstance(reply, Impossible)
        return None if idle else advice

    @cached_property
    def _risks(self) -> Mapping[Problem, RuleSet]:
        """Rules with one criterion, that a test comes to null, by the advice on that test."""
        rules, found = self._program.rules, dict[Problem, RuleSet]()
        for criterion in rules.criteria.values():
            within = {id(leaf.test): of_item for leaf, of_item in comparisons_of(criterion)}
            for risk in null_risks(criterion, rules):
                if id(risk.test) in within:
                    leaf = Leaf(test=replace(risk.test, text=risk.when))
                    asked = replace(
                        criterion,
                        id=_RISK,
                        require=within[id(risk.test)](leaf),
                        judgement=None,
                    )
                    criteria = {**rules.criteria, _RISK: asked}
                    found[risk.problem] = replace(rules, criteria=criteria)
        return found

    def _ask(self, claim: Claim, view: RulesOnDay, shows: Callable[[Assessment], bool]) -> Reply:
        inquiry = Inquiry(view, partial=False, criteria=claim.about, seconds=EXAMPLE_SECONDS)
        return inquiry.find(
            lambda terms: claim.truth(terms[0]), lambda witness: shows(view.assess(witness))
        )

    def _format(
        self,
        reply: Reply,
        view: RulesOnDay,
        criterion: str,
        shows: Callable[[Assessment], bool],
    ) -> str:
        if not isinstance(reply, Found):
            return ""
        small = smallest([view], reply.witness, lambda _: [criterion], lambda a: [shows(a)])
        submission = replace(small.submission, received_on=None)
        if not submission.answers:
            return ""
        return format_submission(submission, self._program.rules.bank)
