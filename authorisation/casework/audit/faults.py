"""What is found where a store is not as it was signed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """The kind of a fault: what was done to a store, as far as it can be told."""

    CHANGED = "changed"
    REMOVED = "removed"
    REORDERED = "order"
    COPIED = "copied"
    CUT = "cut"
    UNSIGNED = "signature"
    HEADS = "heads"
    DERIVED = "table"
    ACCOUNT = "account"
    PERSONAL = "personal value"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class AuditFault:
    """One thing that is not as it was signed; `number` is the event, 0 where it is about none."""

    kind: FaultKind
    number: int
    says: str

    def __str__(self) -> str:
        place = f"event {self.number}" if self.number else "store"
        return f"{place}: {self.kind.value}: {self.says}"
