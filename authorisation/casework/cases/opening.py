"""A case opened, and files uploaded to it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from authorisation.casework.access import require_role
from authorisation.casework.cases.moving import Actor, add_move, moving
from authorisation.casework.cases.uploads import store_upload
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import (
    OpenedText,
    UploadText,
    write_text,
)
from authorisation.casework.models import (
    CaseEvent,
    Consortium,
    GroupCase,
)
from authorisation.casework.moves import CaseMove, CaseState


def open_case(actor: Actor, group: Consortium, rules: str, as_of: date | None = None) -> GroupCase:
    """Open a case of a group, to be assessed by rules: for a day, or for that of each act."""
    case = GroupCase(group=group, rules=rules, as_of=as_of, state=CaseState.DRAFT)
    require_role(actor.person, CaseMove.OPEN, case)
    add_opened(case, actor.at, actor.person.token)
    return case


def add_opened(case: GroupCase, at: datetime, by: str = "") -> None:
    """Add the event of a new case; `by` is as for `export_case`."""
    group = case.group
    said = OpenedText(group=group.name, code=group.code, rules=case.rules, as_of=case.as_of)
    with transaction.atomic():
        case.save()
        append(NewEvent(CaseMove.OPEN, write_text(said), by, at, case))


def upload(actor: Actor, case: GroupCase, name: str, data: bytes, media: str) -> CaseEvent:
    """Keep a file with the case, under its hash."""
    with moving(actor, case, CaseMove.UPLOAD) as locked:
        said = UploadText(sha256=store_upload(data), name=name, size=len(data), media=media)
        return add_move(actor, locked, CaseMove.UPLOAD, write_text(said))
