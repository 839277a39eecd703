"""What stands for a personal value in records that outlive it."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import msgspec

PERSONAL_FILE: Final = "personal.json"
"""What holds the values of the tokens in a record, where its folder has one beside it."""
ERASED: Final = "erased"
"""What pages say in the place of a value that was erased."""
_TOKEN: Final = re.compile(r"personal:[0-9a-f]{64}")


class PersonalRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A personal value, and the salt with which its token was made."""

    salt: str
    value: str


def personal_token(value: str, salt: str) -> str:
    """Return the token of a value: its salted SHA-256, from which it cannot be told."""
    return "personal:" + hashlib.sha256(f"{salt}\0{value}".encode()).hexdigest()


def personal_tokens(text: str) -> list[str]:
    """Return the tokens in a text, each once, in their order."""
    return list(dict.fromkeys(_TOKEN.findall(text)))
