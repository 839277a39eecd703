"""Uploaded files and letters, each kept once under its hash, outside the database."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.db import transaction

from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.chain import lock_chain
from authorisation.casework.events.texts import LetterText, RemovedText, UploadText, read_text
from authorisation.casework.keys import write_private
from authorisation.casework.models import CaseEvent, GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.casework.store import current_store

LARGEST_DOCUMENT: Final = 10_000_000
"""How many bytes an uploaded document may have."""
_ZIP: Final = b"PK\x03\x04"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
DOCUMENT_KINDS: Final = MappingProxyType(
    {
        ".pdf": ("application/pdf", b"%PDF-"),
        ".docx": (f"{_OFFICE}.wordprocessingml.document", _ZIP),
        ".xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
        ".odt": ("application/vnd.oasis.opendocument.text", _ZIP),
        ".ods": ("application/vnd.oasis.opendocument.spreadsheet", _ZIP),
        ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
        ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
        ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    }
)
"""The kinds of documents that are taken, by the ending of the file, with how each begins."""


def document_media_type(file: str, beginning: bytes, size: int) -> str:
    """The media type of a document, by its ending and its first bytes.

    Raises:
        NotAllowed: it is of no kind that is taken, is another than its ending says, or too large.
    """
    media, begins = DOCUMENT_KINDS.get(Path(file).suffix.lower(), ("", b""))
    if not media:
        kinds = ", ".join(DOCUMENT_KINDS)
        raise NotAllowed(f"`{file}` is of a kind that is not taken", f"choose one of {kinds}")
    if size > LARGEST_DOCUMENT:
        raise NotAllowed(f"`{file}` is larger than {LARGEST_DOCUMENT // 1_000_000} MB")
    if not beginning.startswith(begins):
        raise NotAllowed(f"`{file}` is not what its ending says", "save it anew in its program")
    return media


def store_upload(data: bytes) -> str:
    """Keep a file, whole or not at all and on the disk, and return its SHA-256.

    In the transaction that adds the event that names it: until then nobody deletes it.
    """
    lock_chain()
    digest = hashlib.sha256(data).hexdigest()
    place = upload_place(digest)
    if not place.exists():
        beside = place.with_name(f".{secrets.token_hex(8)}")
        write_private(beside, data)
        beside.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return digest


def upload_place(digest: str) -> Path:
    """The path at which the file of a hash is kept."""
    return current_store().uploads / digest


def upload_digests(events: Iterable[CaseEvent]) -> dict[str, CaseEvent]:
    """The hash of each file that events of a case name, with the first that does.

    A document that was removed before anything was submitted with it is named no more.
    """
    named: dict[int, tuple[str, CaseEvent]] = {}
    submitted = 0
    for event in events:
        match event.kind:
            case CaseMove.UPLOAD:
                named[event.case_number] = read_text(event, UploadText).sha256, event
            case CaseMove.SEND_LETTER:
                named[event.case_number] = read_text(event, LetterText).sha256, event
            case CaseMove.SUBMIT:
                submitted = event.case_number
            case CaseMove.REMOVE_DOCUMENT:
                uploaded = read_text(event, RemovedText).uploaded
                if uploaded > submitted:
                    named.pop(uploaded, None)
    found: dict[str, CaseEvent] = {}
    for digest, event in named.values():
        found.setdefault(digest, event)
    return found


def delete_unnamed(digest: str) -> None:
    """Delete the file of a hash, unless an event of some case still names it."""
    with transaction.atomic():
        lock_chain()
        naming = CaseEvent.objects.filter(text__contains=digest).order_by().values("uid")
        cases = GroupCase.objects.filter(uid__in=naming)
        if not any(digest in upload_digests(case.events) for case in cases):
            upload_place(digest).unlink(missing_ok=True)


def read_upload(digest: str) -> bytes | None:
    """The file of a hash; None where it is gone, or is not the one that was kept."""
    try:
        data = upload_place(digest).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None
