"""Keep what somebody wrote: no result may take the place of an input, a filled form or a record."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from authorisation.errors import InvalidOption
from authorisation.language.yaml.regular_files import is_file


def refuse_overwriting_inputs(places: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over a file that was read, by whatever name either is given.

    Raises:
        InvalidOption: one of the places is one of the inputs.
    """
    read = tuple(inputs)
    for place in places:
        if any(_same(place, file) for file in read):
            raise InvalidOption(
                f"{place}: this file is read, so nothing is written over it\n"
                "  help: name another file for what comes out"
            )


def refuse_overwriting(contents: Mapping[Path, bytes], what: str, remedy: str) -> None:
    """Refuse to write over regular files that hold anything else; the same bytes are no loss.

    Raises:
        InvalidOption: one of them would be replaced.
    """
    for place, content in contents.items():
        if is_file(place) and not _holds(place, content):
            raise InvalidOption(f"{place}: {what}\n  help: {remedy}")


def _same(place: Path, file: Path) -> bool:
    if not is_file(place):
        return False
    try:
        return os.path.samefile(place, file)  # noqa: PTH121 - as `is_file`, for any name
    except (OSError, ValueError):
        return False


def _holds(place: Path, content: bytes) -> bool:
    try:
        return place.stat().st_size == len(content) and place.read_bytes() == content
    except OSError:
        return False
