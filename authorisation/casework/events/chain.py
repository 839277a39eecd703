"""The chain of events of the store and that of each case: its links, adding to it, signing it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final, NamedTuple

import msgspec
from django.db import connection, transaction

from authorisation.casework.keys import Keys
from authorisation.casework.models import CaseEvent, ChainHead, GroupCase
from authorisation.casework.moves import CaseMove, StoreAct
from authorisation.casework.store import Store, current_store
from authorisation.errors import InvalidOption
from authorisation.model.canonical import sha256

_LONGEST_LINE: Final = 1000
"""How many bytes a line of the file of heads has at most."""
FORMAT: Final = "authorisation-event-1"


class NewEvent(NamedTuple):
    """An event that is to be added: what was done, by whom (a token, or nobody), when, to which."""

    kind: CaseMove | StoreAct
    text: str
    by: str
    at: datetime
    case: GroupCase | None = None


class HeadLine(NamedTuple):
    """A line of the file of heads."""

    number: int
    link_sha256: str
    key: str
    signature: str


def append(new: NewEvent) -> CaseEvent:
    """Add one event in the transaction that is open; a transaction adds once.

    Its head is written to the file outside the database once the transaction is committed.
    """
    keys = Keys(current_store().keys)
    last = new.case.events.last() if new.case else None
    entry = EventEntry(
        uid=new.case.uid if new.case else "",
        case_number=(last.case_number + 1 if last else 1) if new.case else 0,
        kind=new.kind.value,
        at=new.at.astimezone(UTC).isoformat(timespec="microseconds"),
        by=new.by,
        text=new.text,
        previous_in_case=last.sha256 if last else "",
    )
    return append_signed([entry.signed(keys.signs, keys.sign)], keys)[0]


def lock_chain() -> ChainHead:
    """The last event, to which nobody else adds another while the transaction is open."""
    assert connection.in_atomic_block  # noqa: S101 - the head is locked until the commit
    return ChainHead.objects.select_for_update().get()


def append_signed(entries: list[EventEntry], keys: Keys) -> list[CaseEvent]:
    """Add events that are signed already, linked and signed as heads, in one transaction.

    Raises:
        InvalidOption: their heads cannot be written down; nothing is added.
    """
    store, head = current_store(), lock_chain()
    os.close(_open_heads(store))  # before anything is kept whose head has no place
    if head.number:
        _complete_heads(store, CaseEvent.objects.get(number=head.number))
    commit, added = head.number + 1, []
    for number, entry in enumerate(entries, start=commit):
        link = EventLink(number, commit, head.link_sha256, entry.sha256)
        digest = link.digest()
        event = CaseEvent(
            number=number,
            commit=commit,
            previous=link.previous,
            link_sha256=digest,
            link_key=keys.signs,
            link_signature=keys.sign(digest),
            **{name: getattr(entry, name) for name in entry.__struct_fields__},
        )
        event.save()
        added.append(event)
        head.number, head.link_sha256 = number, digest
    head.save()
    transaction.on_commit(partial(_write_head, store, added[-1]))
    return added


def entry_of(event: CaseEvent) -> EventEntry:
    """Return what is signed of an event, without its place in the store."""
    return EventEntry(**{name: getattr(event, name) for name in EventEntry.__struct_fields__})


def read_heads(data: bytes) -> list[HeadLine | None]:
    """Return the lines of a file of heads; None for each that is none."""
    return [_read_head(line) for line in data.decode("ascii", "replace").splitlines()]


def _read_head(line: str) -> HeadLine | None:
    match line.split(" "):
        case [number, digest, key, signature] if number.isascii() and number.isdigit():
            return HeadLine(int(number), digest, key, signature)
        case _:
            return None


def _complete_heads(store: Store, last: CaseEvent) -> None:
    """Write the head of the last commit where the process was ended before it could.

    That of no earlier one: who cut the file is not helped.
    """
    with store.heads.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _LONGEST_LINE))
        tail = file.read()
    if tail and not tail.endswith(b"\n"):
        _append_line(store, "\n")
    number = next((line.number for line in reversed(read_heads(tail)) if line), 0)
    if last.commit - 1 <= number < last.number:
        _write_head(store, last)


def _write_head(store: Store, last: CaseEvent) -> None:
    """Write the head at an event."""
    parts = (last.number, last.link_sha256, last.link_key, last.link_signature)
    _append_line(store, f"{' '.join(map(str, parts))}\n")


def _append_line(store: Store, line: str) -> None:
    """Append to the file of heads, and have it on the disk."""
    handle = _open_heads(store)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _open_heads(store: Store) -> int:
    """Open the file of heads, to append to it.

    Raises:
        InvalidOption: there is no place for it, or none that can be written to.
    """
    try:
        return os.open(store.heads, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        why = (error.strerror or "no reason given").lower()
        message = f"{store.heads}: heads cannot be written there: {why}"
        remedy = "nothing is done while they cannot be; bring back the place, then try again"
        raise InvalidOption(message, remedy) from None


class EventEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An event as it goes from store to store: the entry, its hash, and who signed that."""

    uid: str
    case_number: int
    kind: str
    at: str
    by: str
    text: str
    previous_in_case: str
    sha256: str = ""
    key: str = ""
    signature: str = ""

    def digest(self, uid: str | None = None) -> str:
        """Return the hash that its fields come to, or would if it were of another case."""
        kept = msgspec.structs.asdict(self)
        for name in ("sha256", "key", "signature"):
            del kept[name]
        return sha256({"format": FORMAT, **kept, "uid": self.uid if uid is None else uid})

    def signed(self, key: str, sign: Callable[[str], str]) -> EventEntry:
        """Return it with its hash and a signature of that."""
        digest = self.digest()
        return msgspec.structs.replace(self, sha256=digest, key=key, signature=sign(digest))


class EventLink(NamedTuple):
    """The place of an event in the chain of a store."""

    number: int
    commit: int
    previous: str
    entry_sha256: str

    def digest(self) -> str:
        """Return the hash that is signed as the head of the chain at that event."""
        return sha256({"format": FORMAT, **self._asdict()})
