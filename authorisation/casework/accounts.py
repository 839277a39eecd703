"""Accounts: persons, their roles, and the erasure of what is personal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from authorisation.casework.access import require
from authorisation.casework.cases.moving import Actor
from authorisation.casework.cases.personal import new_token, replaced
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import ErasureText, write_text
from authorisation.casework.models import (
    CaseEvent,
    Consortium,
    DraftAnswer,
    HeldRole,
    Person,
    PersonalValue,
)
from authorisation.casework.moves import OF_A_GROUP, Permission, Role, StoreAct
from authorisation.errors import InvalidOption
from authorisation.records.words.personal_tokens import ERASED


def add_person(username: str, name: str, password: str | None = None) -> Person:
    """Make an account; nobody can sign in to one without a password."""
    with transaction.atomic():
        return Person.objects.create_user(username, new_token(name), password)


def give_role(person: Person, role: Role, group: Consortium | None = None) -> HeldRole:
    """Give a person a role: an applicant or signatory that of one group, all others of none.

    Raises:
        InvalidOption: a group is missing, or there is none to name.
    """
    if (role in OF_A_GROUP) != (group is not None):
        what, remedy = (
            ("is that of one group", "name the group with `--group`")
            if role in OF_A_GROUP
            else ("is of no group", "leave `--group` out")
        )
        raise InvalidOption(f"the role `{role.value}` {what}", remedy)
    return HeldRole.objects.get_or_create(person=person, role=role, group=group)[0]


def erase(actor: Actor, tokens: Sequence[str], reason: str) -> CaseEvent:
    """Erase personal values, which is an event of its own; an account goes with its name.

    Raises:
        NotAllowed: it is not for this person.
        InvalidOption: a token leads to nothing.
    """
    require(actor.person, Permission.ERASE)
    return erase_values(tokens, reason, actor.at, actor.person.token)


def erase_values(tokens: Sequence[str], reason: str, at: datetime, by: str = "") -> CaseEvent:
    """Erase as `erase` does, whoever it is; `by` is as for `export_case`.

    Raises:
        InvalidOption: a token leads to nothing.
    """
    with transaction.atomic():
        found = PersonalValue.objects.select_for_update().filter(token__in=tokens).exclude(value="")
        values = {each.token: each.value for each in found}
        if missing := [token for token in tokens if token not in values]:
            raise InvalidOption(f"`{missing[0]}` leads to no value")
        gone = dict.fromkeys(values.values(), ERASED)
        for row in DraftAnswer.objects.all():
            before = row.answer, row.evidence
            row.answer, row.evidence = (_without(each, gone) for each in before)
            if (row.answer, row.evidence) != before:
                row.revision += 1
                row.save()
        for person in Person.objects.filter(name__in=tokens):
            person.username, person.is_active = f"{ERASED} {person.pk}", False
            person.set_unusable_password()
            person.save()
        PersonalValue.objects.filter(token__in=tokens).update(value="", salt="")
        text = write_text(ErasureText(tokens=tuple(tokens), reason=reason))
        return append(NewEvent(StoreAct.ERASE, text, by, at))


def _without(text: str, gone: Mapping[str, str]) -> str:
    """The JSON of a draft with each value that is gone replaced."""
    if not text:
        return text
    said = json.loads(text)
    left = _replace(said, gone)
    return text if left == said else json.dumps(left)


def _replace(value: object, gone: Mapping[str, str]) -> object:
    match value:
        case str():
            return replaced(value, gone)
        case dict():
            return {key: _replace(each, gone) for key, each in value.items()}
        case list():
            return [_replace(each, gone) for each in value]
        case _:
            return value
