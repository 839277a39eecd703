"""Expressions over the columns of a table, which any engine with integers and lists can work out.

No three-valued logic of an engine is relied upon: what is compared inside `case_of` may be null,
and is then not true; nothing else is null, but for a column that was not answered and an end of a
number that there is not. Numbers are exact decimals; nothing here divides but `Rounded`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Final, TypeAlias

Literal: TypeAlias = int | str | bool | Decimal | date | None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RowExpression:
    """A value of each row. Two expressions are the same where they are one object."""

    among: frozenset[int] | None = None
    """The few integers that it can come to, where that is known."""


@dataclass(frozen=True, eq=False, slots=True)
class Constant(RowExpression):
    """One value in every row."""

    value: Literal


@dataclass(frozen=True, eq=False, slots=True)
class Column(RowExpression):
    """A column of the input."""

    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Variable(RowExpression):
    """An item of a list, inside what is worked out for each."""

    number: int


@dataclass(frozen=True, eq=False, slots=True)
class Member(RowExpression):
    """A field of a structure."""

    of: RowExpression
    name: str


@dataclass(frozen=True, eq=False, slots=True)
class Conditional(RowExpression):
    """The value of the first branch whose condition is true, else `other`."""

    branches: tuple[tuple[RowExpression, RowExpression], ...]
    other: RowExpression


@dataclass(frozen=True, eq=False, slots=True)
class Operation(RowExpression):
    """`op` over its arguments: one of the names in `OPERATORS`."""

    op: str
    of: tuple[RowExpression, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Lookup(RowExpression):
    """The entry of a table of integers at an index from 0."""

    table: tuple[int, ...]
    index: RowExpression


@dataclass(frozen=True, eq=False, slots=True)
class Structure(RowExpression):
    """A structure of named fields."""

    fields: tuple[tuple[str, RowExpression], ...]


@dataclass(frozen=True, eq=False, slots=True)
class ForEach(RowExpression):
    """A list with `body` of each item of another, in its order."""

    source: RowExpression
    variable: Variable
    body: RowExpression


@dataclass(frozen=True, eq=False, slots=True)
class Total(RowExpression):
    """The total of a list of numbers: `kind` is one of `sum least greatest union`.

    `union` is of sets as bits. Of an empty list the sum is 0, the union the empty set, and an end
    null.
    """

    kind: str
    source: RowExpression
    variable: Variable
    body: RowExpression


@dataclass(frozen=True, eq=False, slots=True)
class Chosen(RowExpression):
    """A list of values, each where its condition is true."""

    items: tuple[tuple[RowExpression, RowExpression], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Rounded(RowExpression):
    """`above / below` to so many places, half away from 0; `below` is greater than 0."""

    above: RowExpression
    below: RowExpression
    places: int


OPERATORS: Final = frozenset(
    {
        *("+", "-", "*", "=", "<>", "<", "<=", ">", ">=", "and", "or", "not", "|", "&"),
        *("is null", "items", "length", "add months", "days between", "matches"),
        *("least", "greatest", "negate"),
    }
)
"""`items` is a list, empty where it is null; `least` and `greatest` pass over what is null."""
TRUE: Final = Constant(value=True)
FALSE: Final = Constant(value=False)
NULL: Final = Constant(None)
ZERO: Final = Constant(0, among=frozenset({0}))
_variables = count(1)


def variable() -> Variable:
    """A new name for the items of a list."""
    return Variable(next(_variables))


def operation(op: str, *of: RowExpression, among: frozenset[int] | None = None) -> RowExpression:
    """An operation, as it is."""
    assert op in OPERATORS, op  # noqa: S101 - a slip in this program
    return Operation(op, of, among=among)


def children(of: RowExpression) -> tuple[RowExpression, ...]:
    """The expressions right inside one; the variable of a list is none."""
    match of:
        case Member(of=inner):
            return (inner,)
        case Conditional(branches=branches, other=other):
            return (*(part for branch in branches for part in branch), other)
        case Operation(of=parts):
            return parts
        case Lookup(index=index):
            return (index,)
        case Structure(fields=fields):
            return tuple(value for _, value in fields)
        case ForEach(source=source, body=body) | Total(source=source, body=body):
            return (source, body)
        case Chosen(items=items):
            return tuple(part for pair in items for part in pair)
        case Rounded(above=above, below=below):
            return (above, below)
        case _:
            return ()
