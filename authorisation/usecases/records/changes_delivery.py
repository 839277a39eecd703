"""What changed for a group, to deliver: a page, data, or a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Final, Literal

import msgspec

from authorisation.engine.analysis.submission_changes import SubmissionPart
from authorisation.explain.assessment.page_header import format_statement
from authorisation.explain.words.quantities import format_value
from authorisation.explain.words.safe import visible
from authorisation.model.question import Question
from authorisation.model.submission import Departure, Judgement, Stage
from authorisation.model.value import Answer, Evidence
from authorisation.policy.comparison.record import ChangedFindingRecord, changed_finding_record
from authorisation.records.assessment import departure_record, judgement_record, judgements_record
from authorisation.records.assessment_shape import (
    DepartureRecord,
    JudgementRecord,
    JudgementsRecord,
)
from authorisation.records.parts import Day, EvidenceRecord, Sha256, evidence_record
from authorisation.report.file_formats import FileFormat
from authorisation.report.pages.comparison import submission_changes_document
from authorisation.report.tables.csv import write_csv
from authorisation.report.tables.table import DataTable, DataTables, TableNotes
from authorisation.usecases.delivery.deliverable import Deliverable, record_bytes
from authorisation.usecases.delivery.what_would import ChangedAnswerRecord, changed_answer_record
from authorisation.usecases.records import changes_words
from authorisation.usecases.records.carried_entries import NotCarried
from authorisation.usecases.records.changes import ChangesRun, ComparedSide


class ComparedSideRecord(msgspec.Struct, frozen=True):
    """One of the two that are compared: a submission, or what a record was derived to again.

    `made_by` is the version of the program that made the record, empty for a submission;
    `otherwise` are the places of the record that come out otherwise here than it was kept.
    """

    file: str
    made_by: str
    otherwise: tuple[str, ...]
    rules: str
    edition: str
    rules_sha256: Sha256
    as_of: Day
    stage: Stage
    outcomes: tuple[str, ...]
    """Those possible."""


class MoveCauseRecord(msgspec.Struct, frozen=True):
    """The cause of a change: with any one of the parts as it was, it would be as it was.

    Where `together` is true, with all of them. There are none where no change of the answers brings
    it back or, where `tried` is false, where too many changed to try.
    """

    parts: tuple[SubmissionPart, ...]
    together: bool
    tried: bool


class MovedFindingRecord(ChangedFindingRecord, frozen=True):
    """A criterion that comes out otherwise, in words, and what that comes from."""

    comes_from: MoveCauseRecord


class EvidenceChangeRecord(msgspec.Struct, frozen=True):
    """The evidence for an answer, or for a group of them; null where there was or is none."""

    path: str
    before: EvidenceRecord | None
    after: EvidenceRecord | None


class JudgementChangeRecord(msgspec.Struct, frozen=True):
    """The last judgement of an assessor on a criterion or an answer; null where nothing."""

    before: JudgementRecord | None
    after: JudgementRecord | None


class DepartureChangeRecord(msgspec.Struct, frozen=True):
    """The decisions in place of one thing that the rules indicate; null where nothing."""

    before: DepartureRecord | None
    after: DepartureRecord | None


class NotCarriedRecord(msgspec.Struct, frozen=True):
    """An entry of assessors of before that does not hold of now.

    It is one of the two, `judgement` or `departure`; `changed` are the parts that it is on and that
    changed, where it is for them.
    """

    judgement: JudgementRecord | None
    departure: DepartureRecord | None
    why: NotCarried
    changed: tuple[SubmissionPart, ...]


class SubmissionChangesRecord(msgspec.Struct, frozen=True):
    """The changes for one group from one record or submission to a later one."""

    format: Literal["authorisation-changes-1"]
    note: str
    name: str
    code: str
    before: ComparedSideRecord
    after: ComparedSideRecord
    warnings: tuple[str, ...]
    outcome_old: str
    """In words, or those still possible."""
    outcome_new: str
    comes_from: MoveCauseRecord | None
    """Null where the outcome is the same."""
    findings: tuple[MovedFindingRecord, ...]
    answers: tuple[ChangedAnswerRecord, ...]
    evidence: tuple[EvidenceChangeRecord, ...]
    judgements: tuple[JudgementChangeRecord, ...]
    departures: tuple[DepartureChangeRecord, ...]
    carried: JudgementsRecord | None
    """What assessors recorded in the record of before and holds of now; null where they recorded
    nothing there, or other files were named."""
    not_carried: tuple[NotCarriedRecord, ...]


def changes(run: ChangesRun) -> Deliverable:
    """The changes for a group, to deliver; the table has no personal answers."""
    return Deliverable(
        first=lambda: submission_changes_document(changes_words.describe_changes(run)),
        data={
            FileFormat.JSON: lambda file: file.write(record_bytes(_record(run))),
            FileFormat.CSV: lambda file: _write_csv(run, file),
        },
    )


def _record(run: ChangesRun) -> SubmissionChangesRecord:
    outcome, found = run.outcome, run.changes
    return SubmissionChangesRecord(
        format="authorisation-changes-1",
        note=format_statement(run.after.assessment.rules),
        name=outcome.name,
        code=outcome.code,
        before=_side(run.before),
        after=_side(run.after),
        warnings=changes_words.changes_warnings(run),
        outcome_old=outcome.old,
        outcome_new=outcome.new,
        comes_from=_cause(run, "") if outcome.other_outcome else None,
        findings=tuple(
            MovedFindingRecord(
                **msgspec.structs.asdict(changed_finding_record(each)),
                comes_from=_cause(run, each.criterion),
            )
            for each in outcome.changes
        ),
        answers=tuple(changed_answer_record(e, found.questions[e.path]) for e in found.answers),
        evidence=tuple(
            EvidenceChangeRecord(each.path, *map(_evidence, (each.before, each.after)))
            for each in found.evidence
        ),
        judgements=tuple(
            JudgementChangeRecord(*map(_judgement, (each.before, each.after)))
            for each in found.judgements
        ),
        departures=tuple(
            DepartureChangeRecord(*map(_departure, (each.before, each.after)))
            for each in found.departures
        ),
        carried=judgements_record(run.carried.judgements) if run.carried else None,
        not_carried=tuple(
            NotCarriedRecord(
                _judgement(each.entry) if isinstance(each.entry, Judgement) else None,
                _departure(each.entry) if isinstance(each.entry, Departure) else None,
                each.why,
                each.changed,
            )
            for each in run.left
        ),
    )


def _side(side: ComparedSide) -> ComparedSideRecord:
    assessment, derived = side.assessment, side.derived
    rules = assessment.rules
    return ComparedSideRecord(
        file=side.file.name,
        made_by=derived.record.engine_version if derived else "",
        otherwise=tuple(each.path for each in derived.otherwise) if derived else (),
        rules=rules.id,
        edition=rules.edition,
        rules_sha256=rules.sha256,
        as_of=assessment.as_of,
        stage=assessment.stage,
        outcomes=assessment.outcome_ids,
    )


def _cause(run: ChangesRun, criterion: str) -> MoveCauseRecord:
    found, parts = run.responsible[criterion], run.changes.parts
    return MoveCauseRecord(tuple(parts[at] for at in found.changes), found.together, found.tried)


def _evidence(evidence: Evidence | None) -> EvidenceRecord | None:
    return evidence_record(evidence) if evidence else None


def _judgement(entry: Judgement | None) -> JudgementRecord | None:
    return judgement_record(entry) if entry else None


def _departure(departed: Departure | None) -> DepartureRecord | None:
    return departure_record(departed) if departed else None


_TABLE: Final = DataTable(
    title="Changes",
    columns={
        "part": 12,
        "of": 24,
        "title": 40,
        "what": 16,
        "place": 8,
        "before": 40,
        "now": 40,
        "comes from": 40,
    },
)


def _write_csv(run: ChangesRun, file: IO[bytes]) -> None:
    notes = TableNotes(created=run.after.assessment.as_of)
    rows = ((0, row) for row in _rows(run))
    write_csv(DataTables(tables=(_TABLE,), rows=rows, notes=lambda: notes), file)


def _rows(run: ChangesRun) -> Iterator[Sequence[str]]:
    outcome, found = run.outcome, run.changes
    moved = outcome.other_outcome
    what, cause = ("changed", changes_words.format_cause(run, "")) if moved else ("the same", "")
    for warning in changes_words.changes_warnings(run):
        yield ("warning", "", warning, "", "", "", "", "")
    yield ("outcome", "", "", what, "", outcome.old, outcome.new, cause)
    for each in outcome.changes:
        cause = changes_words.format_cause(run, each.criterion)
        sides = (each.old, each.new, cause)
        yield ("finding", visible(each.criterion), each.title, "changed", "", *sides)

    def row_head(part: str, of: str, what: str = "", place: int = 0) -> Sequence[str]:
        return (part, visible(of), changes_words.format_about(of, run), what, str(place or ""))

    for answer in found.answers:
        question = found.questions[answer.path]
        before, after = (_impersonal(each, question) for each in (answer.before, answer.after))
        head = row_head("answer", answer.path, answer.kind.value, answer.place)
        yield (*head, before, after, "")
    for given in found.evidence:
        asked = found.questions.get(given.path)
        documents = () if asked and asked.personal else (given.before, given.after)
        before, after = map(changes_words.format_evidence, documents) if documents else ("", "")
        yield (*row_head("evidence", given.path), before, after, "")
    for judged in found.judgements:
        before, after = map(changes_words.format_entry, (judged.before, judged.after))
        why = changes_words.format_why_left(judged.before, run)
        yield (*row_head("judgement", judged.about), before, after, why)
    for departed in found.departures:
        before, after = changes_words.format_departed(departed.criterion, run, why=False)
        why = changes_words.format_why_left(departed.before, run)
        yield (*row_head("departure", departed.criterion), before, after, why)


def _impersonal(answer: Answer, question: Question) -> str:
    """An answer in words, entries of lists by their number; empty for what is personal."""
    if question.personal:
        return ""
    return format_value(answer, question.unit, none=question.none or "none")
