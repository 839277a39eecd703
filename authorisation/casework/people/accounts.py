"""Accounts: added, closed, opened again, and given passwords.

`by` is the administrator who does it; None for whoever is at the machine itself. Each act is an
event of its own.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from authorisation.casework.access import require
from authorisation.casework.cases.personal import new_token
from authorisation.casework.events.chain import NewEvent, append
from authorisation.casework.events.texts import AccountText, write_text
from authorisation.casework.models import HeldRole, Person, PersonalValue
from authorisation.casework.moves import Permission, Role, StoreAct
from authorisation.errors import InvalidOption
from authorisation.language.yaml.scalars import suggest_in_any_case
from authorisation.records.words.personal_tokens import ERASED, personal_tokens

LONGEST: Final = 200
"""How many characters a name has at most, which is what the database holds."""
_PASSWORD_BYTES: Final = 12


def find_person(username: str) -> Person:
    """The account of a user name, however its letters are written; of none that was erased.

    Raises:
        InvalidOption: there is none.
    """
    there = Person.objects.exclude(name__value="")
    if found := there.filter(username=Person.normalize_username(username)).first():
        return found
    remedy = suggest_in_any_case(username, [*there.values_list("username", flat=True)])
    message = f"nobody has the user name `{username}`"
    raise InvalidOption(message, remedy or "the list of people has those there are")


def add_person(
    username: str, name: str, password: str | None, at: datetime, by: Person | None = None
) -> Person:
    """Add somebody; without a password nobody can sign in to the account yet.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: the user name is taken, or one of the three cannot be used.
    """
    require_administrator(by)
    check_line("user name", username)
    check_line("name", name)
    if password is not None:
        _check_password(password, Person(username=username, name=PersonalValue(name, "", name)))
    with transaction.atomic():
        if Person.objects.filter(username=Person.normalize_username(username)).exists():
            raise InvalidOption(f"the user name `{username}` is taken", "choose another")
        person = Person.objects.create_user(username, new_token(name), password)
        person.password_is_given = password is not None
        person.save(update_fields=["password_is_given"])
        append_act(StoreAct.ADD_PERSON, AccountText(person=person.token), at, by)
    return person


def new_password() -> str:
    """A password of 16 characters that nobody has."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


def set_password(person: Person, password: str, at: datetime, by: Person | None = None) -> None:
    """Give a person another password, which ends every session of the one before.

    One that somebody else gives is to be changed once it was used.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: it is too short, or one that many have.
    """
    is_own = by is not None and by.pk == person.pk
    if not is_own:
        require_administrator(by)
    _check_password(password, person)
    with transaction.atomic():
        person.set_password(password)
        person.password_is_given = not is_own
        person.save(update_fields=["password", "password_is_given"])
        append_act(StoreAct.SET_PASSWORD, AccountText(person=person.token), at, by)


def close_account(person: Person, at: datetime, by: Person | None = None) -> None:
    """Close an account, which ends its sessions; what the person did and is stays.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: it is closed, or nobody else is an administrator.
    """
    _set_active(person, StoreAct.CLOSE_PERSON, at, by)


def reopen_account(person: Person, at: datetime, by: Person | None = None) -> None:
    """Open an account again that was closed.

    Raises:
        NotAllowed: it is not for `by`.
        InvalidOption: it is open.
    """
    _set_active(person, StoreAct.REOPEN_PERSON, at, by)


def _set_active(person: Person, act: StoreAct, at: datetime, by: Person | None) -> None:
    require_administrator(by)
    opens = act is StoreAct.REOPEN_PERSON
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.is_active == opens:
            state = "open" if opens else "closed"
            raise InvalidOption(f"the account `{person.username}` is {state} already")
        if not opens:
            keep_administrator(locked)
        person.is_active = opens
        person.save(update_fields=["is_active"])
        append_act(act, AccountText(person=person.token), at, by)


def require_administrator(by: Person | None) -> None:
    """Refuse whoever has an account and administers none.

    Raises:
        NotAllowed: saying whose it is.
    """
    if by is not None:
        require(by, Permission.ADMINISTER)


def keep_administrator(person: Person) -> None:
    """Refuse what would leave a store without an administrator.

    Raises:
        InvalidOption: this is the only one.
    """
    held = HeldRole.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True)
    if held.filter(person=person).exists() and not held.exclude(person=person).exists():
        raise InvalidOption(
            f"`{person.username}` is the only administrator", "give the role to another first"
        )


def check_line(what: str, text: str) -> None:
    """Refuse a name that is not one line, or that reads as something erased.

    Raises:
        InvalidOption: it is none.
    """
    is_line = text.strip() == text != "" and text.isprintable() and len(text) <= LONGEST
    if not is_line or personal_tokens(text) or text.casefold().startswith(f"{ERASED} "):
        raise InvalidOption(
            f"`{text[:LONGEST]}` is no {what}",
            f"write one line of at most {LONGEST} characters, with no space before or after it, "
            f"that does not begin with `{ERASED}`",
        )


def append_act(act: StoreAct, said: AccountText, at: datetime, by: Person | None) -> None:
    """Add the event of what was done with an account, in the transaction that is open."""
    append(NewEvent(act, write_text(said), by.token if by else "", at))


def _check_password(password: str, person: Person) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise InvalidOption(" ".join(error.messages), "take another") from None
