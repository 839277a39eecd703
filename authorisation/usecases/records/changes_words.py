"""What changed for a group, in words."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from authorisation.engine.analysis import submission_changes
from authorisation.engine.analysis.answer_changes import AnswerChangeKind
from authorisation.explain.assessment.comparison import SubmissionChangesPage
from authorisation.explain.assessment.outcome import format_departure, format_departures
from authorisation.explain.assessment.page_header import format_rule_set, format_statement
from authorisation.explain.assessment.reasons import format_judgement
from authorisation.explain.words.answer_changes import format_made_change, format_question
from authorisation.explain.words.quantities import format_count, format_date, join_words, name_few
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name, upper_initial
from authorisation.model.submission import Judgement
from authorisation.model.value import Evidence, fold_words
from authorisation.policy.comparison.report import format_causes
from authorisation.usecases.records.carried_entries import AssessorEntry, LeftEntry, NotCarried
from authorisation.usecases.records.changes import ChangesRun, ComparedSide

_NAMED: Final = 5
"""How many changed parts a reason names."""
_WHOLE: Final = {AnswerChangeKind.ANSWERED, AnswerChangeKind.WITHDRAWN}


def describe_changes(run: ChangesRun) -> SubmissionChangesPage:
    """The page on the changes for a group, in words."""
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
        warnings=changes_warnings(run),
        statement=format_statement(run.after.assessment.rules),
        outcome=moved if outcome.other_outcome else same,
        because=format_cause(run, "") if outcome.other_outcome else "",
        findings=tuple((str(each), format_cause(run, each.criterion)) for each in outcome.changes),
        given=_answers(run, {AnswerChangeKind.ANSWERED}),
        changed=_answers(run, {*AnswerChangeKind} - _WHOLE),
        withdrawn=_answers(run, {AnswerChangeKind.WITHDRAWN}),
        evidence=tuple(_format_evidence(each, run) for each in run.changes.evidence),
        judgements=tuple(
            _format_judged(each, run)
            for each in run.changes.judgements
            if not format_why_left(each.before, run)
        ),
        departures=tuple(
            _format_departed(each, run)
            for each in run.changes.departures
            if not format_why_left(each.before, run)
        ),
        carried=_format_carried(run),
        not_carried=tuple(_format_left(each, run) for each in run.left),
    )


def changes_warnings(run: ChangesRun) -> tuple[str, ...]:
    """The warnings that every page must have, on the comparison and the later assessment."""
    return (*_warnings(run), *run.outcome.warnings)


def format_cause(run: ChangesRun, criterion: str) -> str:
    """The cause, in words, of the finding on a criterion, or of the outcome where that is empty."""
    responsible = run.responsible[criterion]
    parts = run.changes.parts
    named = [format_part(parts[at], run) for at in responsible.changes]
    elsewhere = join_words(run.otherwise_assessed, "or")
    return format_causes(
        responsible, named, f"it lies in {elsewhere}" if elsewhere else "it lies elsewhere"
    )


def format_part(part: submission_changes.SubmissionPart, run: ChangesRun) -> str:
    """A part that changed, by name."""
    named = _format_named(part.of, run)
    match part.kind:
        case submission_changes.PartKind.ANSWER:
            return named
        case submission_changes.PartKind.EVIDENCE:
            return f"the evidence for: {named}"
        case submission_changes.PartKind.JUDGEMENT:
            return f"what assessors judged of: {named}"


def format_about(name: str, run: ChangesRun) -> str:
    """A question, a group of them, a criterion or, by no name, the outcome, as it is called."""
    if not name:
        return "The outcome"
    question = run.changes.questions.get(name)
    sides = (each.assessment.rules.criteria.get(name) for each in (run.after, run.before))
    criterion = next(filter(None, sides), None)
    if question is not None:
        return format_question(question)
    return visible(criterion.title) if criterion else upper_initial(format_name(name))


def format_evidence(evidence: Evidence | None) -> str:
    """The evidence for an answer in words; `none` where there is none."""
    if evidence is None:
        return "none"
    return visible(evidence.citation)


def _answers(run: ChangesRun, kinds: Container[AnswerChangeKind]) -> tuple[tuple[str, str], ...]:
    questions = run.changes.questions
    return tuple(
        (
            format_made_change(each, questions[each.path]).removesuffix(f" ({visible(each.path)})"),
            each.path,
        )
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
    if how := run.otherwise_assessed:
        yield (
            f"The two differ in {join_words(how)} too: what comes from no change of the answers may"
            " come from that."
        )


def _format_evidence(
    change: submission_changes.ChangedEvidence, run: ChangesRun
) -> tuple[str, str]:
    before, after = format_evidence(change.before), format_evidence(change.after)
    if change.before and change.after and before == after:
        before, after = (
            f"{text} ({each.level.word})"
            for text, each in ((before, change.before), (after, change.after))
        )
    return f"{format_about(change.path, run)}: {after}; before: {before}", change.path


def _format_judged(change: submission_changes.ChangedJudgement, run: ChangesRun) -> str:
    before, after = map(format_entry, (change.before, change.after))
    return f"{_format_named(change.about, run)}: {after}; before: {before}"


def _format_departed(change: submission_changes.ChangedDeparture, run: ChangesRun) -> str:
    before, after = (text.removesuffix(".") for text in format_departed(change.criterion, run))
    return f"{_format_named(change.criterion, run)}: {after}; before: {before}"


def _format_named(name: str, run: ChangesRun) -> str:
    """The name of what an entry is on: a criterion with its id, else in words alone."""
    is_criterion = any(name in each.assessment.rules.criteria for each in (run.after, run.before))
    words = format_about(name, run)
    return f"{words} ({visible(name)})" if is_criterion else words


def format_departed(criterion: str, run: ChangesRun, *, why: bool = True) -> tuple[str, str]:
    """The decisions in place of a criterion's verdict, or of the outcome, before and now."""
    sides = (format_departures(each.assessment, why=why) for each in (run.before, run.after))
    before, after = (each.get(criterion, "nothing decided otherwise") for each in sides)
    return before, after


def _format_carried(run: ChangesRun) -> str:
    """The words on how many entries of a record of before still hold; empty for none to carry."""
    if run.carried is None:
        return ""
    carried = run.carried.judgements
    number = len(carried.entries) + len(carried.departures)
    to = visible(run.after.file.name)
    entries = f"{format_count(number, 'entry')}, on what is as it was" if number else "none"
    return f"Carried over to {to}: {entries}."


def _format_left(left: LeftEntry, run: ChangesRun) -> tuple[str, str]:
    """An entry that does not hold of now, and why."""
    if isinstance(left.entry, Judgement):
        of, entry = left.entry.about, format_entry(left.entry)
    else:
        decided = format_departure(left.entry, run.before.assessment.rules)
        of, entry = left.entry.criterion, decided.removesuffix(".")
    named = f"{_format_named(of, run)}: {entry}"
    return named, format_why_left(left.entry, run)


def format_why_left(entry: AssessorEntry | None, run: ChangesRun) -> str:
    """Why an entry of before was not carried over; empty where it was, or none were to be."""
    left = next((each for each in run.left if each.entry is entry), None)
    if left is None:
        return ""
    match left.why:
        case NotCarried.CHANGED:
            parts = name_few([format_part(each, run) for each in left.changed], _NAMED)
            return f"Not carried over; changed since: {'; '.join(parts)}"
        case NotCarried.UNKNOWN:
            return "Not carried over: the rules of now have no such criterion, grade or outcome"
        case NotCarried.INDICATED:
            return "Not carried over: the rules indicate this now"


def format_entry(entry: Judgement | None) -> str:
    """The text of an assessor's judgement, with who and when; *not judged* where there is none."""
    return format_judgement(entry).removesuffix(".") if entry else "not judged"
