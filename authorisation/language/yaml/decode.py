"""Bytes to text, or the first problem for which a file cannot be used."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authorisation.language.yaml.characters import FORBIDDEN, MAX_BYTES, character_name
from authorisation.model.source import Location, Problem, Remedy

_LONE_CR = re.compile("\r(?!\n)")
_ODD_INDENT = re.compile("^[ \t]*([\u00a0\u2000-\u200a\u202f\u205f\u3000])", re.MULTILINE)
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
"""The first bytes of a workbook of the old kind, and of one with a password."""
_ZIPPED = b"PK\x03\x04"
_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
AS_UTF_8 = "save the file as UTF-8"
WITH_COMMAS = "save it with commas between them"
_AS_YAML = Remedy(
    "`authorise assess` and `authorise monitor` read forms that were filled in; all else is YAML",
    on_page="choose a form that was filled in, or a file in YAML",
)


def looks_zipped(data: bytes) -> bool:
    """Whether the bytes begin as a workbook does: a zip archive, or one of the old kind."""
    return data.startswith((_ZIPPED, OLD_WORKBOOK))


def wide_encoding(data: bytes) -> str:
    """The encoding that the bytes begin as a text in, UTF-16 or UTF-32; empty for neither."""
    zeros = tuple(not each for each in data[:4])
    if data.startswith(_UTF_32) or zeros in {(False, True, True, True), (True, True, True, False)}:
        return "UTF-32"
    if data.startswith(_UTF_16) or zeros[:2] in {(False, True), (True, False)}:
        return "UTF-16"
    return ""


def other_separator(heading: Sequence[str]) -> str:
    """The name of the separator of a row of CSV that no comma divides; empty for nothing."""
    found = next((mark for mark in ";\t|" if mark in heading[0]), "") if len(heading) == 1 else ""
    return "tabs" if found == "\t" else found and f"`{found}`"


def decode(data: bytes, file: str) -> str | Problem:
    """The text of UTF-8 bytes, or the first problem for which they cannot be used."""
    start = Location(file)
    if len(data) > MAX_BYTES:
        return Problem(start, f"the file is larger than {MAX_BYTES:,} bytes", "split it")
    if looks_zipped(data):
        return Problem(start, "this is a workbook, and this file must be YAML", _AS_YAML)
    if wide := wide_encoding(data):
        return Problem(start, f"the file is {wide}, not UTF-8", AS_UTF_8)
    data = data.removeprefix(_MARK)  # it says nothing, and some editors write it
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = _place(data[: error.start].decode("utf-8"), error.start, file)
        return Problem(at, f"the byte 0x{data[error.start]:02X} is not UTF-8", AS_UTF_8)
    return _first_problem(text, file) or text


def _first_problem(text: str, file: str) -> Problem | None:
    if found := FORBIDDEN.search(text):
        at = _place(text, found.start(), file)
        return Problem(at, f"the file holds {character_name(found[0])}", "remove it")
    if found := _LONE_CR.search(text):
        at = _place(text, found.start(), file)
        return Problem(
            at,
            "this line ends in a lone carriage return",
            "save the file with line ends LF or CRLF",
        )
    if found := _ODD_INDENT.search(text):
        at = _place(text, found.start(1), file)
        char = f"U+{ord(found[1]):04X}"
        return Problem(
            at,
            f"this line begins with a space that is not one ({char})",
            "indent with plain spaces",
        )
    return None


def _place(text: str, offset: int, file: str) -> Location:
    before = text[:offset]
    line_start = before.rfind("\n") + 1
    return Location(file, before.count("\n") + 1, len(before) - line_start + 1)
