"""Attempts to sign in, counted for the user name and for where they came from.

They are counted in the database, so that every process of the site sees them. Each takes a place of
its own, which the database gives once: of many attempts at the same time no more are looked at than
there are places.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.core.cache import cache

from authorisation.casework.models import Person

MINUTES: Final = 15
"""For how long an attempt that failed keeps its place."""
TOO_MANY: Final = f"This failed too often. Wait {MINUTES} minutes, then try again"
_FOR_A_NAME: Final = 5
_FROM_A_PLACE: Final = 50
"""More than for a name: many people may share an address."""


class SignInAttempt:
    """An attempt with a user name, from an address."""

    def __init__(self, username: str, address: str) -> None:
        self._counted = (
            (f"name {Person.normalize_username(username)}", _FOR_A_NAME),
            (f"address {address}", _FROM_A_PLACE),
        )
        self._taken: list[str] = []

    def begin(self) -> bool:
        """Take a place; False where there is none, and no attempt is looked at for now."""
        for what, most in self._counted:
            digest = sha256(what.encode()).hexdigest()
            keys = [f"sign-in-{digest}-{number}" for number in range(most)]
            taken = cache.get_many(keys)
            place = next((k for k in keys if k not in taken and cache.add(k, 1, MINUTES * 60)), "")
            if not place:
                self.succeed()  # what was taken before counts for nobody
                return False
            self._taken.append(place)
        return True

    def succeed(self) -> None:
        """Give the places back."""
        cache.delete_many(self._taken)
        self._taken = []
