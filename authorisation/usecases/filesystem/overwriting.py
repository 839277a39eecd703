"""Keep what somebody wrote: no result may take the place of an input, a filled form or a record.

In a folder, whose names the program chooses, none takes the place of a file that it did not make.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidOption
from authorisation.language.yaml.regular_files import is_file, is_yaml
from authorisation.records.parts import FORMAT
from authorisation.usecases.filesystem.files import holds

_HEAD: Final = 100_000
"""How many bytes are looked at for what a file is."""
_RECORD: Final = re.compile(rb'"format":\s*"' + FORMAT[:-1].encode())
_A_RECORD: Final = "a record"
_YAML: Final = re.compile(
    rb"^(?:# yaml-language-server:"
    rb"|(?:answers|judgements|moderation|departures|assessor|returns|group):)",
    re.MULTILINE,
)

PAGE_OF_FOLDER: Final = b"<!-- made by authorise, which writes over it -->\n"
"""Ends each page of a folder, in HTML and in Markdown."""
_PAGE: Final = b"<!doctype html>"


def refuse_overwriting_inputs(places: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over a file that was read, by whatever name either is given.

    Raises:
        InvalidOption: one of the places is one of the inputs.
    """
    read = tuple(inputs)
    for place in places:
        if any(_same(place, file) for file in read):
            raise InvalidOption(
                f"{place}: this file is read, so nothing is written over it",
                "name another file for what comes out",
            )


def refuse_overwriting(contents: Mapping[Path, bytes | Path], what: str, remedy: str) -> None:
    """Refuse to write over regular files that hold anything else; the same bytes are no loss.

    Each content is bytes, or the file that holds them until it is moved.

    Raises:
        InvalidOption: one of them would be replaced.
    """
    for place, content in contents.items():
        if is_file(place) and not holds(place, content):
            raise InvalidOption(f"{place}: {what}", remedy)


def refuse_overwriting_work(contents: Mapping[Path, bytes | Path], *, records: bool = True) -> None:
    """Refuse to write a result over a file that somebody filled in, or over another record.

    Without `records` a record may go.

    Raises:
        InvalidOption: one of the places holds such a file.
    """
    for place, content in contents.items():
        what = _work_in(place) if is_file(place) and not holds(place, content) else ""
        if what and (records or what != _A_RECORD):
            raise InvalidOption(
                f"{place}: {what} is there, and nothing is written over it",
                "name another file for what comes out",
            )


def refuse_overwriting_others(
    contents: Mapping[Path, bytes | Path], is_made: Callable[[bytes], bool], what: str
) -> None:
    """Refuse to write into a folder over files that this program did not make.

    `is_made` says of the bytes of a file whether it made that, `what` says as which.

    Raises:
        InvalidOption: one of the places holds such a file.
    """
    for place, content in contents.items():
        if is_file(place) and not holds(place, content) and not is_made(_read(place) or b""):
            raise InvalidOption(
                f"{place}: a file is there that this program did not make {what}",
                "name another folder, or move that file away",
            )


def is_page_of_folder(data: bytes) -> bool:
    """Whether a file is a page of a folder that this program wrote."""
    return data.rstrip().endswith(PAGE_OF_FOLDER.rstrip())


def is_letter(data: bytes) -> bool:
    """Whether a file is a PDF set by Typst, as every letter is."""
    return data.startswith(b"%PDF-") and b"/Creator(Typst " in data


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except OSError:
        return None


def _work_in(place: Path) -> str:
    """The kind of work, written or kept, at a place; empty for a result that can be made again."""
    data = _read(place)
    if data is None:
        return ""
    if _RECORD.search(data):
        return _A_RECORD
    from authorisation.forms.workbook.read import is_form  # noqa: PLC0415 - seldom is a file there

    if is_form(data, str(place)):
        return "a workbook to fill in"
    if data.lower().startswith(_PAGE):
        return ""  # which may show a file of YAML
    if is_yaml(place) or _YAML.search(data[:_HEAD]):
        return "a file of YAML"
    return ""


def _same(place: Path, file: Path) -> bool:
    if not is_file(place):
        return False
    try:
        return os.path.samefile(place, file)  # noqa: PTH121 - as `is_file`, for any name
    except (OSError, ValueError):
        return False
