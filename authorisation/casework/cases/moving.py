"""A case opened, and moved: only by whom and when that may be, and whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from authorisation.casework.access import require_move, require_role
from authorisation.casework.cases.uploads import store_upload
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import OpenedText, UploadText, write_text
from authorisation.casework.models import CaseEvent, Consortium, GroupCase, Person
from authorisation.casework.moves import MOVES, CaseMove, CaseState
from authorisation.records.parts import RecordPart

_MOVED_ON: Final = "somebody did something with this case since: look at it again first"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, and when; `last_event` is the number of the last that was shown."""

    person: Person
    at: datetime
    last_event: int | None = None


def day_of(case: GroupCase, at: datetime) -> date:
    """The day for which a case is assessed by what is done now."""
    return case.as_of or at.date()


@contextmanager
def moving(actor: Actor, case: GroupCase, move: CaseMove) -> Iterator[GroupCase]:
    """The case, locked, for a move that may be made with it as it stands."""
    with transaction.atomic():
        locked = GroupCase.objects.select_for_update().get(pk=case.pk)
        require_move(actor.person, move, locked)
        shown = actor.last_event
        if shown is not None and locked.events.filter(case_number__gt=shown).exists():
            raise NotAllowed(_MOVED_ON)
        yield locked
    case.refresh_from_db()


def move_on(actor: Actor, case: GroupCase, move: CaseMove, content: RecordPart) -> CaseEvent:
    """Make a move that leaves nothing but its event."""
    with moving(actor, case, move) as locked:
        return add_move(actor, locked, move, write_text(content))


def add_move(actor: Actor, case: GroupCase, move: CaseMove, text: str) -> CaseEvent:
    """Add the event of a move, and bring the case to where it leads."""
    event = append(NewEvent(move, text, actor.person.token, actor.at, case))
    case.state = MOVES[move].leads_to or case.state
    case.save(update_fields=["state"])
    return event


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
