"""The documents of a case that show its answers: uploaded, listed, and removed from a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import partial
from typing import Final

from django.db import transaction

from authorisation.casework.cases import reading
from authorisation.casework.cases.draft import draft_submission
from authorisation.casework.cases.moving import Actor, add_move, moving
from authorisation.casework.cases.personal import with_tokens
from authorisation.casework.cases.uploads import delete_unnamed, document_media_type, store_upload
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import RemovedText, UploadText, read_text, write_text
from authorisation.casework.models import CaseEvent, GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.records.inputs import read_recorded_submission
from authorisation.usecases.library import Library

MOST_DOCUMENTS: Final = 300
"""How many documents a case may have."""


def documents_in(events: Iterable[CaseEvent]) -> list[tuple[CaseEvent, UploadText]]:
    """The documents uploaded in these events of a case and not removed in them, in order."""
    found: dict[int, tuple[CaseEvent, UploadText]] = {}
    for event in events:
        if event.kind == CaseMove.UPLOAD:
            found[event.case_number] = event, read_text(event, UploadText)
        elif event.kind == CaseMove.REMOVE_DOCUMENT:
            found.pop(read_text(event, RemovedText).uploaded, None)
    return list(found.values())


def upload_document(
    actor: Actor, case: GroupCase, path: str, file: str, data: bytes, library: Library
) -> None:
    """Keep the document that shows an answer of the draft, under the name that its evidence has.

    The same one is kept once under a name, which has a token for each personal answer in it.

    Raises:
        NotAllowed: it is none that is taken, or the case has as many as it may have.
    """
    media = document_media_type(file, data, len(data))
    with moving(actor, case, CaseMove.UPLOAD) as locked:
        rules = reading.program_of(library, case.rules).rules
        drafted = read_recorded_submission(draft_submission(locked, actor.at), rules)
        name = with_tokens(drafted, rules.bank).evidence[path].document
        digest = hashlib.sha256(data).hexdigest()
        upload = UploadText(sha256=digest, name=name, size=len(data), media=media)
        there = [each for _, each in documents_in(locked.events)]
        if upload in there:
            return
        if len(there) >= MOST_DOCUMENTS:
            raise NotAllowed(f"this case has {MOST_DOCUMENTS} documents, and no room for more")
        store_upload(data)
        add_move(actor, locked, CaseMove.UPLOAD, write_text(upload))


def remove_document(actor: Actor, case: GroupCase, uploaded: int) -> None:
    """Remove what was `uploaded` by the event of that number in the case; twice is once.

    Its file is deleted unless a submission was made with it, or another event names it.

    Raises:
        NotAllowed: it is not for this person, or too late.
    """
    with moving(actor, case, CaseMove.REMOVE_DOCUMENT) as locked:
        for event, document in documents_in(locked.events):
            if event.case_number == uploaded:
                removal = RemovedText(uploaded=uploaded)
                add_move(actor, locked, CaseMove.REMOVE_DOCUMENT, write_text(removal))
                transaction.on_commit(partial(delete_unnamed, document.sha256))
