"""Cells as the text that their answer has in YAML, so that one reader serves both forms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from authorisation.forms.workbook.layout import (
    AND_SO_ON,
    MARK,
    NO,
    NOT_KNOWN,
    SEPARATOR,
    THERE_IS_NONE,
    YES,
)
from authorisation.forms.workbook.read_cells import (
    TYPE_AS_TEXT,
    CellContent,
    PercentageCell,
    UnusableCell,
)
from authorisation.language.answers.answers import NONE, SO_FAR, as_listed
from authorisation.language.yaml.characters import fold_text, forbidden_character, quote
from authorisation.language.yaml.document import Mapping, Node, Scalar, Sequence
from authorisation.language.yaml.scalars import InvalidScalar
from authorisation.model.canonical import decimal_text
from authorisation.model.question import NUMERIC, TEXTS, ValueType
from authorisation.model.source import Location

REFUSED: Final = "refused"
"""Stands for a text that was refused, so that it is not also said to be missing or empty."""
_DAY_0: Final = date(1899, 12, 30)
"""The day from which spreadsheets count."""
_YEARS_AS_DAYS: Final = (_DAY_0 + timedelta(days=1900), _DAY_0 + timedelta(days=2100))


def scalar_node(at: Location, text: str) -> Scalar:
    """A quoted scalar at a cell's place; quoted, so that the YAML reader takes it as text."""
    return Scalar(
        text, at.file, at.line, at.column, "'", sheet=at.sheet, sheet_number=at.sheet_number
    )


def is_unanswered(content: CellContent) -> bool:
    """Whether an answer's cell holds *don't know yet*."""
    return isinstance(content, str) and fold_text(content) == NOT_KNOWN


def answer_text(content: CellContent, kind: ValueType) -> str:
    """The text of a cell's content as the answer to a question of that type.

    Raises:
        InvalidScalar: if the cell holds what cannot be such an answer.
    """
    match content:
        case UnusableCell.TIME if kind is ValueType.DATE:
            raise InvalidScalar("this cell holds a time of day", "type the date alone")
        case UnusableCell():
            raise InvalidScalar(*content.value)
        case bool():
            return _boolean(content, kind)
        case date():
            return _date(content, kind)
        case Decimal() | PercentageCell():
            return _number(content, kind)
        case str():
            return _text(content, kind)


def _text(content: str, kind: ValueType) -> str:
    if found := forbidden_character(content):
        raise InvalidScalar(f"this text holds {found}", "write it without that character")
    if kind is ValueType.BOOLEAN:
        word = {YES: "true", NO: "false"}.get(fold_text(content), content.casefold())
        if word not in {"true", "false", NONE}:
            raise _not_yes_or_no(content)
        return word
    return NONE if kind is ValueType.DOCUMENT and fold_text(content) == NONE else content


def _boolean(content: bool, kind: ValueType) -> str:  # noqa: FBT001
    if kind is not ValueType.BOOLEAN:
        shown = "TRUE" if content else "FALSE"
        raise InvalidScalar(
            f"this cell holds {shown}, which answers another kind of question", TYPE_AS_TEXT
        )
    return "true" if content else "false"


def _date(content: date, kind: ValueType) -> str:
    if kind is not ValueType.DATE:
        wanted = "a number" if kind in NUMERIC else "text"
        remedy = "" if kind in NUMERIC else TYPE_AS_TEXT
        raise InvalidScalar(f"this cell holds the date {content.isoformat()}, not {wanted}", remedy)
    if _YEARS_AS_DAYS[0] <= content <= _YEARS_AS_DAYS[1]:
        year = (content - _DAY_0).days
        raise InvalidScalar(
            f"this cell holds {content.isoformat()}, which a spreadsheet makes of the year {year}",
            "type the whole date; if you mean that day, set the cell's format to text first",
        )
    return content.isoformat()


def _number(content: Decimal | PercentageCell, kind: ValueType) -> str:
    if isinstance(content, PercentageCell):
        text = decimal_text(content.fraction * 100) + "%"
    else:
        text = decimal_text(content)
    if kind is ValueType.BOOLEAN:
        raise _not_yes_or_no(text)
    if kind in TEXTS:
        # A code such as `0123` or `5E1` is another one once it has been taken for a number.
        raise InvalidScalar(f"this cell holds the number {text}, not text", TYPE_AS_TEXT)
    return text


def _not_yes_or_no(text: str) -> InvalidScalar:
    return InvalidScalar(f"{quote(text)} is not yes or no", "choose `yes` or `no`")


def is_marked(content: CellContent | None, name: str) -> bool:
    """Whether a cell in a column of marks is marked.

    Raises:
        InvalidScalar: if anything but a mark stands there.
    """
    match content:
        case None:
            return False
        case bool():
            return content
        case str() if fold_text(content) in {MARK, YES, "✓", "✔", "true", THERE_IS_NONE, NOT_KNOWN}:
            return True
        case str() if fold_text(content) in {NO, "false", "-"}:
            return False
        case _:
            raise InvalidScalar(
                f"the column {quote(name)} takes a mark", f"write `{MARK}`, or leave it empty"
            )


def list_node(at: Location, text: str, choices: Iterable[str] = ()) -> Node:
    """The list in `a; b; c`; `…` at its end leaves it open, `none` alone is an empty one.

    An answer that holds a semicolon stands in double quotes, a quote in it written twice.

    Raises:
        InvalidScalar: if a quote is not closed, or nothing stands between two semicolons.
    """
    found = Sequence(at)
    parts = [] if text.casefold() in {NONE, "[]"} else _split(text)
    open_ended = bool(parts) and parts[-1] in {(mark, False) for mark in AND_SO_ON}
    for part, _ in parts[:-1] if open_ended else parts:
        if not part:
            raise InvalidScalar(
                "nothing stands between two semicolons, or after the last", "remove the semicolon"
            )
        found.append(scalar_node(at, as_listed(part, choices)))
    if not open_ended:
        return found
    so_far = Mapping(at)
    so_far.put(SO_FAR, found, at)
    return so_far


def _split(text: str) -> list[tuple[str, bool]]:
    """The parts between semicolons outside quotes, each with whether it was quoted."""
    parts: list[tuple[str, bool]] = []
    rest = text
    while True:
        rest = rest.lstrip()
        if rest.startswith('"'):
            part, rest = _quoted_part(rest)
            parts.append((part, True))
        else:
            part, mark, after = rest.partition(SEPARATOR)
            parts.append((part.strip(), False))
            rest = mark + after
        if not rest:
            return parts
        rest = rest[1:]


def _quoted_part(text: str) -> tuple[str, str]:
    end = 1
    while (end := text.find('"', end)) != -1 and text[end : end + 2] == '""':
        end += 2
    after = text[end + 1 :].lstrip() if end != -1 else ""
    if end == -1 or (after and not after.startswith(SEPARATOR)):
        raise InvalidScalar(
            "a double quote is not closed before the next semicolon",
            'write `"` twice inside a text in double quotes',
        )
    return text[1:end].replace('""', '"'), after
