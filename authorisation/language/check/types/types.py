"""Types of expressions, as far as they are known before there is any answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from authorisation.language.check.types.units import COUNT, DAY, PLAIN, Unit, parse_unit
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import Parameter
from authorisation.model.value import Answer, Duration, Items


class Anything(msgspec.Struct, frozen=True):
    """A value about which nothing is known; it never makes a complaint."""


class Nothing(msgspec.Struct, frozen=True):
    """FEEL's null as written; it may be compared with everything."""


class Number(msgspec.Struct, frozen=True):
    """A number in a unit; `unit` is None for 0, which stands for none of anything."""

    unit: Unit | None = PLAIN
    written: bool = False
    """A bare literal, which has no unit because nobody could say it."""


class Boolean(msgspec.Struct, frozen=True):
    """True or false."""


class Text(msgspec.Struct, frozen=True):
    """Text; `among` lists what it can be, None where it can be anything."""

    among: tuple[str, ...] | None = None
    written: bool = False
    """A literal, or made of literals."""


class Temporal(msgspec.Struct, frozen=True):
    """A `date`, a `time`, a `date and time` or a `duration`."""

    kind: str
    measure: str = ""
    """Of a duration: `days` or `months`, which cannot be compared; empty where it may be either."""

    def suits(self, other: Temporal) -> bool:
        """Whether the two are of one kind, and of one measure as far as that is known."""
        known = {self.measure, other.measure} - {""}
        return self.kind == other.kind and len(known) <= 1


class ListOf(msgspec.Struct, frozen=True):
    """A list of such items."""

    item: Type


class Fields(msgspec.Struct, frozen=True):
    """A context with these entries, and no others.

    `group` is the dotted name of a group of questions, and `name_by` the field by which messages
    call an item; both empty where there is none.
    """

    fields: Mapping[str, Type] = msgspec.field(default_factory=lambda: MappingProxyType({}))
    group: str = ""
    name_by: str = ""


class RangeOver(msgspec.Struct, frozen=True):
    """A range between such values."""

    item: Type


Type: TypeAlias = (
    Anything | Nothing | Number | Boolean | Text | Temporal | ListOf | Fields | RangeOver
)

ANYTHING: Final = Anything()
NOTHING: Final = Nothing()
BOOLEAN: Final = Boolean()
TEXT: Final = Text()
NUMBER: Final = Number()
COUNTED: Final = Number(COUNT)
DAYS: Final = Number(DAY)
ZERO: Final = Number(None, written=True)
DATE: Final = Temporal("date")
TIME: Final = Temporal("time")
DATE_AND_TIME: Final = Temporal("date and time")
DURATION: Final = Temporal("duration")
IN_DAYS: Final = Temporal("duration", "days")
IN_MONTHS: Final = Temporal("duration", "months")


def format_type(kind: Type) -> str:
    """The name of a type for a sentence: `a number`, `text`, `true or false`."""
    match kind:
        case Nothing():
            return "null"
        case Number():
            return "a number"
        case Boolean():
            return "true or false"
        case Text():
            return "text"
        case Temporal(name, measure):
            return f"a {name} in {measure}" if measure else f"a {name}"
        case ListOf():
            return "a list"
        case Fields(group=group):
            return "a group of answers" if group else "an item with fields"
        case RangeOver():
            return "a range"
        case Anything():
            return "a value"


def can_be_equal(one: Type, other: Type) -> bool:
    """Whether values of two types can ever be equal, units and choices aside."""
    match one, other:
        case (Anything() | Nothing(), _) | (_, Anything() | Nothing()):
            return True
        case Temporal() as left, Temporal() as right:
            return left.suits(right)
        case ListOf(a), ListOf(b):
            return can_be_equal(a, b)
        case _:
            return type(one) is type(other)


def has_order(kind: Type) -> bool:
    """Whether `<` and `>` have a meaning for such values."""
    return isinstance(kind, (Anything, Number, Text, Temporal))


def union_type(one: Type, other: Type) -> Type:
    """Give the type of a value that is one or the other."""
    match one, other:
        case _ if one == other:
            return one
        case Nothing(), known:
            return known
        case known, Nothing():
            return known
        case Number(a, w), Number(b, v):
            unit = b if a is None else a
            return Number(unit, w and v) if b is None or a is None or a.agrees(b) else ANYTHING
        case Text(a, w), Text(b, v):
            among = None if a is None or b is None else tuple(dict.fromkeys((*a, *b)))
            return Text(among, w and v)
        case Temporal("duration", a), Temporal("duration", b):
            return Temporal("duration", a if a == b else "")
        case ListOf(a), ListOf(b):
            return ListOf(union_type(a, b))
        case _:
            return ANYTHING


def union_of_types(kinds: Iterable[Type]) -> Type:
    """Give the type of a value that is one of these; anything where there is none."""
    found: Type | None = None
    for kind in kinds:
        found = kind if found is None else union_type(found, kind)
    return ANYTHING if found is None else found


def question_type(question: Question) -> Type:
    """Give the type of the answer to a question, *there is none* aside."""
    if question.type is ValueType.LIST:
        if not question.each:
            return ListOf(Text(question.of or None))
        fields = {name: question_type(part) for name, part in question.each.items()}
        return ListOf(Fields(fields, name_by=question.name_by))
    return _declared_type(question.type, question.unit, question.of)


def parameter_type(parameter: Parameter) -> Type:
    """Give the type of a parameter; that of a list's items is read off its values."""
    if parameter.type is ValueType.DURATION:
        return union_of_types(value_type(entry.value) for entry in parameter.values)
    if parameter.type is not ValueType.LIST:
        return _declared_type(parameter.type, parameter.unit, parameter.of)
    values = (entry.value for entry in parameter.values)
    items = [item for value in values if isinstance(value, Items) for item in value.items]
    unit = parse_unit(parameter.unit) or PLAIN
    return ListOf(union_of_types(value_type(item, unit) for item in items))


def value_type(value: Answer, unit: Unit = PLAIN) -> Type:
    """Give the type of a value as given, its numbers being in that unit."""
    match value:
        case bool():
            return BOOLEAN
        case Decimal():
            return Number(unit)
        case str():
            return TEXT
        case Mapping():
            return Fields({name: value_type(part) for name, part in value.items()})
        case Items(items):
            return ListOf(union_of_types(value_type(item, unit) for item in items))
        case None:
            return NOTHING
        case Duration():
            return IN_MONTHS if value.months else IN_DAYS
        case _:
            return DATE


def _declared_type(kind: ValueType, unit: str, of: tuple[str, ...]) -> Type:
    if kind in NUMERIC:
        return Number(parse_unit(unit) or PLAIN)
    match kind:
        case ValueType.BOOLEAN:
            return BOOLEAN
        case ValueType.CHOICE:
            return Text(of or None)
        case ValueType.CHOICES:
            return ListOf(Text(of or None))
        case ValueType.DATE:
            return DATE
        case ValueType.DURATION:
            return DURATION
        case _:
            return TEXT
