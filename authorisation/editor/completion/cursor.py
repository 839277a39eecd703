"""Where in the structure of a file a cursor stands, also while what it stands in is half typed.

A word that nobody writes is put in at the cursor, and the file is read with it. Where it cannot be
read so, what stands below is left out, and what is open is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from authorisation.language.fixes.text import SourceText
from authorisation.language.yaml.document import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    UnreadableYaml,
    parse_yaml,
)

_MARK: Final = "zqcursorqz"
_WORD_BEFORE: Final = re.compile(r"[\w.-]*\Z")
_WORD_AFTER: Final = re.compile(r"[\w-]*")


class YamlCursor(msgspec.Struct, frozen=True):
    """A cursor in YAML: the path to it, and the text before it.

    `path` leads to the mapping of which a key is written, or to the value that is.
    """

    root: Node
    path: tuple[str | int, ...]
    parents: tuple[Node, ...]
    """The nodes along the path, the root first, the value itself left out."""
    is_key: bool
    before: str
    """What stands before the cursor in its scalar, without quotes."""

    @property
    def mapping(self) -> Mapping | None:
        """The mapping around it."""
        last = self.parents[-1] if self.parents else None
        return last if isinstance(last, Mapping) else None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys along the path."""
        return tuple(step for step in self.path if isinstance(step, str))

    @property
    def written(self) -> tuple[str, ...]:
        """The other keys of the mapping in which a key is written."""
        return tuple(key for key in self.mapping or () if _MARK not in key)


def cursor_at(text: SourceText, offset: int) -> YamlCursor | None:
    """The cursor at that offset; None where nothing of the file can be read."""
    source = text.source
    end = end_of_word(source, offset)
    for attempt in _attempts(source, offset, end):
        try:
            root = parse_yaml(attempt.encode("utf-8", "surrogatepass"), "")
        except UnreadableYaml:
            continue
        if (found := _find(root, root, (), ())) is not None:
            return found
    return None


def _attempts(source: str, offset: int, end: int) -> Iterator[str]:
    """Yield the file with the mark in it as it may be meant, the likeliest first."""
    before, after = source[:offset], source[end:]
    line = before.rpartition("\n")[2]
    starts_line = re.fullmatch(r"\s*(- )*[\w.-]*", line) is not None
    rest = after.partition("\n")[0].strip()
    if starts_line and not rest:
        yield f"{before}{_MARK}: 0{after}"
    yield f"{before}{_MARK}{after}"
    yield f"{before}{_MARK}: 0{after}"
    for closing in ("", *_closings(line)):
        if starts_line:
            yield f"{before}{_MARK}: 0{closing}"
        yield f"{before}{_MARK}{closing}"
        yield f"{before}{_MARK}: 0{closing}"


def _closings(line: str) -> Iterator[str]:
    """Yield what may close the quotes and brackets that a line opens."""
    opened = [char for char in line if char in "[]{}"]
    stack: list[str] = []
    for char in opened:
        if char in "[{":
            stack.append("]" if char == "[" else "}")
        elif stack:
            stack.pop()
    brackets = "".join(reversed(stack))
    for quote in ("", "'", '"'):
        # The brackets may be those of an expression, inside the quotes.
        yield from dict.fromkeys(each for each in (quote, quote + brackets) if each)


def _find(
    node: Node, root: Node, path: tuple[str | int, ...], parents: tuple[Node, ...]
) -> YamlCursor | None:
    match node:
        case Scalar() if _MARK in node.text:
            before = node.text.partition(_MARK)[0]
            return YamlCursor(root, path, parents, is_key=False, before=before)
        case Mapping():
            for key, value in node.items():
                if _MARK in key:
                    before = key.partition(_MARK)[0]
                    return YamlCursor(root, path, (*parents, node), is_key=True, before=before)
                if found := _find(value, root, (*path, key), (*parents, node)):
                    return found
        case Sequence():
            for number, item in enumerate(node):
                if found := _find(item, root, (*path, number), (*parents, node)):
                    return found
    return None


def word_before(text: str) -> str:
    """The part of a dotted name with which a text ends."""
    return _WORD_BEFORE.search(text)[0]  # type: ignore[index]  # it may be empty


def end_of_word(source: str, offset: int) -> int:
    """The offset at which the word ends that goes on at an offset."""
    return offset + len(_WORD_AFTER.match(source, offset)[0])  # type: ignore[index]  # may be empty
