"""Texts of others made safe to print: what a terminal would obey is escaped."""

from __future__ import annotations

import re
from typing import Final

_CONTROL_CHARACTERS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
"""C0 and C1 controls, marks that turn the direction of text or cannot be seen, lone surrogates."""

_SPACES: Final = re.compile("[ \t\r\n]+")


def visible(text: str) -> str:
    r"""The text on one line: white space folded, control characters escaped as `\x1B`, `\u202E`."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # nearly all texts: nothing in them is to be looked for
    return _CONTROL_CHARACTERS.sub(_escape, _SPACES.sub(" ", text).strip())


def visible_lines(text: str) -> str:
    """The text with control characters escaped as `visible` does; lines and spaces stay."""
    return "\n".join(_CONTROL_CHARACTERS.sub(_escape, line) for line in text.split("\n"))


def without_quotes(text: str) -> str:
    """The text without the marks around what an author wrote, for where it stands by itself."""
    return text.replace("`", "")


def shorten(text: str, longest: int) -> str:
    """The text cut to `longest` characters, the last of them an ellipsis where it was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code <= 0xFF:  # noqa: PLR2004 the last character that two digits can name
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004 likewise four
