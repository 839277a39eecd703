"""Verify a store: that nothing in it was changed, removed, moved, copied or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import transaction

from authorisation.casework.audit import links
from authorisation.casework.audit.tables import table_faults
from authorisation.casework.events.chain import read_heads
from authorisation.casework.keys import Keys
from authorisation.casework.models import CaseEvent, ChainHead
from authorisation.casework.store import Store
from authorisation.errors import UnreadableFile
from authorisation.model.canonical import SHA256

_SLICE: Final = 500
"""How many events are held at a time."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """A report of what a store holds, and what is not as it was signed, in the order of events."""

    events: int
    cases: int
    head: str
    faults: tuple[links.AuditFault, ...]
    held_against: str
    """What the end of the chain was held against; empty where it was nothing."""


def verify_store(store: Store, head: str | None = None) -> AuditReport:
    """Follow the whole chain, held against a file of heads or one head; else against our own file.

    Raises:
        UnreadableFile: the file of heads cannot be read, or holds none.
    """
    keys, chain = Keys(store.keys), links.FollowedChain()
    with ExitStack() as held:
        faults = [*links.follow_chain(_events(held), keys, chain), *table_faults()]
        cases = CaseEvent.objects.exclude(uid="").order_by().values("uid").distinct().count()
        number = CaseEvent.objects.count()
        is_hash = head is not None and SHA256.fullmatch(head)
        file = Path(head) if head is not None else store.heads
        data = b"" if is_hash else _read(file, needed=head is not None)
    if is_hash:
        held_against = "the head given"
        if head not in chain.links.values():
            says = "no event has the head that was given: it was cut off, or changed"
            faults.append(links.AuditFault(links.FaultKind.CUT, chain.last, says))
    else:
        held_against = str(file) if data else ""
        told = {each.number for each in faults}
        copied = file.absolute() != store.heads.absolute()
        heads = read_heads(data)
        if head is not None and not any(heads):
            raise UnreadableFile(
                f"{file}: no head is in it",
                "give a copy of the file of heads, or the head on a letter",
            )
        found = links.head_faults(heads, chain, keys, copied=copied) if data else ()
        faults += [
            each for each in found if each.kind is links.FaultKind.CUT or each.number not in told
        ]
    return AuditReport(
        events=number,
        cases=cases,
        head=chain.links.get(chain.last, ""),
        faults=tuple(sorted(faults, key=lambda each: each.number)),
        held_against=held_against,
    )


def _events(held: ExitStack) -> Iterator[CaseEvent]:
    """Yield the events in order: most while others write, and the last while nobody can."""
    after, waited = 0, False
    while True:
        batch = list(CaseEvent.objects.filter(number__gt=after).order_by("number")[:_SLICE])
        if len(batch) < _SLICE and not waited:
            held.enter_context(transaction.atomic())
            ChainHead.objects.select_for_update().first()
            waited = True
            continue
        yield from batch
        if len(batch) < _SLICE:
            return
        after = batch[-1].number


def _read(file: Path, *, needed: bool) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        if needed or not isinstance(error, FileNotFoundError):
            raise UnreadableFile(f"{file}: cannot be read: {error.strerror}") from None
        return b""
