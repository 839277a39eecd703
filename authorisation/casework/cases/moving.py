"""A move with a case: only by whom and when it may be made, and whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from authorisation.casework.access import require_move
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import (
    write_text,
)
from authorisation.casework.models import (
    CaseEvent,
    GroupCase,
    Person,
)
from authorisation.casework.moves import MOVES, CaseMove
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
