"""What follows from the events, held against them: cases, people, personal values, uploads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from authorisation.casework.audit.links import AuditFault, FaultKind
from authorisation.casework.cases.reading import ConditionRow, derive_conditions, derive_state
from authorisation.casework.cases.uploads import read_upload, upload_digests
from authorisation.casework.events.texts import (
    AccountText,
    ErasureText,
    ImportedText,
    OpenedText,
    read_text,
)
from authorisation.casework.models import (
    CaseEvent,
    ChainHead,
    GroupCase,
    HeldRole,
    Person,
    PersonalValue,
)
from authorisation.casework.moves import StoreAct
from authorisation.model.submission import title_of
from authorisation.records.words.personal_tokens import personal_token, personal_tokens

_Role = tuple[str, str, str]
"""A role with the name and the code of its group."""


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
            if read_upload(digest) is None:
                says = f"its file {digest} is gone, or is not the one that was kept"
                yield AuditFault(FaultKind.UPLOAD, event.number, says)


@dataclass(slots=True)
class _Account:
    """The account that its events come to; `number` is that of the last of them."""

    number: int = 0
    is_added: bool = False
    is_open: bool = False
    roles: set[_Role] = field(default_factory=set)


def people_faults() -> Iterator[AuditFault]:
    """Yield where accounts and roles are not what the events come to."""
    expected, actual = _expected_accounts(), _actual_accounts()
    for token in sorted(expected.keys() | actual.keys()):
        yield from _account_faults(token, expected.get(token, _Account()), actual.get(token))


def _account_faults(
    token: str, expected: _Account, actual: _Account | None
) -> Iterator[AuditFault]:
    def fault(says: str) -> AuditFault:
        return AuditFault(FaultKind.ACCOUNT, expected.number, f"{token} {says}")

    if actual is None:
        if expected.is_added:
            yield fault("was added, and has no account: it is gone")
        return
    if not expected.is_added:
        yield fault("has an account, and no event says that it was added")
    elif expected.is_open != actual.is_open:
        state = "opened" if actual.is_open else "closed"
        yield fault(f"was {state}, and no event says so")
    for role in sorted(actual.roles - expected.roles):
        yield fault(f"is {_format(role)}, and no event says that the role was given")
    for role in sorted(expected.roles - actual.roles):
        yield fault(f"is not {_format(role)}, and no event says that the role was taken")


def _actual_accounts() -> dict[str, _Account]:
    found = {
        person.token: _Account(is_open=person.is_active, is_added=True)
        for person in Person.objects.all()
    }
    for held in HeldRole.objects.select_related("person", "group"):
        group = held.group
        role = (held.role, group.name, group.code) if group else (held.role, "", "")
        found[held.person.token].roles.add(role)
    return found


def _expected_accounts() -> dict[str, _Account]:
    """The accounts that the events come to, each by the token of its name."""
    found: dict[str, _Account] = {}
    for event in CaseEvent.objects.filter(uid="").order_by("number"):
        with suppress(msgspec.MsgspecError, ValueError):  # what was changed so is told by itself
            _apply(event, found)
    return found


def _apply(event: CaseEvent, found: dict[str, _Account]) -> None:
    act = StoreAct(event.kind)
    if act is StoreAct.ERASE:
        for token in found.keys() & {*read_text(event, ErasureText).tokens}:
            found[token].number, found[token].is_open = event.number, False
    elif act not in {StoreAct.EXPORT, StoreAct.IMPORT}:
        act_text = read_text(event, AccountText)
        account = found.setdefault(act_text.person, _Account())
        account.number = event.number
        role = (act_text.role, act_text.group, act_text.code)
        match act:
            case StoreAct.ADD_PERSON:
                account.is_added = account.is_open = True
            case StoreAct.CLOSE_PERSON | StoreAct.REOPEN_PERSON:
                account.is_open = act is StoreAct.REOPEN_PERSON
            case StoreAct.GIVE_ROLE:
                account.roles.add(role)
            case StoreAct.TAKE_ROLE:
                account.roles.discard(role)
            case _:
                pass


def _format(role: _Role) -> str:
    name, group, code = role
    return f"{name} of {title_of(group, code)}" if group else name
