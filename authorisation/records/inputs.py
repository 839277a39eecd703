"""The inputs of an assessment or a history, read from its record so that it can be derived again.

Each is put back into the words of the file it came from and read as that file would be, so that
what was edited in a record is refused as it would be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import msgspec

from authorisation.errors import AuthorisationError, InvalidRecord
from authorisation.language.answers.judgements import read_judgements
from authorisation.language.answers.returns import ReturnsContext, read_returns
from authorisation.language.answers.submissions import read_submission
from authorisation.language.rules.override import parse_override
from authorisation.model.canonical import canonical_bytes
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Submission, judgements_hash
from authorisation.model.value import Answer
from authorisation.records.assessment_shape import (
    AssessmentRecord,
    JudgementsRecord,
    SubmissionRecord,
)
from authorisation.records.history_shape import HistoryRecord
from authorisation.records.parts import Json

_IN_THE_RECORD: Final = "record"
_AS_ANSWERED: Final = frozenset(("answers", "at_authorisation"))
"""Where an empty text is an answer; elsewhere it stands for what the file left out."""
_VERSION_KEYS: Final = {"first": "period", "correction": "corrects", "withdrawal": "withdraws"}
"""The key under which a file of returns has the period, by the version of the return."""


@contextmanager
def refusing_records() -> Iterator[None]:
    """Raise what is wrong with an input inside as `InvalidRecord`."""
    try:
        yield
    except InvalidRecord:
        raise
    except AuthorisationError as error:
        raise InvalidRecord(error.named_message, error.remedy) from None


def other_submissions_from_record(
    record: AssessmentRecord, rules: RuleSet
) -> tuple[Submission, ...]:
    """The other submissions in a record, which tests across groups look at.

    Raises:
        InvalidRecord: as for `read_recorded_submission`, or they were not kept.
    """
    others = record.others
    if others.count != len(others.submissions):
        raise InvalidRecord(
            "the other submissions that this assessment looked at were not kept",
            "keep the record anew, of all of them together",
        )
    return tuple(read_recorded_submission(each, rules) for each in others.submissions)


def read_recorded_judgements(record: JudgementsRecord, rules: RuleSet) -> Judgements:
    """The judgements that assessors, panels and deciders recorded, checked as their file would be.

    Raises:
        InvalidRecord: these rules have no such criterion, grade or outcome.
    """
    entries, departures = record.entries, record.departures
    if not entries and not departures:
        return Judgements(sha256=judgements_hash((), ()) if record.sha256 else "")
    written = [_file_part(each) for each in entries]
    lists = {
        "judgements": [each for each in written if "panel" not in each],
        "moderation": [each for each in written if "panel" in each],
        "departures": [_file_part(each) for each in departures or ()],
    }
    with refusing_records():
        held = {name: entries for name, entries in lists.items() if entries}
        return read_judgements(canonical_bytes(held), _IN_THE_RECORD, rules)


def group_from_record(record: HistoryRecord, context: ReturnsContext) -> AuthorisedGroup:
    """The group whose returns are in a record, checked as their file would be.

    Raises:
        InvalidRecord: these rules do not know a question, or a return is not one under them.
    """
    group = msgspec.to_builtins(record.group)
    group["returns"] = [_written_return(each) for each in group["returns"]]
    with refusing_records():
        return read_returns(_file_bytes(group), _IN_THE_RECORD, context)


def overrides(settings: Mapping[str, str], rules: RuleSet) -> dict[str, Answer]:
    """The parameters that a record says were set for the run alone, by name.

    Raises:
        InvalidRecord: these rules have no such parameter, or the value is not one of it.
    """
    with refusing_records():
        return dict(parse_override(f"{name}={value}", rules) for name, value in settings.items())


def read_recorded_submission(submission: SubmissionRecord, rules: RuleSet) -> Submission:
    """The submission in a record, checked as its file would be.

    Raises:
        InvalidRecord: these rules do not know a question, or an answer is not one to it.
    """
    with refusing_records():
        return read_submission(_file_bytes(submission), _IN_THE_RECORD, rules)


def _written_return(filed: dict[str, Json]) -> dict[str, Json]:
    """A return as its file has it, where the key of the period says which version it is."""
    version = filed["version"]
    rest = {
        name: part
        for name, part in filed.items()
        if name not in {"version", "period"} and (part or version != "withdrawal")
    }
    return {_VERSION_KEYS[version]: filed["period"], **rest}


def _file_bytes(part: object) -> bytes:
    """The bytes that a reader of files takes: the part without its hash and what is empty."""
    return canonical_bytes(_file_part(part))


def _file_part(part: object) -> Json:
    written = msgspec.to_builtins(part)
    written.pop("sha256", None)
    return _without_empty(written)


def _without_empty(value: Json) -> Json:
    if isinstance(value, list | tuple):
        return [_without_empty(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: part if name in _AS_ANSWERED else _without_empty(part)
        for name, part in value.items()
        if part is not None and part != ""
    }
