"""The record of an assessment: canonical JSON from which the assessment can be derived again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from authorisation.engine.program.program import Program
from authorisation.engine.results import Ask, Assessment, Imposed, PossibleOutcome, Turn
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.standfirst import NOT_A_DECISION, warnings
from authorisation.model.canonical import canonical
from authorisation.model.canonical import sha256 as digest
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Submission
from authorisation.model.value import Evidence, Level
from authorisation.model.verdict import Verdict
from authorisation.records.assessment_shape import (
    FORMAT,
    AskKept,
    Changed,
    Decision,
    EvidenceKept,
    ImposedKept,
    Json,
    JudgementKept,
    JudgementsKept,
    LevelKept,
    OthersKept,
    OutcomeKept,
    Record,
    RulesUsed,
    SecondOpinionKept,
    State,
    SubmissionKept,
    TurnKept,
)
from authorisation.records.other_submissions import looked_at, looks_at_others
from authorisation.records.steps import finding_kept
from authorisation.records.values import answer_kept, scalar_kept

_LEVELS: Final[Mapping[Level, LevelKept]] = {
    Level.STATED: "stated",
    Level.EVIDENCED: "evidenced",
    Level.CHECKED: "checked",
}


def record(
    assessment: Assessment,
    program: Program,
    *,
    engine_version: str,
    asks: Sequence[Ask] = (),
    turns: Sequence[Turn] = (),
    decision: Decision | None = None,
    others: Sequence[Submission] = (),
    second_opinion: SecondOpinionKept | None = None,
) -> dict[str, Json]:
    """The record of an assessment as values of JSON.

    `others` are the submissions that tests across groups look at. Where the rules have such
    tests, the answers that these name are kept, for without them the assessment could not be
    derived again; no other answer of another group is.
    """
    rules = assessment.rules
    made = Record(
        format=FORMAT,
        statement=NOT_A_DECISION,
        warnings=warnings(assessment),
        engine_version=engine_version,
        rules=_rules(rules),
        as_of=assessment.as_of.isoformat(),
        dated_on=assessment.dated_on.isoformat(),
        stage=assessment.stage.value,
        set=_set(assessment),
        submission=submission_kept(assessment.submission, rules),
        judgements=_judgements(assessment.judgements),
        others=_others(assessment, others),
        settled=assessment.settled,
        outcomes=tuple(_outcome(outcome, rules) for outcome in assessment.outcomes),
        findings=tuple(finding_kept(f, assessment, program) for f in assessment.findings),
        asks=tuple(_ask(ask) for ask in asks),
        turns=tuple(_turn(turn, rules) for turn in turns),
        decision=decision,
        second_opinion=second_opinion,
    )
    built: dict[str, Json] = msgspec.to_builtins(made)
    return built


def to_bytes(made: Mapping[str, Json]) -> bytes:
    """The canonical bytes of a record: sorted keys, no spaces, UTF-8, one line end."""
    return canonical(made) + b"\n"


def _rules(rules: RuleSet) -> RulesUsed:
    return RulesUsed(
        id=rules.id,
        title=rules.title,
        edition=rules.edition,
        state=_state(rules),
        sha256=rules.sha256,
    )


def _state(rules: RuleSet) -> State:
    if not rules.edited:
        return "as shipped"
    if rules.adopted_sha256:
        return "edited: differs from the shipped edition"
    return "edited: no shipped edition"


def _set(assessment: Assessment) -> dict[str, str]:
    parameters = assessment.rules.parameters
    return {
        name: scalar_kept(value, parameters[name].unit if name in parameters else "")
        for name, value in assessment.overrides.items()
    }


def submission_kept(submission: Submission, rules: RuleSet) -> SubmissionKept:
    """The record of a submission: what its file holds."""
    return SubmissionKept(
        name=submission.name,
        code=submission.code,
        stage=submission.stage.value,
        as_of=_day(submission.as_of),
        received_on=_day(submission.received_on),
        published_facts_only=submission.published_facts_only,
        note=submission.note,
        answers={p: answer_kept(a, rules.bank.get(p)) for p, a in submission.answers.items()},
        evidence={path: evidence_kept(given) for path, given in submission.evidence.items()},
        sha256=submission.sha256 or digest((dict(submission.answers), dict(submission.evidence))),
    )


def evidence_kept(given: Evidence) -> EvidenceKept:
    """The record of an answer's evidence: what the submission's file holds of it."""
    return EvidenceKept(document=given.document, where=given.where, level=_LEVELS[given.level])


def _judgements(judgements: Judgements) -> JudgementsKept:
    entries = tuple(
        JudgementKept(
            criterion=entry.criterion,
            assessor=entry.assessor,
            on=entry.on.isoformat(),
            grade=entry.grade,
            reason=entry.reason,
        )
        for entry in judgements.entries
    )
    return JudgementsKept(entries=entries, sha256=judgements.sha256)


def _others(assessment: Assessment, others: Sequence[Submission]) -> OthersKept:
    rules = assessment.rules
    needed = looks_at_others(rules)
    kept = [submission_kept(looked_at(each, rules), rules) for each in others if needed]
    return OthersKept(
        complete=needed and isinstance(assessment.scope.get("others"), list),
        count=assessment.others if needed else 0,
        submissions=tuple(kept),
    )


def _outcome(outcome: PossibleOutcome, rules: RuleSet) -> OutcomeKept:
    return OutcomeKept(
        id=outcome.row.id,
        title=outcome_title(outcome.row.id, rules),
        sure=outcome.sure,
        conditions=tuple(map(_imposed, outcome.conditions)),
        support=tuple(map(_imposed, outcome.support)),
    )


def _imposed(imposed: Imposed) -> ImposedKept:
    discharge = imposed.finding.criterion.discharge
    return ImposedKept(
        criterion=imposed.finding.criterion.id,
        perhaps=imposed.perhaps,
        evidence=discharge.evidence if discharge else "",
        due=_day(imposed.due),
    )


def _ask(ask: Ask) -> AskKept:
    return AskKept(
        path=ask.path,
        criteria=ask.criteria,
        gate=ask.gate,
        rules_in=ask.rules_in,
        rules_out=ask.rules_out,
    )


def _turn(turn: Turn, rules: RuleSet) -> TurnKept:
    unit = rules.parameters[turn.parameter].unit
    return TurnKept(
        parameter=turn.parameter,
        value=scalar_kept(turn.value, unit),
        source=turn.source,
        outcomes=turn.outcomes,
        findings=tuple(Changed(criterion=c, verdict=Verdict(v).value) for c, v in turn.findings),
        moves_outcome=turn.moves_outcome,
    )


def _day(when: date | None) -> str | None:
    return None if when is None else when.isoformat()
