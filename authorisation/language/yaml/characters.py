"""Characters: those of a file, from its bytes, and how an author's text is shown in messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from authorisation.model.source import Location, Problem, Remedy

MAX_BYTES = 4_000_000
MAX_QUOTED = 60
MAX_NAMES = 12

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_APOSTROPHES = re.compile("[\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07]")
_NAMED = {
    "\x00": "a NUL character",
    "\x85": "an old line end (NEL)",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\ufeff": "a byte order mark",
}
_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def quote(text: str) -> str:
    """An author's text for a message: in backticks, shortened, its control characters visible."""
    flat = "".join(" " if char in "\n\t" else _visible(char) for char in text[: MAX_QUOTED + 1])
    return f"`{flat[:MAX_QUOTED]}…`" if len(flat) > MAX_QUOTED else f"`{flat}`"


def quote_names(names: Sequence[str]) -> str:
    """The names in backticks with commas between them, `…` in place of those after the twelfth."""
    more = ", …" if len(names) > MAX_NAMES else ""
    return ", ".join(f"`{name}`" for name in names[:MAX_NAMES]) + more


def fold_text(text: str) -> str:
    """The text as it is compared with words of ours: small letters, plain apostrophes, one space.

    Word processors and spreadsheets turn the apostrophe that was typed into a curly one.
    """
    return " ".join(_APOSTROPHES.sub("'", text).casefold().split())


def _visible(char: str) -> str:
    if char.isprintable() or char == "\u00a0":
        return char
    return f"\\u{ord(char):04x}"


def forbidden_character(text: str) -> str:
    """The name of the first character that a file may not hold; empty where there is none."""
    found = FORBIDDEN.search(text)
    return character_name(found[0]) if found else ""


def character_name(char: str) -> str:
    """The name of an invisible character, in words and as a code point."""
    if char in _NAMED:
        return f"{_NAMED[char]} (U+{ord(char):04X})"
    if char in _BIDIRECTIONAL:
        return f"a character that turns the direction of text (U+{ord(char):04X})"
    if unicodedata.category(char) == "Cs":
        return f"half of a character (U+{ord(char):04X})"
    kind = "control" if unicodedata.category(char) == "Cc" else "invisible"
    return f"a {kind} character (U+{ord(char):04X})".replace("a invisible", "an invisible")


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
