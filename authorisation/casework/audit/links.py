"""The chain of a store followed, and the faults found: each event as signed, in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from authorisation.casework.events.chain import EventEntry, EventLink, HeadLine, entry_of
from authorisation.casework.keys import Keys
from authorisation.casework.models import CaseEvent


@dataclass(slots=True)
class FollowedChain:
    """The links and commits that the events of a store came to, once all were followed."""

    links: dict[int, str] = field(default_factory=dict)
    """The head at each event, by its number."""
    commits: dict[int, int] = field(default_factory=dict)
    """The number of the first event of its commit, by the number of the last."""

    @property
    def last(self) -> int:
        """The number of the last event; 0 where there is none."""
        return max(self.links, default=0)


def follow_chain(
    events: Iterable[CaseEvent], keys: Keys, chain: FollowedChain
) -> Iterator[AuditFault]:
    """Yield what is wrong with each event, in the order of their numbers; `chain` is filled."""
    before = EventLink(0, 0, "", "")
    head, cases = "", dict[str, EventEntry]()
    signatures, places = dict[str, int](), dict[str, int]()
    for event in events:
        entry, number = entry_of(event), event.number
        link = EventLink(number, event.commit, event.previous, event.sha256)
        if number != before.number + 1:
            yield _gone(before.number + 1, number - 1)
            head = event.previous  # that what stood before is not there is told
        fault = (
            _copy_fault(entry, number, signatures)
            or entry_fault(entry, number, keys, cases)
            or _link_fault(event, link, head, keys, places)
            or (case_fault(entry, number, cases.get(event.uid)) if event.uid else None)
        )
        if fault:
            yield fault
        signatures.setdefault(entry.signature, number)
        places[event.link_sha256] = number
        chain.links[number] = event.link_sha256
        if chain.commits and event.commit == before.commit:
            del chain.commits[before.number]
        chain.commits[number] = event.commit
        cases[event.uid], before, head = entry, link, event.link_sha256


def _copy_fault(entry: EventEntry, number: int, signatures: Mapping[str, int]) -> AuditFault | None:
    """Find an entry that stands in the store already."""
    if entry.signature not in signatures:
        return None
    says = f"the same entry as event {signatures[entry.signature]}, copied"
    return AuditFault(FaultKind.COPIED, number, says)


def entry_fault(
    entry: EventEntry, number: int, keys: Keys, cases: Iterable[str]
) -> AuditFault | None:
    """Hold an entry against its hash and the signature of that."""
    if entry.digest() != entry.sha256:
        home = next((uid for uid in cases if uid and entry.digest(uid) == entry.sha256), "")
        if home:
            says = f"`{entry.kind}` of case {home}, copied into case {entry.uid}"
            return AuditFault(FaultKind.COPIED, number, says)
        says = f"`{entry.kind}`{_of(entry.uid)} is not as it was signed"
        return AuditFault(FaultKind.CHANGED, number, says)
    if not keys.has_signed(entry.key, entry.sha256, entry.signature):
        says = f"`{entry.kind}`{_of(entry.uid)} was signed by no key that is known here"
        return AuditFault(FaultKind.UNSIGNED, number, says)
    return None


def case_fault(entry: EventEntry, number: int, before: EventEntry | None) -> AuditFault | None:
    """Hold the place of an entry in its case against the entry before it."""
    wanted = before.case_number + 1 if before else 1
    if entry.case_number > wanted:
        says = f"event {wanted} of case {entry.uid} is gone before it"
        return AuditFault(FaultKind.REMOVED, number, says)
    if entry.case_number < wanted or entry.previous_in_case != (before.sha256 if before else ""):
        says = f"it does not follow on the event before it of case {entry.uid}"
        return AuditFault(FaultKind.REORDERED, number, says)
    return None


def _link_fault(
    event: CaseEvent, link: EventLink, head: str, keys: Keys, places: Mapping[str, int]
) -> AuditFault | None:
    """Hold the place of an event in the store against the head at the event before it."""
    if link.previous != head and link.previous in places:
        says = f"it was signed as the one after event {places[link.previous]}"
        return AuditFault(FaultKind.REORDERED, event.number, says)
    if link.digest() != event.link_sha256:
        says = "its place in the store is not the one that was signed"
        return AuditFault(FaultKind.REORDERED, event.number, says)
    if not keys.has_signed(event.link_key, event.link_sha256, event.link_signature):
        says = "its place in the store was signed by no key that is known here"
        return AuditFault(FaultKind.UNSIGNED, event.number, says)
    if link.previous != head:
        says = "what was signed as the event before it is not there: removed, or moved"
        return AuditFault(FaultKind.REMOVED, event.number, says)
    return None


def head_faults(
    heads: Sequence[HeadLine | None], chain: FollowedChain, keys: Keys, *, copied: bool = False
) -> Iterator[AuditFault]:
    """Hold the chain against a file of heads; that of the last commit may be missing.

    Of a file that was `copied` elsewhere before, all that came later may.
    """
    known = {line.number: line for line in heads if line}
    signed = {
        number: line
        for number, line in known.items()
        if keys.has_signed(line.key, line.link_sha256, line.signature)
    }
    if forged := sorted(known.keys() - signed.keys()):
        says = "the head at it was signed by no key that is known here"
        yield AuditFault(FaultKind.HEADS, forged[0], says)
    latest = max(signed, default=0)
    if latest > chain.last:
        first = chain.last + 1
        which = f"event {first}" if first == latest else f"events {first} to {latest}"
        says = f"{which} of which heads were written down, cut off the end"
        yield AuditFault(FaultKind.CUT, chain.last, says)
    for number, line in sorted(signed.items()):
        if number in chain.links and chain.links[number] != line.link_sha256:
            says = "the head at it is another than the one that was written down"
            yield AuditFault(FaultKind.CHANGED, number, says)
    missing = [number for number in sorted(chain.commits) if number not in known]
    if copied:
        missing = [number for number in missing if number < latest]
    if missing and missing != [chain.last]:
        others = f", nor at {len(missing) - 1} others" if len(missing) > 1 else ""
        says = f"no head at it was written down{others}: the file was cut"
        yield AuditFault(FaultKind.HEADS, missing[0], says)


def _gone(first: int, last: int) -> AuditFault:
    if first > last:
        return AuditFault(FaultKind.REORDERED, first, "two events bear its number")
    which = "it is" if first == last else f"it and all up to event {last} are"
    return AuditFault(FaultKind.REMOVED, first, f"{which} gone")


def _of(uid: str) -> str:
    return f" of case {uid}" if uid else ""


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
