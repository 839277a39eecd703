"""The inputs of an assessment, read from its record so that it can be derived again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from authorisation.errors import AuthorisationError, InvalidRecord
from authorisation.language.answers.submissions import read_judgements, read_submission
from authorisation.language.rules.override import parse_override
from authorisation.model.canonical import canonical_bytes
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import Answer
from authorisation.records.assessment_shape import Json

_IN_THE_RECORD = "record"


def submission_from_record(record: Mapping[str, Json], rules: RuleSet) -> Submission:
    """The submission in a record, checked as its file would be.

    Raises:
        InvalidRecord: these rules do not know a question, or an answer is not one to it.
    """
    return _read_submission(record["submission"], rules)


def other_submissions_from_record(
    record: Mapping[str, Json], rules: RuleSet
) -> tuple[Submission, ...]:
    """The other submissions in a record, which tests across groups look at.

    Raises:
        InvalidRecord: as for `submission_from_record`, or they were not kept.
    """
    kept = record["others"]
    if kept["count"] != len(kept["submissions"]):
        raise InvalidRecord("the other submissions that this assessment looked at were not kept")
    return tuple(_read_submission(each, rules) for each in kept["submissions"])


def judgements_from_record(record: Mapping[str, Json], rules: RuleSet) -> Judgements:
    """The assessors' judgements in a record.

    Raises:
        InvalidRecord: these rules have no such criterion or grade.
    """
    entries = record["judgements"]["entries"]
    if not entries:
        return Judgements()
    written = canonical_bytes({"judgements": entries})
    try:
        return read_judgements(written, _IN_THE_RECORD, rules)
    except AuthorisationError as error:
        raise InvalidRecord(str(error)) from None


def overrides_from_record(record: Mapping[str, Json], rules: RuleSet) -> dict[str, Answer]:
    """The parameters that were set for the run alone, by name.

    Raises:
        InvalidRecord: these rules have no such parameter, or the value is not one of it.
    """
    try:
        return dict(
            parse_override(f"{name}={value}", rules) for name, value in record["set"].items()
        )
    except AuthorisationError as error:
        raise InvalidRecord(str(error)) from None


def as_of_from_record(record: Mapping[str, Json]) -> date:
    """The day that the assessment is for.

    Raises:
        InvalidRecord: it is no day.
    """
    try:
        return date.fromisoformat(record["as_of"])
    except ValueError:
        raise InvalidRecord("`as_of` in the record is not a date") from None


def stage_from_record(record: Mapping[str, Json]) -> Stage:
    """The stage of the assessment."""
    return Stage(record["stage"])


def _read_submission(kept: Mapping[str, Json], rules: RuleSet) -> Submission:
    written = _without_empty({key: value for key, value in kept.items() if key != "sha256"})
    written["evidence"] = {path: _without_empty(proof) for path, proof in kept["evidence"].items()}
    try:
        return read_submission(canonical_bytes(written), _IN_THE_RECORD, rules)
    except AuthorisationError as error:
        raise InvalidRecord(str(error)) from None


def _without_empty(kept: Mapping[str, Json]) -> dict[str, Json]:
    """The fields without those that are empty, which the file left out."""
    return {key: value for key, value in kept.items() if value not in (None, "")}
