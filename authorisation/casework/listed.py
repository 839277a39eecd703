"""The cases and the people of a store as rows of a list; no personal answer is in one."""

from __future__ import annotations

from datetime import date

import msgspec

from authorisation.casework.models import GroupCase, Person
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


def list_people() -> list[ListedPerson]:
    """The people, by user name."""
    return [
        ListedPerson(
            username=each.username,
            name=each.name.value,
            roles=tuple(list_roles(each)),
            can_sign_in=each.is_active and each.has_usable_password(),
        )
        for each in Person.objects.select_related("name").order_by("username")
    ]
