"""Uploaded files and letters, each kept once under its hash, outside the database."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from authorisation.casework.events.texts import LetterText, UploadText, read_text
from authorisation.casework.keys import write_private
from authorisation.casework.models import CaseEvent
from authorisation.casework.moves import CaseMove
from authorisation.casework.store import current_store


def store_upload(data: bytes) -> str:
    """Keep a file, whole or not at all and on the disk, and return its SHA-256."""
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
    """Where the file of a hash is kept."""
    return current_store().uploads / digest


def upload_digests(events: Iterable[CaseEvent]) -> dict[str, CaseEvent]:
    """The hash of each file that events name, with the first that does."""
    found: dict[str, CaseEvent] = {}
    for event in events:
        if event.kind == CaseMove.UPLOAD:
            found.setdefault(read_text(event, UploadText).sha256, event)
        elif event.kind == CaseMove.SEND_LETTER:
            found.setdefault(read_text(event, LetterText).sha256, event)
    return found


def is_whole(digest: str) -> bool:
    """Whether the file of a hash is there, and is the one that was kept."""
    try:
        data = upload_place(digest).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(data).hexdigest() == digest
