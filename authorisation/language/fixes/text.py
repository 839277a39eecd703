"""The text of a file as an editor holds it, and where in it a scalar of YAML stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from typing import Final

import msgspec

from authorisation.language.yaml.document import Node, Scalar, UnreadableYaml, parse_yaml

_BLANKS: Final = re.compile(r"\s*")
_ESCAPES: Final = {"x": 4, "u": 6, "U": 10}
"""How long a code of a character is inside double quotes, with its backslash."""


class TextSpan(msgspec.Struct, frozen=True, order=True, gc=False):
    """The characters [start, end) of a text, counted from 0."""

    start: int
    end: int

    def holds(self, offset: int) -> bool:
        """Whether a cursor at that offset stands in it or at one of its ends."""
        return self.start <= offset <= self.end


class FileEdit(msgspec.Struct, frozen=True, order=True, gc=False):
    """A text to put in the place of a span of one file."""

    file: str
    span: TextSpan
    text: str


class SourceText:
    """A text by offset, and by line and column."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, each with its end."""
        return self.source.split("\n")

    @cached_property
    def root(self) -> Node | None:
        """It as YAML, with places in no file; None where it is none."""
        try:
            return parse_yaml(self.source.encode("utf-8", "surrogatepass"), "")
        except UnreadableYaml:
            return None

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.lines)]

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column, both from 1; the nearest where there is none."""
        line = min(max(line, 1), len(self.lines))
        within = min(max(column - 1, 0), len(self.lines[line - 1]))
        return self._starts[line - 1] + within

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both from 0."""
        offset = min(max(offset, 0), len(self.source))
        line = bisect_right(self._starts, offset) - 1
        line = min(line, len(self.lines) - 1)
        return line, offset - self._starts[line]

    def line_span(self, offset: int) -> TextSpan:
        """The line that an offset stands in, without its end."""
        line, _ = self.place(offset)
        return TextSpan(self._starts[line], self._starts[line] + len(self.lines[line].rstrip("\r")))

    def cut(self, span: TextSpan) -> str:
        """The characters of a span."""
        return self.source[span.start : span.end]


def scalar_offsets(scalar: Scalar, text: SourceText) -> list[int] | None:
    """The offset in the file of each character of a scalar, and of its end.

    None where the text is not that of the scalar, such as after a change.
    """
    source, at = text.source, text.offset(scalar.line, scalar.column)
    if scalar.style in {"|", ">"}:
        at = source.find("\n", at) + 1
        if not at:
            return None
        at = _past_blanks(source, at)
    elif scalar.style:
        if source[at : at + 1] != scalar.style:
            return None
        at += 1
    if source.startswith(scalar.text, at) and "\n" not in scalar.text:
        return list(range(at, at + len(scalar.text) + 1))
    found: list[int] = []
    value, index = scalar.text, 0
    while index < len(value):
        if value[index].isspace() and source[at : at + 1] != "\\":
            length = len(_BLANKS.match(value, index)[0])  # type: ignore[index]  # it may be empty
            found += [at] * length
            index += length
            at = _past_blanks(source, at)
            continue
        width = _width(source, at, value[index], scalar.style)
        if not width:
            return None
        found.append(at)
        at += width
        index += 1
    return [*found, at]


def _past_blanks(source: str, at: int) -> int:
    return _BLANKS.match(source, at).end()  # type: ignore[union-attr]  # it may be empty


def _width(source: str, at: int, char: str, style: str) -> int:
    """The number of characters of the file that stand for one; 0 where they do not."""
    if style == '"' and source[at : at + 1] == "\\":
        return _ESCAPES.get(source[at + 1 : at + 2], 2)
    if source[at : at + 1] != char:
        return 0
    return 2 if style == "'" and char == "'" else 1
