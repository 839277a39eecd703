"""What follows from the events, held against them: cases, people, personal values, uploads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import msgspec

from authorisation.casework.audit.faults import AuditFault, FaultKind
from authorisation.casework.audit.people import people_faults
from authorisation.casework.cases.derived import ConditionRow, derive_conditions, derive_state
from authorisation.casework.cases.uploads import is_whole, upload_digests
from authorisation.casework.events.texts import (
    ErasureText,
    ImportedText,
    OpenedText,
    read_text,
)
from authorisation.casework.models import CaseEvent, ChainHead, GroupCase, PersonalValue
from authorisation.casework.moves import StoreAct
from authorisation.records.words.personal_tokens import personal_token, personal_tokens


def table_faults() -> Iterator[AuditFault]:
    """Yield where a table says otherwise than the events."""
    cases = {case.uid: case for case in GroupCase.objects.select_related("group")}
    signed = set(CaseEvent.objects.exclude(uid="").order_by().values_list("uid", flat=True))
    for uid in sorted(cases.keys() - signed):
        yield AuditFault(FaultKind.REMOVED, 0, f"case {uid} has no event: all of them are gone")
    for uid in sorted(signed - cases.keys()):
        yield AuditFault(FaultKind.REMOVED, 0, f"case {uid} has events and no row: it is gone")
    for uid in sorted(signed & cases.keys()):
        yield from _case_faults(cases[uid])
    last, head = CaseEvent.objects.last(), ChainHead.objects.first()
    at = (head.number, head.link_sha256) if head else None
    if at != ((last.number, last.link_sha256) if last else (0, "")):
        says = "the row of the last event names another"
        yield AuditFault(FaultKind.CUT, last.number if last else 0, says)
    yield from people_faults()
    yield from _personal_faults()
    yield from _upload_faults()


def _case_faults(case: GroupCase) -> Iterator[AuditFault]:
    events = list(case.events)
    try:
        opened = read_text(events[0], OpenedText)
        state, conditions = derive_state(events), derive_conditions(events)
    except (msgspec.MsgspecError, KeyError, ValueError):
        return  # what was changed so is told with its event
    group = case.group
    compared = {
        "state": (case.state, state),
        "rules": (case.rules, opened.rules),
        "day": (case.as_of, opened.as_of),
        "group": ((group.name, group.code), (opened.group, opened.code)),
        "conditions": (
            {row.criterion: ConditionRow(row.requires, row.due, row.met_on) for row in case.due},
            dict(conditions),
        ),
    }
    for name, (actual, expected) in compared.items():
        if actual != expected:
            says = f"case {case.uid}: {name}: not what its events come to"
            yield AuditFault(FaultKind.DERIVED, events[-1].number, says)


def _personal_faults() -> Iterator[AuditFault]:
    """Yield each value that is not the one of its token, or is gone without an erasure."""
    erased = set[str]()
    for event in CaseEvent.objects.filter(kind__in=[StoreAct.ERASE, StoreAct.IMPORT]):
        with suppress(msgspec.MsgspecError):  # what was changed so is told with its event
            if event.kind == StoreAct.ERASE:
                erased |= {*read_text(event, ErasureText).tokens}
            else:
                erased |= {*read_text(event, ImportedText).erased}
    values = {each.token: each for each in PersonalValue.objects.all()}
    for token, each in values.items():
        if each.value and personal_token(each.value, each.salt) != token:
            yield AuditFault(FaultKind.PERSONAL, 0, f"{token} is not the value of that token")
        elif not each.value and token not in erased:
            yield AuditFault(FaultKind.PERSONAL, 0, f"{token} was emptied, and no event says so")
    named = dict[str, int]()
    for event in CaseEvent.objects.iterator():
        for token in personal_tokens(f"{event.by} {event.text}"):
            named.setdefault(token, event.number)
    for token in named.keys() - values.keys() - erased:
        says = f"{token} stands in it and leads to nothing"
        yield AuditFault(FaultKind.PERSONAL, named[token], says)


def _upload_faults() -> Iterator[AuditFault]:
    for case in GroupCase.objects.all():
        try:
            digests = upload_digests(case.events)
        except msgspec.MsgspecError:
            continue  # what was changed so is told with its event
        for digest, event in digests.items():
            if not is_whole(digest):
                says = f"its file {digest} is gone, or is not the one that was kept"
                yield AuditFault(FaultKind.UPLOAD, event.number, says)
