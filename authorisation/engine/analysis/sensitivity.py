"""Sensitivity to parameters that the sources dispute: verdicts and outcomes that change."""

from __future__ import annotations

from collections.abc import Mapping

from authorisation.engine.assess import add_derived_values, rejudge
from authorisation.engine.outcomes import OutcomeTable, possible_outcomes
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import Bindings
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, ChangedVerdict, Finding, Sensitivity
from authorisation.model.rules import Alternative


def contested_parameters(assessment: Assessment, program: Program) -> tuple[str, ...]:
    """Give the names of the contested parameters in use on that day, in the rules' order."""
    dated = program.on(assessment.dated_on, assessment.overrides).dated
    used = program.plans_by_name.keys() | program.outcome_parameters
    return tuple(name for name, entry in dated.items() if entry.contested and name in used)


def sensitivities(program: Program, assessment: Assessment) -> tuple[Sensitivity, ...]:
    """Give the alternative values of contested parameters that change an outcome or a verdict.

    Only the criteria that look at the figure are judged anew. A parameter that was set for this
    run is left as it was set.
    """
    dated = program.on(assessment.dated_on).dated
    alternatives = _Alternatives(program, assessment)
    found = [
        alternatives.sensitivity(name, alternative)
        for name in contested_parameters(assessment, program)
        if name not in assessment.overrides
        for alternative in dated[name].contested
    ]
    return tuple(each for each in found if each is not None)


class _Alternatives:
    """One assessment, to be made again with another value of a parameter."""

    def __init__(self, program: Program, assessment: Assessment) -> None:
        self._program = program
        self._assessment = assessment
        self._table = OutcomeTable(program, assessment)
        self._derived = frozenset(plan.derived.name for plan in program.derived)

    def sensitivity(self, name: str, alternative: Alternative) -> Sensitivity | None:
        """Give what changes under an alternative; None where nothing does."""
        scope = {**self._assessment.scope, name: feel_value(alternative.value)}
        add_derived_values(self._program, scope)
        plans = self._program.plans_by_name.get(name, ())
        again = rejudge(self._program, self._assessment, scope, plans)
        supposed = self._assessment.by_place(again)
        outcomes = self._table.rows_if(supposed, scope, self._derived | {name})
        changed = self._changed_verdicts(supposed)
        moves = outcomes != self._assessment.outcome_ids or self._imposes_other(
            name, supposed, scope
        )
        if not changed and not moves:
            return None
        value, source = alternative.value, alternative.source
        return Sensitivity(name, value, source, outcomes, changed, moves)

    def _imposes_other(self, name: str, supposed: Mapping[int, Finding], scope: Bindings) -> bool:
        """Whether possible outcomes would impose other conditions, or points of a support plan."""
        program, now = self._program, self._assessment
        if name not in program.outcome_parameters:
            return False
        findings = [supposed.get(place, each) for place, each in enumerate(now.findings)]
        settings = program.on(now.dated_on)
        then = possible_outcomes(program, settings, findings, scope, now.as_of, now.stage)
        return [(each.conditions, each.support) for each in then] != [
            (each.conditions, each.support) for each in now.outcomes
        ]

    def _changed_verdicts(self, supposed: Mapping[int, Finding]) -> tuple[ChangedVerdict, ...]:
        before = self._assessment.findings
        return tuple(
            ChangedVerdict(supposed[place].criterion.id, supposed[place].verdict)
            for place in sorted(supposed)
            if supposed[place].verdict is not before[place].verdict
        )
