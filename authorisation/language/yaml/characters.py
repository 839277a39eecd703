"""Characters: those that a file may not hold, and how an author's text is shown in messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

MAX_BYTES = 4_000_000
MAX_QUOTED = 60

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
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


def quote_names(names: Sequence[str], most: int = 12) -> str:
    """The names in backticks with commas between them, `…` in place of those after `most`."""
    more = ", …" if len(names) > most else ""
    return ", ".join(f"`{name}`" for name in names[:most]) + more


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
    kind = "control" if unicodedata.category(char) == "Cc" else "invisible"
    return f"a {kind} character (U+{ord(char):04X})".replace("a invisible", "an invisible")
