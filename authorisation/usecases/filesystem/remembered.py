"""What the same program made of the same rules before, from the cache folder of the user."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from authorisation.language.rules.find import find_rule_set_folder
from authorisation.language.rules.fingerprint import program_fingerprint
from authorisation.usecases.filesystem.cache_folder import keep_entry, read_entry

Result = TypeVar("Result")


def result_key(rules: str | Path, root: Path, *given: str, with_cases: bool = True) -> str | None:
    """The key that a result is remembered under; None where the state of the files is not known.

    `given` tells it from other results of the same rules, with their cases or without.
    """
    folder, base = find_rule_set_folder(rules, root)
    return program_fingerprint(folder, base, *given, with_cases=with_cases)


def remembered(key: str | None, kind: type[Result]) -> Result | None:
    """The result remembered under a key; None where that is nothing of this kind."""
    entry = read_entry(key) if key is not None else None
    try:
        return None if entry is None else msgspec.msgpack.decode(entry, type=kind)
    except msgspec.MsgspecError:
        return None


def remember(key: str | None, result: object) -> None:
    """Remember a result, where there is a key."""
    if key is not None:
        keep_entry(key, msgspec.msgpack.encode(result))
