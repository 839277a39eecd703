"""The texts of events: what each kind of event says, as canonical JSON."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import msgspec

from authorisation.casework.models import CaseEvent
from authorisation.model.canonical import canonical_bytes
from authorisation.records.assessment_shape import AssessmentRecord, JudgementsRecord
from authorisation.records.parts import RecordPart

T = TypeVar("T")


class OpenedText(RecordPart, frozen=True):
    """Of which group a case is, and by which rules it is assessed, for which day."""

    group: str
    code: str
    rules: str
    as_of: date | None


class UploadText(RecordPart, frozen=True):
    """A file that was uploaded; it is kept under its hash."""

    sha256: str
    name: str
    size: int
    media: str


class RemovedText(RecordPart, frozen=True):
    """The document that was removed, by the number in the case of the event that uploaded it."""

    uploaded: int


class ReasonText(RecordPart, frozen=True):
    """Why something was done, or which interest somebody has."""

    reason: str


class ViewText(RecordPart, frozen=True):
    """The judgements of an assessor or a panel on a version, named by the hash of its event."""

    version: str
    judgements: JudgementsRecord


class ProposalText(RecordPart, frozen=True):
    """The outcome that is proposed for a version, why, and what departs from the rules."""

    version: str
    outcome: str
    reason: str
    judgements: JudgementsRecord


class LetterText(RecordPart, frozen=True):
    """The letter that was sent, by the hash of its file, which is kept as an upload is."""

    sha256: str


class DischargeText(RecordPart, frozen=True):
    """A condition that is met, since when, by which document, and why that shows it."""

    criterion: str
    on: date
    evidence: str
    reason: str = ""


class ErasureText(RecordPart, frozen=True):
    """The tokens whose values were erased, and why."""

    tokens: tuple[str, ...]
    reason: str


class AccountText(RecordPart, frozen=True):
    """The account that something was done with, by the token of its name; and the role, if any.

    `group` and `code` are those of the group for which the role is held.
    """

    person: str
    role: str = ""
    group: str = ""
    code: str = ""


class ExportedText(RecordPart, frozen=True):
    """The case that left the store as a folder, with the hash of its last event."""

    uid: str
    last: str


class ImportedText(ExportedText, frozen=True):
    """The case that came in as a folder, and the tokens whose values were erased before."""

    erased: tuple[str, ...]


def write_text(said: RecordPart) -> str:
    """The canonical text of what an event says."""
    return canonical_bytes(msgspec.to_builtins(said)).decode()


def read_text(event: CaseEvent, kind: type[T]) -> T:
    """The content of an event, which is of this kind."""
    return msgspec.json.decode(event.text, type=kind)


def read_decision(event: CaseEvent) -> AssessmentRecord:
    """The record that was decided on."""
    return read_text(event, AssessmentRecord)
