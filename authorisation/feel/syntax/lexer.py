"""The words, numbers, strings and signs of a FEEL text, with their places."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from authorisation.feel.errors import FeelSyntaxError
from authorisation.feel.syntax.tree import Span

MAX_LENGTH: Final = 20_000

_START: Final = (
    "?A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART: Final = _START + "0-9\u00b7\u0300-\u036f\u203f\u2040"
_BLANK: Final = r"[\s\u180e\u200b\u2060\ufeff]+"

_TOKEN: Final = re.compile(
    rf"""
      (?P<blank>{_BLANK}|//[^\n\r]*|/\*.*?\*/)
    | (?P<open_comment>/\*)
    | (?P<range>\.\.)
    | (?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[{_START}][{_PART}]*)
    | (?P<at>@\s*"(?:[^"\\]|\\.)*")
    | (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<open_string>@?\s*")
    | (?P<sign>\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{{}},:.'])
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_PLAIN_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_LAST_CODE_POINT: Final = 0x10FFFF


class Token(NamedTuple):
    """One word, number, string or sign; `kind` is `end` after the last."""

    kind: str
    text: str
    start: int
    end: int

    def __str__(self) -> str:
        """The token as messages quote it."""
        return f"`{self.text}`" if self.kind != "end" else "the end of the expression"


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Give the line and column, from 1, of an offset into the text."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def span(text: str, start: int, end: int) -> Span:
    """Give the place of the characters [start, end)."""
    line, column = line_and_column(text, start)
    return Span(line=line, column=column, start=start, end=end)


def syntax_error(
    text: str, offset: int, message: str, expected: tuple[str, ...] = ()
) -> FeelSyntaxError:
    """Make the error for a fault at an offset."""
    line, column = line_and_column(text, offset)
    return FeelSyntaxError(message, line=line, column=column, expected=expected)


def tokenize(text: str) -> list[Token]:
    """Split a text; blanks and comments are dropped, and an `end` token closes the list.

    Raises:
        FeelSyntaxError: for a text that is too long, and for what is no part of FEEL.
    """
    if len(text) > MAX_LENGTH:
        raise syntax_error(
            text, MAX_LENGTH, f"the expression is longer than {MAX_LENGTH:,} characters"
        )
    found: list[Token] = []
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise syntax_error(
                text, offset, f"`{text[offset]}` is not part of the expression language"
            )
        kind = str(match.lastgroup)
        if kind == "open_string":
            raise syntax_error(text, offset, 'the string has no closing `"`', ('"',))
        if kind == "open_comment":
            raise syntax_error(text, offset, "the comment has no closing `*/`", ("*/",))
        if kind != "blank":
            found.append(Token(kind, match.group(), offset, match.end()))
        offset = match.end()
    found.append(Token("end", "", len(text), len(text)))
    return found


def unquote(text: str, token: Token) -> str:
    """Give the characters that a string token stands for."""
    body = token.text[token.text.index('"') + 1 : -1]
    if "\\" in body:
        body = _ESCAPE.sub(_unescape, body)
    try:
        return body.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise syntax_error(
            text, token.start, "half of a surrogate pair is not a character"
        ) from None


def _unescape(match: re.Match[str]) -> str:
    short, long, plain = match.groups()
    if plain is not None:
        # A backslash before anything else is itself: patterns such as `\s` rely on it.
        return _PLAIN_ESCAPES.get(plain, "\\" + plain)
    code = int(short or long, 16)
    return chr(code) if code <= _LAST_CODE_POINT else match.group()
