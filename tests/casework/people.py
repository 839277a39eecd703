"""People for tests: an account and its roles, each with its event, on one day."""

from __future__ import annotations

from datetime import UTC, datetime

from authorisation.casework.models import Consortium, Person
from authorisation.casework.moves import Role
from authorisation.casework.people import accounts, roles

AT = datetime(2012, 9, 1, 9, tzinfo=UTC)


def add_person(username: str, name: str, password: str | None = None) -> Person:
    person = accounts.add_person(username, name, password, AT)
    person.password_is_given = False
    person.save()
    return person


def give_role(person: Person, role: Role, group: Consortium | None = None) -> None:
    roles.give_role(person, role, group, AT)
