"""Types as they are written after `instance of` and at a function's parameters."""

from __future__ import annotations

from typing import Final

from authorisation.feel.syntax import names as naming
from authorisation.feel.syntax.cursor import Cursor
from authorisation.feel.syntax.lexer import syntax_error
from authorisation.feel.syntax.tree import TypeName

MAX_DEPTH: Final = 20

_SPACED: Final = naming.index_multiword_names(
    (
        "date and time",
        "date time",
        "day time duration",
        "days and time duration",
        "year month duration",
        "years and months duration",
    )
)


def parse_type(cursor: Cursor, depth: int = 0) -> TypeName:
    """Read a type.

    Raises:
        FeelSyntaxError: where no type stands.
    """
    if depth > MAX_DEPTH:
        raise syntax_error(cursor.text, cursor.token.start, f"more than {MAX_DEPTH} types deep")
    name = _name(cursor)
    if not cursor.is_next("<"):
        return TypeName(name)
    if name == "context":
        return TypeName(name, entries=_entries(cursor, depth))
    arguments = _arguments(cursor, depth)
    if name == "function":
        cursor.expect("->")
        return TypeName(name, arguments, result=parse_type(cursor, depth + 1))
    return TypeName(name, arguments)


def _name(cursor: Cursor) -> str:
    if cursor.token.kind != "word":
        raise cursor.unexpected("a type")
    name, length = naming.match_name(_SPACED, cursor.tokens, cursor.at)
    if length:
        cursor.at += length
        return name
    name = cursor.extend_name(cursor.take().text)
    while cursor.is_next("."):
        cursor.at += 1
        if cursor.token.kind != "word":
            raise cursor.unexpected("a type")
        name = f"{name}.{cursor.extend_name(cursor.take().text)}"
    return name


def _arguments(cursor: Cursor, depth: int) -> tuple[TypeName, ...]:
    cursor.expect("<")
    found: list[TypeName] = []
    while not cursor.skip(">"):
        if found:
            cursor.expect(",")
        found.append(parse_type(cursor, depth + 1))
    return tuple(found)


def _entries(cursor: Cursor, depth: int) -> tuple[tuple[str, TypeName], ...]:
    cursor.expect("<")
    found: list[tuple[str, TypeName]] = []
    while not cursor.skip(">"):
        if found:
            cursor.expect(",")
        name = cursor.declared_name(":")
        cursor.expect(":")
        found.append((name, parse_type(cursor, depth + 1)))
    return tuple(found)
