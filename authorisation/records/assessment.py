"""The record of an assessment: all that it was made from, and all that it came to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.structs import replace

from authorisation.engine.analysis.what_if import RuledOut, ruled_out
from authorisation.engine.cross_checks import Contradiction
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, MissingAnswer, PossibleOutcome, Sensitivity
from authorisation.explain.assessment.outcome import outcome_title
from authorisation.explain.assessment.page_header import assessment_warnings, format_statement
from authorisation.model.canonical import sha256 as digest
from authorisation.model.question import Question
from authorisation.model.rules import Criterion, RuleSet
from authorisation.model.submission import Departure, Judgement, Judgements, Submission
from authorisation.model.value import Answer, Items, fold_code
from authorisation.records.assessment_shape import (
    AssessedRuleSetRecord,
    AssessmentRecord,
    ContradictionRecord,
    DecisionRecord,
    DepartureRecord,
    JudgementRecord,
    JudgementsRecord,
    OtherSubmissionsRecord,
    OutcomeRecord,
    RuledOutRecord,
    RuleSetState,
    SensitivityRecord,
    SubmissionRecord,
)
from authorisation.records.parts import FORMAT, copied_record, evidence_record
from authorisation.records.steps import finding_record
from authorisation.records.values import answer_json, answers_json, override_texts, scalar_text
from authorisation.second_opinion.assessment import SecondOpinion

_OTHERS: Final = "others"
_WORD: Final = re.compile(r"[a-z_][a-z0-9_]*")


def assessment_record(
    assessment: Assessment,
    program: Program,
    *,
    engine_version: str,
    missing_answers: Sequence[MissingAnswer] = (),
    sensitivities: Sequence[Sensitivity] = (),
    decision: DecisionRecord | None = None,
    others: Sequence[Submission] = (),
    second_opinion: SecondOpinion | None = None,
    contradictions: Sequence[Contradiction] = (),
) -> AssessmentRecord:
    """The record of an assessment.

    `others` are the submissions that tests across groups look at. Where the rules have such
    tests, the answers that these name are kept, for without them the assessment could not be
    derived again; so are those that `contradictions` rest on. No other answer of another group is.
    """
    rules = assessment.rules
    return AssessmentRecord(
        format=FORMAT,
        statement=format_statement(rules),
        warnings=assessment_warnings(assessment),
        engine_version=engine_version,
        rules=copied_record(AssessedRuleSetRecord, rules, state=_rule_set_state(rules)),
        as_of=assessment.as_of,
        dated_on=assessment.dated_on,
        stage=assessment.stage,
        set=override_texts(assessment.overrides, rules),
        submission=submission_record(assessment.submission, rules),
        judgements=judgements_record(assessment.judgements),
        others=_other_submissions_record(assessment, others, contradictions),
        settled=assessment.settled,
        outcomes=tuple(_outcome_record(outcome, rules) for outcome in assessment.outcomes),
        findings=tuple(finding_record(f, assessment, program) for f in assessment.findings),
        missing_answers=tuple(missing_answers),
        sensitivities=tuple(_sensitivity_record(each, rules) for each in sensitivities),
        decision=decision,
        second_opinion=second_opinion,
        contradictions=tuple(_contradictions(assessment.submission, contradictions)),
        ruled_out=ruled_out_records(assessment, program),
    )


def _rule_set_state(rules: RuleSet) -> RuleSetState:
    if not rules.edited:
        return "as shipped"
    if rules.adopted_sha256:
        return "edited: differs from the shipped edition"
    return "edited: no shipped edition"


def submission_record(submission: Submission, rules: RuleSet) -> SubmissionRecord:
    """The record of a submission: what its file holds."""
    return copied_record(
        SubmissionRecord,
        submission,
        answers=answers_json(submission.answers, rules.bank),
        evidence={path: evidence_record(given) for path, given in submission.evidence.items()},
        sha256=submission.sha256 or digest((dict(submission.answers), dict(submission.evidence))),
    )


def judgements_record(judgements: Judgements) -> JudgementsRecord:
    """The record of all that was recorded of one submission."""
    departures = tuple(map(departure_record, judgements.departures))
    return JudgementsRecord(
        entries=tuple(map(judgement_record, judgements.entries)),
        sha256=judgements.sha256,
        departures=departures or msgspec.UNSET,
    )


def departure_record(departure: Departure) -> DepartureRecord:
    """The record of one departure."""
    return msgspec.convert(departure, DepartureRecord, from_attributes=True)


def judgement_record(entry: Judgement) -> JudgementRecord:
    """The record of one judgement."""
    document, panel = entry.document or msgspec.UNSET, entry.panel or msgspec.UNSET
    return copied_record(JudgementRecord, entry, document=document, panel=panel)


def _other_submissions_record(
    assessment: Assessment, others: Sequence[Submission], contradictions: Sequence[Contradiction]
) -> OtherSubmissionsRecord:
    rules = assessment.rules
    needed = has_tests_across_groups(rules)
    contradicting = {id(each) for found in contradictions for each in found.submissions}
    kept = [
        submission_record(minimise(each, rules, compared=id(each) in contradicting), rules)
        for each in others
        if needed or id(each) in contradicting
    ]
    return OtherSubmissionsRecord(
        complete=needed and isinstance(assessment.scope.get("others"), list),
        count=assessment.others if needed else len(kept),
        submissions=tuple(kept),
    )


def _contradictions(
    submission: Submission, contradictions: Iterable[Contradiction]
) -> Sequence[ContradictionRecord]:
    """The contradictions in an order, and with codes, that do not hang on those of the files."""
    found = [
        ContradictionRecord(
            says=found.across.says,
            value=fold_code(found.value),
            groups=tuple(each.title for each in found.submissions if each is not submission),
        )
        for found in contradictions
    ]
    return sorted(found, key=lambda each: (each.says, each.value, each.groups))


def _outcome_record(outcome: PossibleOutcome, rules: RuleSet) -> OutcomeRecord:
    title = outcome_title(outcome.row.id, rules)
    return copied_record(OutcomeRecord, outcome, id=outcome.row.id, title=title)


def ruled_out_records(assessment: Assessment, program: Program) -> tuple[RuledOutRecord, ...]:
    """The records of the outcomes that are out, in the order of the table."""
    return tuple(_ruled_out_record(out, program.rules) for out in ruled_out(assessment, program))


def _ruled_out_record(out: RuledOut, rules: RuleSet) -> RuledOutRecord:
    answer = answer_json(out.answer, rules.bank[out.question]) if out.question else None
    return RuledOutRecord(
        id=out.row.id,
        title=outcome_title(out.row.id, rules),
        criteria=tuple(finding.criterion.id for finding in out.findings),
        question=out.question,
        answer=answer,
        at_decision=out.at_decision,
    )


def _sensitivity_record(found: Sensitivity, rules: RuleSet) -> SensitivityRecord:
    value = scalar_text(found.value, rules.parameters[found.parameter].unit)
    return copied_record(SensitivityRecord, found, value=value)


def has_tests_across_groups(rules: RuleSet) -> bool:
    """Whether any criterion of the rules tests across groups."""
    return any(_tests_across_groups(criterion) for criterion in rules.criteria.values())


def minimise(submission: Submission, rules: RuleSet, *, compared: bool = False) -> Submission:
    """Another group's submission with those answers alone that tests across groups name.

    With `compared`, also those that checks across groups compare.

    An answer stays where each part of its path stands in the formula of such a test; so too
    much may stay, never too little. Evidence and the note, which no test names, go.
    """
    checks = rules.across if compared else ()
    words = _tested_names(rules).union(*(check.path.split(".") for check in checks))
    answers = {
        path: _minimise_answer(answer, rules.bank.get(path), words)
        for path, answer in submission.answers.items()
        if words.issuperset(path.split("."))
    }
    return replace(
        submission,
        answers=MappingProxyType(answers),
        evidence=MappingProxyType({}),
        note="",
        sha256="",
    )


def _minimise_answer(answer: Answer, question: Question | None, words: frozenset[str]) -> Answer:
    """The answer; of the items of a list, only the fields that are named and the one they go by."""
    if question is None or not question.each or not isinstance(answer, Items):
        return answer
    wanted = words | {question.name_by}
    items = tuple(
        MappingProxyType({name: value for name, value in item.items() if name in wanted})
        if isinstance(item, Mapping)
        else item
        for item in answer.items
    )
    return replace(answer, items=items)


def _tests_across_groups(criterion: Criterion) -> bool:
    return criterion.scope == "portfolio" or any(
        _OTHERS in _WORD.findall(formula.text) for formula in criterion.formulas
    )


def _tested_names(rules: RuleSet) -> frozenset[str]:
    return frozenset(
        word
        for criterion in rules.criteria.values()
        if _tests_across_groups(criterion)
        for formula in criterion.formulas
        for word in _WORD.findall(formula.text)
    )
