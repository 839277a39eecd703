"""The record of an assessment: canonical JSON from which the assessment can be derived again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from authorisation.engine.program.program import Program
from authorisation.engine.results import (
    Assessment,
    ImposedCondition,
    MissingAnswer,
    PossibleOutcome,
    Sensitivity,
)
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.page_header import NOT_A_DECISION, assessment_warnings
from authorisation.model.canonical import canonical_bytes
from authorisation.model.canonical import sha256 as digest
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Submission
from authorisation.model.value import Evidence, EvidenceLevel
from authorisation.model.verdict import Verdict
from authorisation.records.assessment_shape import (
    ASSESSMENT_FORMAT,
    AssessmentRecord,
    ChangedVerdictRecord,
    DecisionRecord,
    EvidenceLevelName,
    EvidenceRecord,
    ImposedConditionRecord,
    Json,
    JudgementRecord,
    JudgementsRecord,
    MissingAnswerRecord,
    OtherSubmissionsRecord,
    OutcomeRecord,
    RuleSetRecord,
    RuleSetState,
    SecondOpinionRecord,
    SensitivityRecord,
    SubmissionRecord,
)
from authorisation.records.other_submissions import has_tests_across_groups, minimise
from authorisation.records.steps import finding_record
from authorisation.records.values import answer_json, scalar_text

_LEVEL_NAMES: Final[Mapping[EvidenceLevel, EvidenceLevelName]] = {
    EvidenceLevel.STATED: "stated",
    EvidenceLevel.EVIDENCED: "evidenced",
    EvidenceLevel.CHECKED: "checked",
}


def assessment_record(
    assessment: Assessment,
    program: Program,
    *,
    engine_version: str,
    asks: Sequence[MissingAnswer] = (),
    turns: Sequence[Sensitivity] = (),
    decision: DecisionRecord | None = None,
    others: Sequence[Submission] = (),
    second_opinion: SecondOpinionRecord | None = None,
) -> dict[str, Json]:
    """The record of an assessment as values of JSON.

    `others` are the submissions that tests across groups look at. Where the rules have such
    tests, the answers that these name are kept, for without them the assessment could not be
    derived again; no other answer of another group is.
    """
    rules = assessment.rules
    contents = AssessmentRecord(
        format=ASSESSMENT_FORMAT,
        statement=NOT_A_DECISION,
        warnings=assessment_warnings(assessment),
        engine_version=engine_version,
        rules=_rule_set_record(rules),
        as_of=assessment.as_of.isoformat(),
        dated_on=assessment.dated_on.isoformat(),
        stage=assessment.stage.value,
        set=_override_texts(assessment),
        submission=submission_record(assessment.submission, rules),
        judgements=_judgements_record(assessment.judgements),
        others=_other_submissions_record(assessment, others),
        settled=assessment.settled,
        outcomes=tuple(_outcome_record(outcome, rules) for outcome in assessment.outcomes),
        findings=tuple(finding_record(f, assessment, program) for f in assessment.findings),
        asks=tuple(_missing_answer_record(ask) for ask in asks),
        turns=tuple(_sensitivity_record(turn, rules) for turn in turns),
        decision=decision,
        second_opinion=second_opinion,
    )
    built: dict[str, Json] = msgspec.to_builtins(contents)
    return built


def render_record(contents: Mapping[str, Json]) -> bytes:
    """The canonical bytes of a record: sorted keys, no spaces, UTF-8, one line end."""
    return canonical_bytes(contents) + b"\n"


def _rule_set_record(rules: RuleSet) -> RuleSetRecord:
    return RuleSetRecord(
        id=rules.id,
        title=rules.title,
        edition=rules.edition,
        state=_rule_set_state(rules),
        sha256=rules.sha256,
    )


def _rule_set_state(rules: RuleSet) -> RuleSetState:
    if not rules.edited:
        return "as shipped"
    if rules.adopted_sha256:
        return "edited: differs from the shipped edition"
    return "edited: no shipped edition"


def _override_texts(assessment: Assessment) -> dict[str, str]:
    parameters = assessment.rules.parameters
    return {
        name: scalar_text(value, parameters[name].unit if name in parameters else "")
        for name, value in assessment.overrides.items()
    }


def submission_record(submission: Submission, rules: RuleSet) -> SubmissionRecord:
    """The record of a submission: what its file holds."""
    return SubmissionRecord(
        name=submission.name,
        code=submission.code,
        stage=submission.stage.value,
        as_of=_iso_date(submission.as_of),
        received_on=_iso_date(submission.received_on),
        published_facts_only=submission.published_facts_only,
        note=submission.note,
        answers={p: answer_json(a, rules.bank.get(p)) for p, a in submission.answers.items()},
        evidence={path: evidence_record(given) for path, given in submission.evidence.items()},
        sha256=submission.sha256 or digest((dict(submission.answers), dict(submission.evidence))),
    )


def evidence_record(given: Evidence) -> EvidenceRecord:
    """The record of an answer's evidence: what the submission's file holds of it."""
    return EvidenceRecord(
        document=given.document, where=given.where, level=_LEVEL_NAMES[given.level]
    )


def _judgements_record(judgements: Judgements) -> JudgementsRecord:
    entries = tuple(
        JudgementRecord(
            criterion=entry.criterion,
            assessor=entry.assessor,
            on=entry.on.isoformat(),
            grade=entry.grade,
            reason=entry.reason,
        )
        for entry in judgements.entries
    )
    return JudgementsRecord(entries=entries, sha256=judgements.sha256)


def _other_submissions_record(
    assessment: Assessment, others: Sequence[Submission]
) -> OtherSubmissionsRecord:
    rules = assessment.rules
    needed = has_tests_across_groups(rules)
    kept = [submission_record(minimise(each, rules), rules) for each in others if needed]
    return OtherSubmissionsRecord(
        complete=needed and isinstance(assessment.scope.get("others"), list),
        count=assessment.others if needed else 0,
        submissions=tuple(kept),
    )


def _outcome_record(outcome: PossibleOutcome, rules: RuleSet) -> OutcomeRecord:
    return OutcomeRecord(
        id=outcome.row.id,
        title=outcome_title(outcome.row.id, rules),
        sure=outcome.sure,
        conditions=tuple(map(_imposed_condition_record, outcome.conditions)),
        support=tuple(map(_imposed_condition_record, outcome.support)),
    )


def _imposed_condition_record(imposed: ImposedCondition) -> ImposedConditionRecord:
    discharge = imposed.finding.criterion.discharge
    return ImposedConditionRecord(
        criterion=imposed.finding.criterion.id,
        perhaps=imposed.perhaps,
        evidence=discharge.evidence if discharge else "",
        due=_iso_date(imposed.due),
    )


def _missing_answer_record(ask: MissingAnswer) -> MissingAnswerRecord:
    return MissingAnswerRecord(
        path=ask.path,
        criteria=ask.criteria,
        gate=ask.gate,
        rules_in=ask.rules_in,
        rules_out=ask.rules_out,
    )


def _sensitivity_record(turn: Sensitivity, rules: RuleSet) -> SensitivityRecord:
    unit = rules.parameters[turn.parameter].unit
    return SensitivityRecord(
        parameter=turn.parameter,
        value=scalar_text(turn.value, unit),
        source=turn.source,
        outcomes=turn.outcomes,
        findings=tuple(
            ChangedVerdictRecord(criterion=c, verdict=Verdict(v).value) for c, v in turn.findings
        ),
        moves_outcome=turn.moves_outcome,
    )


def _iso_date(when: date | None) -> str | None:
    return None if when is None else when.isoformat()
