"""A case out of the store: its files, as the other commands read them, in a folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from django.db import transaction

from authorisation.casework.cases import reading
from authorisation.casework.cases.uploads import upload_digests, upload_place
from authorisation.casework.events.chain import NewEvent, append, entry_of
from authorisation.casework.events.texts import ExportedText, write_text
from authorisation.casework.models import GroupCase, PersonalValue
from authorisation.casework.moves import CaseMove, StoreAct
from authorisation.errors import InvalidOption
from authorisation.forms.answers_yaml import format_assessors_file, format_submission
from authorisation.model.canonical import canonical_bytes
from authorisation.model.submission import Judgements
from authorisation.records.words.personal_tokens import PERSONAL_FILE, personal_tokens
from authorisation.usecases.filesystem.files import write_all
from authorisation.usecases.library import Library

EVENTS: Final = "events.jsonl"
SUBMISSION: Final = "submission.yaml"
ASSESSOR: Final = "assessor.yaml"
RECORD: Final = "record.json"
RETURNS: Final = "returns.yaml"
UPLOADS: Final = "uploads"


def case_files(case: GroupCase, library: Library) -> dict[str, bytes]:
    """The files of a case by name, without its uploads: the signed events, and what they come to.

    Personal values stand in clear, as far as they were not erased.
    """
    entries = [entry_of(event) for event in case.events]
    said = "\n".join(f"{entry.by} {entry.text}" for entry in entries)
    files = {
        EVENTS: b"".join(canonical_bytes(msgspec.to_builtins(e)) + b"\n" for e in entries),
        PERSONAL_FILE: canonical_bytes(_values(personal_tokens(said))) + b"\n",
        RECORD: reading.last_text(case, CaseMove.DECIDE).encode(),
        RETURNS: reading.last_text(case, CaseMove.FILE_RETURNS).encode(),
    }
    if reading.versions(case):
        program, submitted = reading.program_of(library, case.rules), reading.version(case)
        submission = reading.submission_of(submitted, program, revealed=True)
        files[SUBMISSION] = format_submission(submission, program.rules.bank).encode()
        judged = reading.judgements_on(submitted, program, revealed=True)
        if judged != Judgements():
            of_group = msgspec.structs.replace(judged, name=case.group.name, code=case.group.code)
            files[ASSESSOR] = format_assessors_file(of_group).encode()
    return {name: data for name, data in files.items() if data}


def case_uploads(case: GroupCase) -> dict[str, bytes]:
    """The uploads and letters of a case, by their path in its folder."""
    return {
        f"{UPLOADS}/{digest}": upload_place(digest).read_bytes()
        for digest in upload_digests(case.events)
    }


def _values(tokens: list[str]) -> Mapping[str, Mapping[str, str]]:
    kept = PersonalValue.objects.filter(token__in=tokens).exclude(value="")
    return {each.token: {"salt": each.salt, "value": each.value} for each in kept}


def export_case(
    case: GroupCase, folder: Path, library: Library, at: datetime, by: str = ""
) -> None:
    """Write a whole case into a new or empty folder, all of it or nothing; this is an event.

    `by` is the token of who does it; empty for whoever is at the machine itself.

    Raises:
        InvalidOption: something is there already, or nothing can be written there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidOption(f"{folder}: it is not empty", "name a new folder")
    with transaction.atomic():
        files = {**case_files(case, library), **case_uploads(case)}
        last = case.events.order_by("-case_number")[0]
        said = ExportedText(uid=case.uid, last=last.sha256)
        append(NewEvent(StoreAct.EXPORT, write_text(said), by, at))
    try:
        (folder / UPLOADS).mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise InvalidOption(f"{folder}: cannot be written: {error.strerror}") from None
    write_all({folder / name: data for name, data in files.items()})
