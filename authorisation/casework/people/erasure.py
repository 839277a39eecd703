"""Erasure: personal values are emptied, in the table and in every draft, and the event stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from authorisation.casework.access import require
from authorisation.casework.cases.personal import replaced
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import ErasureText, write_text
from authorisation.casework.models import CaseEvent, DraftAnswer, Person, PersonalValue
from authorisation.casework.moves import Permission, StoreAct
from authorisation.casework.people.accounts import keep_administrator
from authorisation.errors import InvalidOption
from authorisation.model.value import fold_words
from authorisation.records.words.personal_tokens import ERASED


def erase_account(person: Person, reason: str, at: datetime) -> None:
    """Erase a person's name and user name, and shut the account.

    Raises:
        InvalidOption: nobody else is an administrator, or the reason has the name in it.
    """
    with transaction.atomic():
        keep_administrator(person)
        erase_values([person.token], reason, at)


def erase_values(
    tokens: Sequence[str], reason: str, at: datetime, by: Person | None = None
) -> CaseEvent:
    """Erase personal values; an account goes with its name. `by` is as for accounts.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: a token leads to nothing, or the reason has a value in it.
    """
    if by is not None:
        require(by, Permission.ERASE)
    with transaction.atomic():
        found = PersonalValue.objects.select_for_update().filter(token__in=tokens).exclude(value="")
        values = {each.token: each.value for each in found}
        if missing := [token for token in tokens if token not in values]:
            raise InvalidOption(f"`{missing[0]}` leads to no value")
        folded = {fold_words(value): "" for value in values.values()}
        if replaced(fold_words(reason), folded) != fold_words(reason):
            raise InvalidOption(
                "the reason says what is to be erased", "a reason stays: give it without a name"
            )
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
        return append(NewEvent(StoreAct.ERASE, text, by.token if by else "", at))


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
