"""Derive kept assessments and histories again, and say what comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import Final

from authorisation.engine.analysis.answer_changes import changes_made
from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import ExitCode, InvalidRecord
from authorisation.explain.words.answer_changes import format_made_change
from authorisation.inference.durable.engine import DurableEngine
from authorisation.language.yaml.regular_files import read_file
from authorisation.model.question import Question
from authorisation.model.submission import Submission
from authorisation.records import inputs
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.differences import Difference
from authorisation.records.read import MAX_RECORD_BYTES, RecordsFile
from authorisation.records.record import Record, SingleRecord
from authorisation.usecases.assessing.inputs import submission_at
from authorisation.usecases.library import Library
from authorisation.usecases.records.derive import RecordDeriver, naming_file, rules_named
from authorisation.usecases.records.personal_values import PersonalValues

_NO_APPLICATION: Final = (
    "this is no record of one assessment: there is no application to hold it against",
    "leave out --submission",
)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A record replayed: what comes out otherwise than it says; nothing where all is the same."""

    differences: tuple[Difference, ...]
    changes: tuple[str, ...] = ()
    """What has changed since in the application, where its file was given."""
    number: int = 1
    """How many records of one assessment or history there are in the file."""
    differing: int = 0
    """How many of them come out otherwise."""
    restated: int = 0
    """How many figures an earlier version kept in other units than they are in now."""
    without_value: tuple[str, ...] = ()
    """The places whose personal value was erased, or is kept apart."""

    @property
    def exit_code(self) -> ExitCode:
        """Give 0 where the same comes out and nothing was changed, else 13."""
        return ExitCode.DIFFERS if self.differences or self.changes else ExitCode.DONE


def replay(
    file: Path, library: Library, rules: str | None = None, submission: Path | None = None
) -> Replayed:
    """Derive the record in a file again under the rule set that it names, or another.

    With `submission`, also hold the application as it is now against what was assessed.

    Raises:
        InvalidRecord: it is no record, or cannot be derived again with these rules.
    """
    with naming_file(file):
        record = RecordsFile(read_file(file, limit=MAX_RECORD_BYTES))
        application = _read_application(record.whole, library, rules) if submission else None
        replayed = _replay(record.singles(), library, rules)
        if not replayed.differences:
            replayed = replace_fields(replayed, differences=tuple(_list_differences(record)))
        erased = tuple(PersonalValues(file).without_value(record.whole))
        replayed = replace_fields(replayed, without_value=erased)
    if submission is None or application is None:
        return replayed
    was, before, program = application
    now = submission_at(submission, program)
    return replace_fields(replayed, changes=tuple(_changes(was, before, now, program.rules.bank)))


def replay_record(data: bytes, library: Library) -> tuple[Difference, ...]:
    """Derive a record of any kind again, and name every place where it comes out otherwise.

    Histories are derived by both engines.

    Raises:
        InvalidRecord: it is no record, or cannot be derived again with its rules.
    """
    record = RecordsFile(data)
    found = _replay(record.singles(), library, None).differences
    return found or tuple(_list_differences(record))


def _list_differences(record: RecordsFile) -> Iterator[Difference]:
    """A list of records that is not as it was written: one taken out, put in or moved."""
    if record.digest_differs:
        written, wanted = record.digest_differs
        yield Difference("sha256", f'"{written}"' if written else "(nothing)", f'"{wanted}"')


def _replay(
    records: Iterable[tuple[str, SingleRecord]], library: Library, rules: str | None
) -> Replayed:
    found: list[Difference] = []
    number = differing = restated = 0
    with DurableEngine() as second_engine:
        deriver = RecordDeriver(library, second_engine, rules)
        for place, each in records:
            derived = deriver.derive(each, place)
            found += derived.differences
            number, differing = number + 1, differing + bool(derived.differences)
            restated += derived.restated
    return Replayed(tuple(found), number=number, differing=differing, restated=restated)


def _read_application(
    record: Record, library: Library, rules: str | None
) -> tuple[str, Submission, Program]:
    """Give the hash of the application that was assessed, the application, and its rules."""
    if not isinstance(record, AssessmentRecord):
        raise InvalidRecord(*_NO_APPLICATION)
    program = compile_rules(library.rule_set(rules_named(record, library, rules)))
    before = inputs.read_recorded_submission(record.submission, program.rules)
    return record.submission.sha256, before, program


def _changes(
    was: str, before: Submission, now: Submission, questions: Mapping[str, Question]
) -> Iterator[str]:
    if now.sha256 == was:
        return
    yield f"{now.file}: the application has changed since: sha256 was {was}, is now {now.sha256}"
    made = [*changes_made(before.answers, now.answers, questions)]
    for each in made:
        yield f"{now.file}: {each.kind}: {format_made_change(each, questions[each.path])}"
    if not made:
        yield f"{now.file}: every answer is as it was"
