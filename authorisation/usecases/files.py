"""Files written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from authorisation.errors import InvalidOption


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there; an old file stays until then.

    Raises:
        InvalidOption: the file cannot be written there.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidOption(
            f"{path}: cannot be written: {(error.strerror or 'no reason given').lower()}\n"
            "  help: name a file in a folder that exists and that you may write to"
        ) from None
