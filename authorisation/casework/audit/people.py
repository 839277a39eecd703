"""Accounts and roles, held against the events that say who was added and given what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from authorisation.casework.audit.faults import AuditFault, FaultKind
from authorisation.casework.events.texts import AccountText, ErasureText, read_text
from authorisation.casework.models import CaseEvent, HeldRole, Person
from authorisation.casework.moves import StoreAct
from authorisation.model.submission import title_of

_Role = tuple[str, str, str]
"""A role with the name and the code of its group."""


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
