"""A record of any kind: of an assessment, of a history, or of several of either."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Annotated, TypeAlias

import msgspec
from msgspec.structs import replace

from authorisation.model.canonical import canonical_bytes, sha256
from authorisation.records.assessment_shape import AssessmentRecord
from authorisation.records.history_shape import HistoryRecord
from authorisation.records.parts import RecordHead, Sha256OrEmpty


class AssessmentsRecord(RecordHead, frozen=True, tag="assessments"):
    """The assessments of one run, each a record by itself, and what was found between them.

    `cross_checks` are the contradictions between applications in words, `unusable` the files that
    were not assessed, and `not_read` those in the same folders that were not read, each with the
    reason. `sha256` is over all of them; records of before had none.
    """

    assessments: tuple[AssessmentRecord, ...]
    cross_checks: tuple[str, ...]
    unusable: tuple[str, ...]
    not_read: tuple[str, ...] = ()
    sha256: Sha256OrEmpty = ""


class HistoriesRecord(RecordHead, frozen=True, tag="histories"):
    """The histories of several groups, each a record by itself.

    `cross_checks` says which files are of one group, or share a code; `unusable` are those of which
    there is none, and `not_read` those in the same folders that were not read, each with the
    reason. `sha256` is over all of them; records of before had none.
    """

    histories: Annotated[tuple[HistoryRecord, ...], msgspec.Meta(min_length=2)]
    cross_checks: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    sha256: Sha256OrEmpty = ""


ListRecord: TypeAlias = AssessmentsRecord | HistoriesRecord
SingleRecord: TypeAlias = AssessmentRecord | HistoryRecord
Record: TypeAlias = SingleRecord | ListRecord


def render_record(record: Record) -> bytes:
    """The canonical bytes of a record: sorted keys, no spaces, UTF-8, one line end."""
    return canonical_bytes(msgspec.to_builtins(record)) + b"\n"


def write_record_list(
    records: Iterable[SingleRecord], whole: Callable[[], ListRecord], file: IO[bytes]
) -> None:
    """Write the record of several as `render_record` would, each of them as it is made.

    `whole` gives the record without those in it and without its hash; what it says of files that
    cannot be used is known once all are made.
    """
    file.write(_around(whole())[0])
    digests: list[str] = []
    for record in records:
        data = render_record(record).rstrip(b"\n")
        file.write(b"," + data if digests else data)
        digests.append(hashlib.sha256(data).hexdigest())
    made = whole()
    file.write(_around(replace(made, sha256=list_hash(made, digests)))[1])


def list_hash(whole: ListRecord, digests: Sequence[str]) -> str:
    """The hash of a list of records, from those of their canonical bytes and what stands beside."""
    beside = msgspec.to_builtins(whole)
    del beside[_list_key(whole)]
    if isinstance(whole, HistoriesRecord) and not whole.cross_checks:
        del beside["cross_checks"]  # which records of before did not have
    return sha256((beside, digests))


def _list_key(whole: ListRecord) -> str:
    return "assessments" if isinstance(whole, AssessmentsRecord) else "histories"


def _around(whole: ListRecord) -> tuple[bytes, bytes]:
    """The bytes before and after the records of a list that is empty still."""
    mark = f'"{_list_key(whole)}":['.encode()
    before, _, after = render_record(whole).partition(mark)
    return before + mark, after


def single_records(record: Record) -> Mapping[str, SingleRecord]:
    """The records of one assessment or history in a record, by their place; "" is the whole."""
    match record:
        case AssessmentsRecord(assessments=several):
            return {f"assessments[{n}]": each for n, each in enumerate(several, start=1)}
        case HistoriesRecord(histories=several):
            return {f"histories[{n}]": each for n, each in enumerate(several, start=1)}
        case _:
            return {"": record}
