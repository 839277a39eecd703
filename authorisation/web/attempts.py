"""Attempts to sign in that failed, counted for the user name and for where they came from.

They are counted in the database, so that every process of the site sees them.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.core.cache import cache

MINUTES: Final = 15
"""For how long attempts are counted, from the first one on."""
_FOR_A_NAME: Final = 5
_FROM_A_PLACE: Final = 50
"""More than for a name: many people may share an address."""


class SignInAttempts:
    """Those that failed for a user name, and those from an address."""

    def __init__(self, username: str, address: str) -> None:
        self._counted = (
            (_key(f"name {username.casefold()}"), _FOR_A_NAME),
            (_key(f"address {address}"), _FROM_A_PLACE),
        )

    @property
    def too_many(self) -> bool:
        """Whether no further one is looked at for now."""
        return any(cache.get(key, 0) >= most for key, most in self._counted)

    def add(self) -> None:
        """Count one that failed."""
        for key, _ in self._counted:
            if not cache.add(key, 1, MINUTES * 60):
                cache.incr(key)


def _key(what: str) -> str:
    return f"sign-in-{sha256(what.encode()).hexdigest()}"
