"""Signatures of the functions of FEEL: types of arguments and results that checks rely on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import YearsMonths
from authorisation.feel.temporal.text import parse_duration
from authorisation.language.check.types import types

ResultType: TypeAlias = Callable[[Sequence[types.Type]], types.Type]


class Signature(msgspec.Struct, frozen=True):
    """The arguments of a function, one word for each, and the type of its result.

    The words: `any`, `number`, `text`, `boolean`, `list`, `numbers` (a list of them). A final
    `?` marks an argument that may be left out, a final `*` one that may be given again. `alike`
    says that the arguments, or the items of those that are lists, must be comparable.
    """

    takes: tuple[str, ...]
    gives: ResultType
    alike: bool = False

    @property
    def fewest(self) -> int:
        """The number of arguments that must be given."""
        return sum(not word.endswith("?") for word in self.takes)

    @property
    def most(self) -> int | None:
        """The number of arguments that may be given; None where there is no limit."""
        return None if self.takes and self.takes[-1].endswith("*") else len(self.takes)

    def word(self, position: int) -> str:
        """The word for the argument at that position, from 0."""
        return self.takes[min(position, len(self.takes) - 1)].rstrip("?*")


def item_type(kind: types.Type) -> types.Type:
    """Give the type of a list's items; of anything else, the value itself as its only item."""
    return kind.item if isinstance(kind, types.ListOf) else kind


def accepts_type(word: str, kind: types.Type) -> bool:
    """Whether an argument of that type may stand where the signature has that word."""
    match kind:
        case types.Anything() | types.Nothing():
            return True
        case types.ListOf(item) if word == "numbers":
            return accepts_type("number", item)
        case _:
            return word not in WANTED or isinstance(kind, WANTED[word][0])


WANTED: Final[Mapping[str, tuple[type, str]]] = {
    "number": (types.Number, "a number"),
    "numbers": (types.Number, "numbers"),
    "text": (types.Text, "text"),
    "list": (types.ListOf, "a list"),
    "boolean": (types.Boolean, "true or false"),
    "temporal": (types.Temporal, "a date, a time or a duration"),
}
"""What an argument should be, and how a message names it; any other word takes anything."""


def _always(kind: types.Type) -> ResultType:
    return lambda _: kind


def _first(arguments: Sequence[types.Type]) -> types.Type:
    return arguments[0]


def _items(arguments: Sequence[types.Type]) -> types.Type:
    return types.union_of_types(item_type(argument) for argument in arguments)


def _joined_list_type(arguments: Sequence[types.Type]) -> types.Type:
    return types.ListOf(_items(arguments))


def _flat_list_type(arguments: Sequence[types.Type]) -> types.Type:
    kind = arguments[0]
    while isinstance(kind, types.ListOf):
        kind = kind.item
    return types.ListOf(kind)


def _same_list_type(arguments: Sequence[types.Type]) -> types.Type:
    return types.ListOf(item_type(arguments[0]))


def duration_type(text: str) -> types.Type:
    """The type of a length of time as written: in days, or in months."""
    try:
        return types.IN_MONTHS if isinstance(parse_duration(text), YearsMonths) else types.IN_DAYS
    except FeelError:
        return types.DURATION


def _written_duration(arguments: Sequence[types.Type]) -> types.Type:
    match arguments[0]:
        case types.Text((str() as text,), written=True):
            return duration_type(text)
        case types.Temporal("duration") as given:
            return given
        case _:
            return types.DURATION


def _rows(gives: ResultType, words: str, *names: str, alike: bool = False) -> dict[str, Signature]:
    return dict.fromkeys(names, Signature(tuple(words.split()), gives, alike))


SIGNATURES: Final[Mapping[str, Signature]] = {
    **_rows(_always(types.COUNTED), "list", "count"),
    **_rows(_items, "numbers*", "sum", "mean", "median", alike=True),
    **_rows(_items, "any*", "min", "max", alike=True),
    **_rows(_always(types.ANYTHING), "numbers*", "product", "stddev", "mode"),
    **_rows(_first, "any", "abs"),
    **_rows(_first, "number number?", "floor", "ceiling"),
    **_rows(_first, "number number", "decimal", "round up", "round down", "round half up"),
    **_rows(_first, "number number", "round half down"),
    **_rows(_first, "number number", "modulo", alike=True),
    **_rows(_always(types.NUMBER), "number", "sqrt", "log", "exp"),
    **_rows(_always(types.BOOLEAN), "number", "odd", "even"),
    **_rows(_always(types.BOOLEAN), "boolean", "not"),
    **_rows(_always(types.BOOLEAN), "any*", "all", "any"),
    **_rows(_always(types.BOOLEAN), "list any", "list contains", alike=True),
    **_rows(_always(types.ListOf(types.NUMBER)), "list any", "index of", alike=True),
    **_rows(_joined_list_type, "list any*", "append", alike=True),
    **_rows(_joined_list_type, "list*", "concatenate", "union", alike=True),
    **_rows(_same_list_type, "list", "distinct values", "reverse"),
    **_rows(_same_list_type, "list any?", "sort"),
    **_rows(_same_list_type, "list number", "remove"),
    **_rows(_same_list_type, "list number number?", "sublist"),
    **_rows(_same_list_type, "list any any", "insert before", "list replace"),
    **_rows(_flat_list_type, "list", "flatten"),
    **_rows(_always(types.TEXT), "text", "upper case", "lower case"),
    **_rows(_always(types.TEXT), "text number number?", "substring"),
    **_rows(_always(types.TEXT), "text text", "substring before", "substring after"),
    **_rows(_always(types.TEXT), "text text text text?", "replace"),
    **_rows(_always(types.TEXT), "list any?", "string join"),
    **_rows(_always(types.TEXT), "any", "string"),
    **_rows(_always(types.NUMBER), "text", "string length"),
    **_rows(_always(types.NUMBER), "any text? text?", "number"),
    **_rows(_always(types.BOOLEAN), "text text", "contains", "starts with", "ends with"),
    **_rows(_always(types.BOOLEAN), "text text text?", "matches"),
    **_rows(_always(types.ListOf(types.TEXT)), "text text", "split"),
    **_rows(_always(types.DATE), "any number? number?", "date"),
    **_rows(_always(types.DATE_AND_TIME), "any any?", "date and time"),
    **_rows(_always(types.TIME), "any any? any? any?", "time"),
    **_rows(_written_duration, "any", "duration"),
    **_rows(_always(types.IN_MONTHS), "temporal temporal", "years and months duration"),
    **_rows(_always(types.NUMBER), "temporal", "day of year", "week of year"),
    **_rows(_always(types.TEXT), "temporal", "day of week", "month of year"),
    **_rows(
        _always(types.BOOLEAN), "any any", "is", "before", "after", "meets", "met by", "overlaps"
    ),
    **_rows(_always(types.BOOLEAN), "any any", "overlaps before", "overlaps after", "finishes"),
    **_rows(_always(types.BOOLEAN), "any any", "finished by", "includes", "during", "starts"),
    **_rows(_always(types.BOOLEAN), "any any", "started by", "coincides"),
    **_rows(_always(types.ANYTHING), "any any", "get value"),
    **_rows(_always(types.ANYTHING), "any", "get entries", "context", "range"),
    **_rows(_always(types.ANYTHING), "any any any", "context put"),
    **_rows(_always(types.ANYTHING), "list", "context merge"),
}
"""Functions by name."""
