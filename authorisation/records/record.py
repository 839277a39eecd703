"""A record of any kind: of an assessment, of a history, or of several of either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

import msgspec

from authorisation.model.canonical import canonical_bytes
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.history_shape import HistoryRecord
from authorisation.records.parts import RecordHead


class AssessmentsRecord(RecordHead, frozen=True, tag="assessments"):
    """The assessments of one run, each a record by itself, and what was found between them.

    `cross_checks` are the contradictions between applications in words, `unusable` the files that
    were not assessed, and `not_read` those in the same folders that were not read, each with the
    reason.
    """

    assessments: tuple[AssessmentRecord, ...]
    cross_checks: tuple[str, ...]
    unusable: tuple[str, ...]
    not_read: tuple[str, ...] = ()


class HistoriesRecord(RecordHead, frozen=True, tag="histories"):
    """The histories of several groups, each a record by itself.

    `unusable` are the files of which there is none, and `not_read` those in the same folders that
    were not read, each with the reason.
    """

    histories: Annotated[tuple[HistoryRecord, ...], msgspec.Meta(min_length=2)]
    unusable: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()


SingleRecord: TypeAlias = AssessmentRecord | HistoryRecord
Record: TypeAlias = SingleRecord | AssessmentsRecord | HistoriesRecord


def render_record(record: Record) -> bytes:
    """The canonical bytes of a record: sorted keys, no spaces, UTF-8, one line end."""
    return canonical_bytes(msgspec.to_builtins(record)) + b"\n"


def single_records(record: Record) -> Mapping[str, SingleRecord]:
    """The records of one assessment or history in a record, by their place; "" is the whole."""
    match record:
        case AssessmentsRecord(assessments=several):
            return {f"assessments[{n}]": each for n, each in enumerate(several, start=1)}
        case HistoriesRecord(histories=several):
            return {f"histories[{n}]": each for n, each in enumerate(several, start=1)}
        case _:
            return {"": record}
