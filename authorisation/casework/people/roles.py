"""Roles: given, taken and listed; `by` is as for accounts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from authorisation.casework.access import roles_of
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import AccountText
from authorisation.casework.models import Consortium, HeldRole, Person
from authorisation.casework.moves import MOVES, OF_A_GROUP, CaseMove, Role, StoreAct
from authorisation.casework.people.accounts import (
    append_act,
    keep_administrator,
    require_administrator,
)
from authorisation.errors import InvalidOption
from authorisation.model.source import Remedy
from authorisation.model.submission import title_of


def give_role(
    person: Person, role: Role, group: Consortium | None, at: datetime, by: Person | None = None
) -> None:
    """Give a person a role: an applicant or signatory that of one group, all others of none.

    One that is held already is no event. Who opens cases names the people of a group, too, but is
    none of them, and names no signatory beside another.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: a group is missing, or there is none to name.
    """
    opens_cases = by is not None and roles_of(by) & MOVES[CaseMove.OPEN].roles
    if role not in OF_A_GROUP or not opens_cases:
        require_administrator(by)
    elif by == person:
        raise NotAllowed("who opens the case does not sign for the group")
    if (role in OF_A_GROUP) != (group is not None):
        what, remedy = (
            ("is that of one group", Remedy("name the group with `--group`", on_page="choose it"))
            if role in OF_A_GROUP
            else ("is of no group", Remedy("leave `--group` out", on_page="choose none"))
        )
        raise InvalidOption(f"the role `{role.value}` {what}", remedy)
    with transaction.atomic():
        held, is_new = HeldRole.objects.get_or_create(person=person, role=role, group=group)
        if is_new:
            if role is Role.SIGNATORY and by and Role.ADMINISTRATOR not in roles_of(by):
                require_no_signatory(group, beside=person)
            append_act(StoreAct.GIVE_ROLE, _say_held(held), at, by)


def require_no_signatory(group: Consortium | None, *, beside: Person | None = None) -> None:
    """Refuse who opens cases a further signatory of a group, `beside` the one who is named.

    Raises:
        NotAllowed: the group has one.
    """
    if any(each != beside for each in holders_of(Role.SIGNATORY, group)):
        raise NotAllowed("the group has a signatory; an administrator gives further roles")


def take_role(
    person: Person, role: Role, group: Consortium | None, at: datetime, by: Person | None = None
) -> None:
    """Take a role from a person.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: it is not held, or nobody else is an administrator.
    """
    require_administrator(by)
    with transaction.atomic():
        held = HeldRole.objects.filter(person=person, role=role, group=group).first()
        if held is None:
            raise InvalidOption(
                f"`{person.username}` is not {format_role(role, group)}",
                f"`{person.username}` is {', '.join(list_roles(person)) or 'nothing'}",
            )
        if role is Role.ADMINISTRATOR:
            keep_administrator(person)
        held.delete()
        append_act(StoreAct.TAKE_ROLE, _say_held(held), at, by)


def holders_of(role: Role, group: Consortium | None = None) -> list[Person]:
    """The persons who have a role, for a group where it is that of one, with an open account."""
    held = HeldRole.objects.filter(role=role, group=group).values("person")
    return list(Person.objects.filter(pk__in=held, is_active=True).select_related("name"))


def format_role(role: Role, group: Consortium | None) -> str:
    """A role with its group, if it is that of one."""
    return f"{role.value} of {title_of(group.name, group.code)}" if group else role.value


def list_roles(person: Person) -> list[str]:
    """The roles of a person, in their order."""
    return [format_role(Role(each.role), each.group) for each in held_roles(person)]


def held_roles(person: Person) -> list[HeldRole]:
    """The roles of a person, in the order of roles, then of groups."""
    order = list(Role)

    def place(held: HeldRole) -> tuple[int, str, str]:
        group = held.group
        return order.index(Role(held.role)), *((group.name, group.code) if group else ("", ""))

    return sorted(person.roles.all(), key=place)


def _say_held(held: HeldRole) -> AccountText:
    group = held.group
    return AccountText(
        person=held.person.token,
        role=held.role,
        group=group.name if group else "",
        code=group.code if group else "",
    )
