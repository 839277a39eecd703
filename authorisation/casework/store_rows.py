"""Cases, people and events of a store as rows of a list, of which no personal answer is a part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from authorisation.casework.models import CaseEvent, GroupCase, Person
from authorisation.casework.people.roles import list_roles


class ListedCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case; `as_of` is None where it is assessed for the day of each act."""

    id: str
    group: str
    code: str
    state: str
    rules: str
    as_of: date | None
    conditions_to_meet: int


class ListedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with an account; of one that was erased, `name` is empty."""

    username: str
    name: str
    roles: tuple[str, ...]
    can_sign_in: bool
    second_factor: bool


class ListedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event; whom it is by is the token of a person, or empty for the machine itself."""

    number: int
    at: str
    kind: str
    by: str
    case: str
    group: str
    code: str
    sha256: str
    head: str
    """The head of the chain of the store at it."""


def list_cases() -> list[ListedCase]:
    """The cases, by the names of their groups."""
    return [
        ListedCase(
            id=case.uid,
            group=case.group.name,
            code=case.group.code,
            state=case.state,
            rules=case.rules,
            as_of=case.as_of,
            conditions_to_meet=case.due.filter(met_on=None).count(),
        )
        for case in GroupCase.objects.select_related("group").order_by("group__name", "uid")
    ]


def list_events(events: Iterable[CaseEvent]) -> list[ListedEvent]:
    """Events, in the order that they have."""
    groups = {case.uid: case.group for case in GroupCase.objects.select_related("group")}
    return [
        ListedEvent(
            number=each.number,
            at=each.at,
            kind=each.kind,
            by=each.by,
            case=each.uid,
            group=groups[each.uid].name if each.uid in groups else "",
            code=groups[each.uid].code if each.uid in groups else "",
            sha256=each.sha256,
            head=each.link_sha256,
        )
        for each in events
    ]


def list_people() -> list[ListedPerson]:
    """The people, by user name."""
    people = Person.objects.select_related("name").prefetch_related("roles__group")
    return [
        ListedPerson(
            username=each.username,
            name=each.name.value,
            roles=tuple(list_roles(each)),
            can_sign_in=each.is_active and each.has_usable_password(),
            second_factor=bool(each.totp_secret),
        )
        for each in people.order_by("username")
    ]
