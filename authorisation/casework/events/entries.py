"""What is signed of an event: its entry, and the link that gives it its place in the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from authorisation.model.canonical import sha256

FORMAT: Final = "authorisation-event-1"


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
