"""The second factor of signing in: codes of an authenticator app (RFC 6238), and recovery codes.

A secret lies in the database sealed under a key that follows from the secret of the store, which is
no part of the database nor of its backups.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction

from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import AccountText
from authorisation.casework.models import HeldRole, Person
from authorisation.casework.moves import StoreAct
from authorisation.casework.people.accounts import append_act, require_administrator
from authorisation.casework.store import current_store
from authorisation.errors import InvalidOption

_STEP: Final = 30
"""For how many seconds a code is shown."""
_DIGITS: Final = 6
_SECRET_BYTES: Final = 20
"""As long as what the codes are made with, SHA-1: RFC 4226 asks for it."""
_LATE: Final = 1
"""By how many steps a clock may be wrong."""
_RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 14
"""Of chance in a recovery code: so many that a hash without salt gives none away."""
_SECONDS_TO_SET_UP: Final = 3600


def needs_factor(person: Person) -> bool:
    """Whether a role of the person asks for a second factor, and there is none yet."""
    if person.totp_secret:
        return False
    asked = current_store().settings.second_factor
    return HeldRole.objects.filter(person=person, role__in=asked).exists()


def new_secret(person: Person) -> tuple[str, str]:
    """A secret for an authenticator app, as base 32, and sealed for `add_factor`."""
    secret = secrets.token_bytes(_SECRET_BYTES)
    sealed = _box().encrypt(f"{person.pk} ".encode() + secret).decode()
    return base64.b32encode(secret).decode(), sealed


def open_secret(person: Person, sealed: str) -> str:
    """The secret that was made for a person within the last hour, as base 32.

    Raises:
        InvalidOption: it was made longer ago, or for somebody else.
    """
    try:
        opened = _box().decrypt(sealed.encode(), ttl=_SECONDS_TO_SET_UP)
    except (InvalidToken, UnicodeError):
        opened = b""
    number, _, secret = opened.partition(b" ")
    if number != str(person.pk).encode():
        raise InvalidOption("this key is too old", "begin again with a new one")
    return base64.b32encode(secret).decode()


def app_address(person: Person, secret: str, issuer: str) -> str:
    """The address that an authenticator app reads as a picture: the secret, and for what it is."""
    return _totp(base64.b32decode(secret)).get_provisioning_uri(person.username, issuer)


def add_factor(person: Person, sealed: str, code: str, at: datetime) -> list[str]:
    """Add a second factor once a code of it is right, and return its recovery codes.

    Raises:
        NotAllowed: there is one already.
        InvalidOption: the code is wrong, or the secret too old.
    """
    secret = base64.b32decode(open_secret(person, sealed))
    codes = [_new_recovery_code() for _ in range(_RECOVERY_CODES)]
    with transaction.atomic():
        if Person.objects.select_for_update().get(pk=person.pk).totp_secret:
            raise NotAllowed("there is a second factor already: an administrator takes it away")
        step = _step_of(secret, code, at, 0)
        if step is None:
            raise InvalidOption(
                "this is not the code that the app shows", "write the one it has now"
            )
        person.totp_secret, person.totp_step = _box().encrypt(secret).decode(), step
        person.recovery_codes = "\n".join(map(_digest, codes))
        person.save(update_fields=["totp_secret", "totp_step", "recovery_codes"])
        append_act(StoreAct.ADD_FACTOR, AccountText(person=person.token), at, person)
    return codes


def take_code(person: Person, code: str, at: datetime) -> bool:
    """Whether a code of the app or for recovery is right; none is right twice."""
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        left = locked.recovery_codes.split("\n")
        digest = _digest(code)
        if digest in left:
            left.remove(digest)
            locked.recovery_codes = "\n".join(left)
            locked.save(update_fields=["recovery_codes"])
            append_act(StoreAct.USE_RECOVERY_CODE, AccountText(person=person.token), at, locked)
            return True
        try:
            secret = _box().decrypt(locked.totp_secret.encode())
        except InvalidToken:
            return False  # the secret of the store is another one: a recovery code is still right
        step = _step_of(secret, code, at, locked.totp_step)
        if step is not None:
            locked.totp_step = step
            locked.save(update_fields=["totp_step"])
        return step is not None


def remove_factor(person: Person, at: datetime, by: Person | None = None) -> None:
    """Take the second factor of a person away, which ends every session.

    Raises:
        NotAllowed: it is not for `by`, or is their own.
        InvalidOption: there is none.
    """
    require_administrator(by)
    if by is not None and by.pk == person.pk:
        raise NotAllowed("another administrator takes away your own second factor")
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if not locked.totp_secret:
            raise InvalidOption(f"`{person.username}` has no second factor")
        person.totp_secret = person.recovery_codes = ""
        person.save(update_fields=["totp_secret", "recovery_codes"])
        append_act(StoreAct.REMOVE_FACTOR, AccountText(person=person.token), at, by)


def _step_of(secret: bytes, code: str, at: datetime, after: int) -> int | None:
    """The step of time that a code is of, which is later than one; None where it is of none."""
    now, totp = int(at.timestamp()) // _STEP, _totp(secret)
    given = "".join(code.split()).encode()
    for step in range(now - _LATE, now + _LATE + 1):
        if step > after and compare_digest(totp.generate(step * _STEP), given):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), _STEP)  # noqa: S303 - what every app makes codes with


def _new_recovery_code() -> str:
    text = secrets.token_hex(_RECOVERY_BYTES)
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _digest(code: str) -> str:
    plain = "".join(each for each in code.lower() if each.isalnum())
    return sha256(plain.encode()).hexdigest()


def _box() -> Fernet:
    key = HKDF(SHA256(), 32, None, b"second factor").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
