"""Assess one submission: a finding for every criterion, and the outcomes they leave possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

import msgspec

from authorisation.engine.evidence import as_checked, close_at_decision
from authorisation.engine.judge import verdict_sets as logic
from authorisation.engine.judge.assessors import judged_beside_tests, judgement_finding
from authorisation.engine.judge.conditions import judge
from authorisation.engine.outcomes import possible_outcomes
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import Bindings, CriterionPlan
from authorisation.engine.program.program import Program
from authorisation.engine.program.settings import NO_OVERRIDES, DatedCriterion, Settings
from authorisation.engine.results import Assessment, Finding, Grounds
from authorisation.errors import InvalidSubmission
from authorisation.feel.values.values import NOWHERE, PartialList, Unknown
from authorisation.model.source import Location, Problem
from authorisation.model.submission import Judgements, Stage, Submission, head_place
from authorisation.model.value import Answer
from authorisation.model.verdict import (
    MET,
    NOT_APPLICABLE,
    VERDICT_OF,
    Verdict,
    VerdictSet,
    verdict_of,
)

_NO_JUDGEMENTS = Judgements()
BoundSubmissions: TypeAlias = dict[int, Bindings]
"""Submissions as tests of portfolio scope see them, by identity; each is bound once for a run."""
FindingsOf: TypeAlias = Callable[
    [Settings, Bindings, Submission, Judgements, Stage], "list[Finding]"
]
"""What gives the findings of a submission that was bound, closed where they are at a stage."""


def assess(
    program: Program,
    submission: Submission,
    *,
    as_of: date | None = None,
    stage: Stage | None = None,
    overrides: Mapping[str, Answer] = NO_OVERRIDES,
    judgements: Judgements = _NO_JUDGEMENTS,
    others: Sequence[Submission] = (),
    bound: BoundSubmissions | None = None,
    complete: bool = False,
    findings_of: FindingsOf | None = None,
) -> Assessment:
    """Give the finding of every criterion, and the outcomes that the findings leave possible.

    `as_of` and `stage` default to the submission's own; at the decision stage what was not shown
    is open. `overrides` replaces parameters for this run. `others` are the other submissions of
    the run, for tests of portfolio scope; `complete` says that there are no more, and `bound` is
    what they came to for the assessments before. `findings_of` gives the findings in place of
    judging, where some are remembered.

    Raises:
        InvalidSubmission: no `as_of` is given, or a parameter has no value yet on that day.
    """
    day = _assessment_day(as_of or submission.as_of, submission)
    dated_on = _parameters_day(program, submission, day)
    settings = program.on(dated_on, overrides)
    at = stage or submission.stage
    given = judgements.by(day)
    counted = as_checked(submission, given)
    scope = bind_names(program, settings, counted.answers, day, at)
    if program.needs_others:
        scope["others"] = _other_submissions(
            program, others, {} if bound is None else bound, complete=complete
        )
    if findings_of is not None:
        findings = findings_of(settings, scope, counted, given, at)
    else:
        reasoning = _JudgedInFull(settings.criteria_by_id, scope, given)
        findings = _judge_verdicts(settings.criteria, reasoning, scope, {})
        if at is Stage.DECISION:
            findings = [close_at_decision(finding, counted, program) for finding in findings]
    positions = program.positions
    ordered = tuple(findings if positions is None else [findings[place] for place in positions])
    return Assessment(
        rules=program.rules,
        submission=submission,
        counted=counted,
        as_of=day,
        stage=at,
        dated_on=dated_on,
        overrides=settings.overrides,
        findings=ordered,
        outcomes=possible_outcomes(program, settings, ordered, scope, day, at),
        scope=scope,
        judgements=judgements,
        others=len(others),
    )


def _assessment_day(day: date | None, submission: Submission) -> date:
    if day is not None:
        return day
    at, where = _missing_day(submission, "as_of", "2012-10-01")
    message = "`as_of` is missing: on which day is this to be assessed?"
    raise InvalidSubmission([Problem(at, message, f"{where}, or give `--as-of 2012-10-01`")])


def _missing_day(submission: Submission, key: str, example: str) -> tuple[Location, str]:
    """The location of a missing day, and how to give it: in the cell of a form, or in the file."""
    at = submission.places.get(head_place(key))
    if at is not None:
        return at, f"write the day in this cell, such as `{example}`"
    return Location(submission.file or "submission"), f"write `{key}: {example}` in the file"


def _parameters_day(program: Program, submission: Submission, day: date) -> date:
    if program.rules.dated_by != "submission.received_on":
        return day
    if submission.received_on is not None:
        return submission.received_on
    at, where = _missing_day(submission, "received_on", "2012-09-28")
    message = f"`received_on` is missing: `{program.rules.id}` applies by the date of receipt"
    raise InvalidSubmission([Problem(at, message, where)])


def bind_names(
    program: Program,
    settings: Settings,
    answers: Mapping[str, Answer],
    day: date,
    stage: Stage = Stage.SELF_ASSESSMENT,
) -> Bindings:
    """Give every name that conditions may use on a day, derived values included."""
    scope: Bindings = {
        **settings.scope,
        **program.binder.bind(answers),
        "as_of": feel_value(day),
        "stage": stage.value,
    }
    add_derived_values(program, scope)
    return scope


def _other_submissions(
    program: Program, others: Sequence[Submission], bound: BoundSubmissions, *, complete: bool
) -> object:
    """Give the other submissions as a list, open unless these are surely all there are."""
    items = []
    for other in others:
        item = bound.get(id(other))
        if item is None:
            item = {"name": other.name, "code": other.code, **program.binder.bind(other.answers)}
            bound[id(other)] = item
        items.append(item)
    if complete:
        return items
    rests_on = frozenset({"others"})
    tail = {
        "name": Unknown(rests_on),
        "code": Unknown(rests_on),
        **{group: Unknown(rests_on) for group in program.binder.bind({})},
    }
    return PartialList(tuple(items), open=True, tail=tail, prefix=len(items), rests_on=rests_on)


def _judge_verdicts(
    criteria: Iterable[DatedCriterion],
    reasoning: _JudgedInFull,
    scope: Bindings,
    found: dict[str, VerdictSet],
) -> list[Finding]:
    """The findings of criteria by their verdicts; `found` is given what others refer to.

    Their steps are left until somebody looks at them.
    """
    findings = []
    for ready in criteria:
        plan = ready.plan
        if plan.possible is None:
            finding = reasoning[plan.id]
        else:
            possible = plan.possible(scope, found)
            verdict = VERDICT_OF[possible]
            finding = Finding(plan.criterion, ready.severity, possible, verdict, reasoning)
        if plan.referred:
            found[plan.id] = finding.possible
        findings.append(finding)
    return findings


class _JudgedInFull(dict[str, Finding]):
    """The findings on some criteria with all their steps, each judged once it is looked at."""

    def __init__(
        self,
        criteria: Mapping[str, DatedCriterion],
        scope: Bindings,
        judgements: Judgements,
        others: Mapping[str, Finding] = MappingProxyType({}),
    ) -> None:
        """`criteria` are those to be judged, each after those that it rests on; `others` stay."""
        super().__init__()
        self._criteria = criteria
        self._others = others
        self._scope = scope
        self._judgements = judgements

    def grounds(self, criterion: str) -> Grounds:
        """The grounds of the finding on a criterion."""
        return self[criterion].grounds

    def __missing__(self, criterion: str) -> Finding:
        if criterion not in self._criteria:
            return self._others[criterion]
        if not self:  # what others refer to comes first, so that no chain of them nests calls
            for each in self._criteria.values():
                if each.plan.referred:
                    self[each.plan.id] = self._full_finding(each)
        if criterion not in self:
            self[criterion] = self._full_finding(self._criteria[criterion])
        return self[criterion]

    def _full_finding(self, ready: DatedCriterion) -> Finding:
        return judge_criterion(ready, self._scope, self, self._judgements)


def rejudge(
    program: Program, assessment: Assessment, scope: Bindings, plans: Iterable[CriterionPlan]
) -> dict[str, Finding]:
    """Give the findings of some criteria, judged again in another scope, by id.

    `plans` must hold, beside any, those that rest on it, each after those that it rests on. At the
    decision stage the findings are closed, as those of the assessment are. Their steps are left
    until somebody looks at them.
    """
    findings = assessment.findings_by_id
    criteria = {plan.id: DatedCriterion(plan, findings[plan.id].severity) for plan in plans}
    reasoning = _JudgedInFull(criteria, scope, assessment.counted_judgements, findings)
    found = {plan.id: findings[plan.id].possible for plan in program.criteria if plan.referred}
    again = _judge_verdicts(criteria.values(), reasoning, scope, found)
    if assessment.stage is Stage.DECISION:
        again = [close_at_decision(finding, assessment.counted, program) for finding in again]
    return dict(zip(criteria, again, strict=True))


def add_derived_values(program: Program, scope: Bindings) -> None:
    """Add every derived value to the scope, each after those that it uses."""
    for plan in program.derived:
        scope[plan.derived.name] = plan.value.evaluate(scope)


def judge_criterion(
    ready: DatedCriterion, scope: Bindings, findings: Mapping[str, Finding], judgements: Judgements
) -> Finding:
    """The finding of one criterion; `findings` has those of all that it rests on, by id."""
    plan, severity = ready.plan, ready.severity
    if plan.applies is None:
        return _judge_requirement(ready, scope, findings, judgements)
    applies = judge(plan.applies, scope, findings)
    if not applies.possible & MET:
        verdict = Verdict.NOT_APPLICABLE
        return Finding(plan.criterion, severity, NOT_APPLICABLE, verdict, Grounds(None, applies))
    finding = _judge_requirement(ready, scope, findings, judgements)
    if applies.possible == MET:
        grounds = Grounds(finding.step, applies, finding.rests_on)
        return msgspec.structs.replace(finding, reasoning=grounds)
    possible = finding.possible | NOT_APPLICABLE
    rests_on = NOWHERE if logic.is_settled(possible) else finding.rests_on | applies.rests_on
    return msgspec.structs.replace(
        finding,
        possible=possible,
        verdict=verdict_of(possible),
        reasoning=Grounds(finding.step, applies, rests_on),
    )


def _judge_requirement(
    ready: DatedCriterion, scope: Bindings, findings: Mapping[str, Finding], judgements: Judgements
) -> Finding:
    """Judge what a criterion requires, taking for granted that it applies."""
    plan, severity = ready.plan, ready.severity
    if plan.require is None:
        return judgement_finding(plan.criterion, severity, judgements)
    step = judge(plan.require, scope, findings)
    if plan.criterion.judgement is not None:
        return judged_beside_tests(plan.criterion, severity, judgements, step)
    return Finding.of_step(plan.criterion, severity, step)
