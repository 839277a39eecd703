"""A case into the store, from a folder whose signed chain verifies and whose files agree."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from django.db import transaction

from authorisation.casework.audit.links import FaultKind, case_fault, entry_fault
from authorisation.casework.cases import reading
from authorisation.casework.cases.reading import derive_conditions, derive_state
from authorisation.casework.cases.uploads import store_upload, upload_digests
from authorisation.casework.events.chain import EventEntry, append_signed
from authorisation.casework.events.texts import ImportedText, OpenedText, read_text, write_text
from authorisation.casework.exchange import files
from authorisation.casework.keys import Keys
from authorisation.casework.models import (
    CaseEvent,
    Consortium,
    DraftAnswer,
    DueCondition,
    GroupCase,
    PersonalValue,
)
from authorisation.casework.moves import CaseMove, StoreAct
from authorisation.casework.store import current_store
from authorisation.errors import AuthorisationError, InvalidRecord, RecordDiffers, UnreadableFile
from authorisation.explain.words.damage import decode_json
from authorisation.language.answers.judgements import read_judgements
from authorisation.records.assessment import judgements_record, submission_record
from authorisation.records.words.personal_tokens import (
    PERSONAL_FILE,
    PersonalRow,
    personal_token,
    personal_tokens,
)
from authorisation.usecases.assessing.inputs import submission_in
from authorisation.usecases.library import Library

_MAX_BYTES: Final = 256_000_000
"""How large a file in the folder may be."""
_REMEDY: Final = (
    "take the public key from `keys/` of the store that it left, by a way that you trust, and name "
    "it with `--trust FILE`"
)
_LATER: Final = "a later version of this program may have written it: bring this one up to date"
_WHOLE: Final = "take the folder as `authorise casework export` wrote it"


def import_case(folder: Path, library: Library, at: datetime) -> GroupCase:
    """Take in a case, whole or not at all; this is an event.

    Raises:
        RecordDiffers: its chain does not verify, or a file is not what the chain comes to.
        InvalidRecord: something in the folder is no part of a case, or the case is here already.
        UnreadableFile: a file is missing, or cannot be read.
    """
    keys = Keys(current_store().keys)
    entries = _read_entries(folder)
    _refuse_unsigned(folder, entries, keys)
    uid = entries[0].uid
    if GroupCase.objects.filter(uid=uid).exists():
        raise InvalidRecord(f"{folder}: case {uid} is in this store already")
    with transaction.atomic():
        erased = _take_personal(folder, entries)
        said = ImportedText(uid=uid, last=entries[-1].sha256, erased=erased)
        acted = EventEntry(
            uid="",
            case_number=0,
            kind=StoreAct.IMPORT.value,
            at=at.astimezone(UTC).isoformat(timespec="microseconds"),
            by="",
            text=write_text(said),
            previous_in_case="",
        )
        append_signed([*entries, acted.signed(keys.signs, keys.sign)], keys)
        case = _take_case(folder, uid)
        _hold_against_files(folder, case, library)
        for data in _read_uploads(folder, case).values():
            store_upload(data)
    return case


def _read_entries(folder: Path) -> list[EventEntry]:
    place = folder / files.EVENTS
    entries = []
    for number, line in enumerate(_read(place).splitlines(), start=1):
        try:
            entries.append(decode_json(line, EventEntry))
        except InvalidRecord as error:
            raise InvalidRecord(f"{place}:{number}: no event: {error}", _WHOLE) from None
    if not entries or not entries[0].uid:
        raise InvalidRecord(f"{place}: no event of a case is there", _WHOLE)
    return entries


def _refuse_unsigned(folder: Path, entries: list[EventEntry], keys: Keys) -> None:
    """Refuse a chain that is not one case's from its first event on, signed by known keys."""
    before: EventEntry | None = None
    for number, entry in enumerate(entries, start=1):
        fault = entry_fault(entry, number, keys, ()) or case_fault(entry, number, before)
        if fault:
            remedy = _REMEDY if fault.kind is FaultKind.UNSIGNED else _WHOLE
            raise RecordDiffers(f"{folder / files.EVENTS}:{number}: {fault.says}", remedy)
        if entry.uid != entries[0].uid or entry.kind not in {each.value for each in CaseMove}:
            raise RecordDiffers(
                f"{folder / files.EVENTS}:{number}: `{entry.kind}` of case {entry.uid} is no move "
                f"of this case",
                _WHOLE,
            )
        before = entry


def _take_personal(folder: Path, entries: list[EventEntry]) -> tuple[str, ...]:
    """Keep the personal values that are there, and return the tokens of those erased before."""
    place = folder / PERSONAL_FILE
    try:
        rows = decode_json(_read(place), dict[str, PersonalRow])
    except InvalidRecord as error:
        raise InvalidRecord(f"{place}: {error}", _WHOLE) from None
    for token, row in rows.items():
        if personal_token(row.value, row.salt) != token:
            raise RecordDiffers(f"{place}: the value of {token} is not the one signed", _WHOLE)
        defaults = {"salt": row.salt, "value": row.value}
        PersonalValue.objects.get_or_create(token=token, defaults=defaults)
    named = personal_tokens("\n".join(f"{entry.by} {entry.text}" for entry in entries))
    known = PersonalValue.objects.filter(token__in=named).values_list("token", flat=True)
    erased = tuple(token for token in named if token not in known)
    for token in erased:
        PersonalValue.objects.create(token=token, salt="", value="")
    return erased


def _take_case(folder: Path, uid: str) -> GroupCase:
    """Make the rows that follow from the events of a case."""
    events = list(CaseEvent.objects.filter(uid=uid))
    try:
        opened, state = read_text(events[0], OpenedText), derive_state(events)
        conditions = derive_conditions(events)
        name, code = opened.group, opened.code
        group = Consortium.objects.get_or_create(name=name, code=code)[0]
        case = GroupCase.objects.create(
            uid=uid, group=group, rules=opened.rules, as_of=opened.as_of, state=state or ""
        )
        for criterion, row in conditions.items():
            DueCondition.objects.create(case=case, criterion=criterion, **row._asdict())
    except (msgspec.MsgspecError, KeyError, ValueError):
        message = f"{folder / files.EVENTS}: an event does not say what one of its kind says"
        raise InvalidRecord(message, _LATER) from None
    return case


def _hold_against_files(folder: Path, case: GroupCase, library: Library) -> None:
    """Refuse a file that says otherwise than the events, and one that no event comes to."""
    wanted = files.case_files(case, library)
    there = {each.name for each in folder.iterdir() if each.name != files.UPLOADS}
    if odd := sorted(there ^ wanted.keys()):
        what = "is missing" if odd[0] in wanted else "is no part of this case"
        raise RecordDiffers(f"{folder / odd[0]}: it {what}", _WHOLE)
    for name, data in wanted.items():
        place = folder / name
        given = _read(place)
        if given != data and not _says_the_same(given, name, case, library):
            raise RecordDiffers(f"{place}: it is not what the signed events come to", _WHOLE)
    if reading.versions(case):
        _begin_draft(case, library)


def _says_the_same(given: bytes, name: str, case: GroupCase, library: Library) -> bool:
    """Whether a file, which another version may have laid out otherwise, says what it should."""
    if name not in {files.SUBMISSION, files.ASSESSOR}:
        return False
    program, submitted = reading.program_of(library, case.rules), reading.version(case)
    try:
        if name == files.SUBMISSION:
            submission = reading.submission_of(submitted, program, revealed=True)
            read = submission_in(given, name, program)
            return submission_record(read, program.rules) == submission_record(
                submission, program.rules
            )
        judged = reading.judgements_on(submitted, program, revealed=True)
        found = read_judgements(given, name, program.rules)
    except AuthorisationError:
        return False
    return judgements_record(found) == judgements_record(judged)


def _begin_draft(case: GroupCase, library: Library) -> None:
    """Let the applicant go on from the version that counts."""
    program, submitted = reading.program_of(library, case.rules), reading.version(case)
    said = submission_record(
        reading.submission_of(submitted, program, revealed=True), program.rules
    )
    for path in dict.fromkeys((*said.answers, *said.evidence)):
        DraftAnswer.objects.create(
            case=case,
            path=path,
            answer=json.dumps(said.answers[path]) if path in said.answers else "",
            evidence=write_text(said.evidence[path]) if path in said.evidence else "",
            saved_at=datetime.fromisoformat(submitted.at),
        )


def _read_uploads(folder: Path, case: GroupCase) -> Mapping[str, bytes]:
    """The uploads of a case, each the one that its event names."""
    found: dict[str, Any] = {}
    for digest in upload_digests(case.events):
        place = folder / files.UPLOADS / digest
        found[digest] = _read(place)
        if hashlib.sha256(found[digest]).hexdigest() != digest:
            raise RecordDiffers(f"{place}: it is not the file that was kept", _WHOLE)
    return found


def _read(place: Path) -> bytes:
    try:
        if place.stat().st_size > _MAX_BYTES:
            raise UnreadableFile(f"{place}: larger than {_MAX_BYTES:,} bytes")
        return place.read_bytes()
    except OSError as error:
        why = (error.strerror or "").lower()
        raise UnreadableFile(f"{place}: cannot be read: {why}", _WHOLE) from None
