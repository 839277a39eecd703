"""What changed for a group, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from authorisation.engine.analysis.answer_changes import AnswerChangeKind
from authorisation.engine.analysis.submission_changes import (
    ChangedEvidence,
    ChangedJudgement,
    PartKind,
    SubmissionPart,
)
from authorisation.explain.assessment.comparison import SubmissionChangesPage
from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.explain.assessment.reasons import format_judgement
from authorisation.explain.words.answer_changes import format_made_change, format_question
from authorisation.explain.words.quantities import format_count, format_date
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name, upper_initial
from authorisation.model.submission import Judgement
from authorisation.model.value import Evidence, fold_words
from authorisation.policy.comparison.report import format_causes
from authorisation.usecases.records.changes import ChangesRun, ComparedSide

_OTHERWISE: Final = (
    "The two are assessed under other rules or figures, on other days or at other stages: what"
    " comes from no change of the answers may come from that."
)
_ELSEWHERE: Final = "it lies in the rules, the figures set, the day or the stage"


def describe_changes(run: ChangesRun) -> SubmissionChangesPage:
    """What changed for a group, in words."""
    outcome = run.outcome
    rules = format_rule_set(run.after.assessment.rules)
    alike = rules == format_rule_set(run.before.assessment.rules)
    same = f"{upper_initial(outcome.new)}, as before."
    moved = f"{upper_initial(outcome.new)}; before: {outcome.old}"
    return SubmissionChangesPage(
        group=outcome.title or "A group without a name",
        rules=rules if alike else "",
        before=_format_side(run.before, with_rules=not alike),
        now=_format_side(run.after, with_rules=not alike),
        warnings=(*_warnings(run), *outcome.warnings),
        statement=format_statement(run.after.assessment.rules),
        outcome=moved if outcome.other_outcome else same,
        because=format_cause(run, "") if outcome.other_outcome else "",
        findings=tuple((str(each), format_cause(run, each.criterion)) for each in outcome.changes),
        given=_answers(run, (AnswerChangeKind.ANSWERED,)),
        changed=_answers(run, _CHANGED),
        withdrawn=_answers(run, (AnswerChangeKind.WITHDRAWN,)),
        evidence=tuple(_format_evidence(each, run) for each in run.changes.evidence),
        judgements=tuple(_format_judged(each, run) for each in run.changes.judgements),
    )


_CHANGED: Final = tuple(
    kind
    for kind in AnswerChangeKind
    if kind not in (AnswerChangeKind.ANSWERED, AnswerChangeKind.WITHDRAWN)
)


def format_cause(run: ChangesRun, criterion: str) -> str:
    """What the finding on a criterion comes from, or the outcome where that is empty."""
    responsible = run.responsible[criterion]
    parts = run.changes.parts
    named = [format_part(parts[at], run) for at in responsible.changes]
    return format_causes(responsible, named, _ELSEWHERE)


def format_part(part: SubmissionPart, run: ChangesRun) -> str:
    """A part that changed, by name."""
    named = f"{format_about(part.of, run)} ({visible(part.of)})"
    match part.kind:
        case PartKind.ANSWER:
            return named
        case PartKind.EVIDENCE:
            return f"the evidence for: {named}"
        case PartKind.JUDGEMENT:
            return f"what assessors judged of: {named}"


def format_about(name: str, run: ChangesRun) -> str:
    """A question, a group of them or a criterion, by what it is called."""
    question = run.changes.questions.get(name)
    criterion = run.after.assessment.rules.criteria.get(name)
    if question is not None:
        return format_question(question)
    return visible(criterion.title) if criterion else upper_initial(format_name(name))


def format_evidence(evidence: Evidence | None) -> str:
    """The evidence for an answer in words; `none` where there is none."""
    if evidence is None:
        return "none"
    return visible(", ".join(filter(None, (evidence.document, evidence.where))))


def _answers(run: ChangesRun, kinds: Iterable[AnswerChangeKind]) -> tuple[str, ...]:
    questions = run.changes.questions
    return tuple(
        format_made_change(each, questions[each.path])
        for each in run.changes.answers
        if each.kind in kinds
    )


def _format_side(side: ComparedSide, *, with_rules: bool) -> str:
    assessment, record = side.assessment, side.derived and side.derived.record
    made = f"the record {side.file.name}, made by version {record.engine_version}" if record else ""
    when = f"as of {format_date(assessment.as_of)}; {assessment.stage}"
    rules = [format_rule_set(assessment.rules)] if with_rules else []
    return "; ".join((visible(made or side.file.name), *rules, when))


def _warnings(run: ChangesRun) -> Iterator[str]:
    old, new = (each.assessment.submission for each in (run.before, run.after))
    if fold_words(old.name) != fold_words(new.name) and not (old.code and new.code):
        yield (
            "No code says that the two are one group, and their names differ:"
            f" {visible(old.name) or 'none'}; {visible(new.name) or 'none'}."
        )
    for side in (run.before, run.after):
        if side.derived and (places := side.derived.otherwise):
            name = visible(side.file.name)
            yield (
                f"The record {name} comes out otherwise here than it was kept, at"
                f" {format_count(len(places), 'place')}: what is compared is what it comes to"
                " here. “authorise replay” lists where."
            )
    if run.otherwise_assessed:
        yield _OTHERWISE


def _format_evidence(change: ChangedEvidence, run: ChangesRun) -> str:
    before, after = format_evidence(change.before), format_evidence(change.after)
    if change.before and change.after and before == after:
        before, after = (
            f"{text} ({each.level.word})"
            for text, each in ((before, change.before), (after, change.after))
        )
    return f"{format_about(change.path, run)}: {after}; before: {before} ({visible(change.path)})"


def _format_judged(change: ChangedJudgement, run: ChangesRun) -> str:
    before, after = map(format_entry, (change.before, change.after))
    return f"{format_about(change.about, run)} ({visible(change.about)}): {after}; before: {before}"


def format_entry(entry: Judgement | None) -> str:
    """What an assessor judged, with who and when; that nobody did where there is nothing."""
    return format_judgement(entry).removesuffix(".") if entry else "not judged"
