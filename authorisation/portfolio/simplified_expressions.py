"""Expressions made simple: what is known when they are made is worked out there and then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from authorisation.portfolio.expressions import (
    FALSE,
    NULL,
    TRUE,
    ZERO,
    Conditional,
    Constant,
    ForEach,
    Literal,
    Lookup,
    Operation,
    RowExpression,
    Total,
    Variable,
    operation,
)

_FEW: Final = 3
"""Up to so many entries of a table are cases."""


def constant(value: Literal) -> Constant:
    """A constant."""
    if value is True or value is False:
        return TRUE if value else FALSE
    if value is None:
        return NULL
    return Constant(value, among=frozenset({value}) if isinstance(value, int) else None)


def case_of(
    branches: Iterable[tuple[RowExpression, RowExpression]], other: RowExpression
) -> RowExpression:
    """The value of the first branch that holds; branches that never hold are left out."""
    kept: list[tuple[RowExpression, RowExpression]] = []
    for condition, value in branches:
        if condition is FALSE:
            continue
        if condition is TRUE:
            other = value
            break
        kept.append((condition, _where(condition, value)))
    while kept and same(kept[-1][1], other):
        kept.pop()
    if not kept:
        return other
    if _never_null(kept[-1][0]):
        other = _where(negation(kept[-1][0]), other)
    values = [other, *(value for _, value in kept)]
    if any(value.among is None for value in values):
        return Conditional(tuple(kept), other)
    return Conditional(
        tuple(kept), other, among=frozenset().union(*(v.among or () for v in values))
    )


def one_where(condition: RowExpression) -> RowExpression:
    """One where a condition is true, else zero; a sum of these counts."""
    return case_of(((condition, constant(1)),), ZERO)


def _where(condition: RowExpression, value: RowExpression) -> RowExpression:
    """A value where a condition holds, without cases for where it does not."""
    if isinstance(value, Conditional):
        (first, found), *others = value.branches
        if _alike(first, condition):
            return found
        if _alike(first, negation(condition)):
            return case_of(others, value.other)
    return value


def _alike(left: RowExpression, right: RowExpression) -> bool:
    """Whether two conditions are surely the same."""
    if same(left, right) or not isinstance(left, Operation) or not isinstance(right, Operation):
        return same(left, right)
    if left.op == right.op == "not":
        return _alike(left.of[0], right.of[0])
    return (
        left.op == right.op and len(left.of) == len(right.of) and all(map(same, left.of, right.of))
    )


def _never_null(condition: RowExpression) -> bool:
    """Whether a condition is surely true or false in every row."""
    match condition:
        case Operation(op="and" | "or" | "not", of=parts):
            return all(map(_never_null, parts))
        case Operation(op="=", of=(left, Constant())):
            return left.among is not None
        case Operation(op="is null"):
            return True
        case _:
            return False


def same(left: RowExpression, right: RowExpression) -> bool:
    """Whether two expressions are surely the same."""
    if left is right:
        return True
    return (
        isinstance(left, Constant)
        and isinstance(right, Constant)
        and type(left.value) is type(right.value)
        and left.value == right.value
    )


def equals(left: RowExpression, number: int) -> RowExpression:
    """Whether an integer is this one."""
    if left.among is not None:
        if number not in left.among:
            return FALSE
        if len(left.among) == 1:
            return TRUE
    match left:
        case Conditional(branches=((condition, Constant(value=found)),), other=Constant()):
            if _never_null(condition):
                return condition if found == number else negation(condition)
    return operation("=", left, constant(number))


def one_of(left: RowExpression, numbers: Iterable[int]) -> RowExpression:
    """Whether an integer is one of several."""
    wanted = frozenset(numbers)
    if left.among is not None:
        if left.among <= wanted:
            return TRUE
        if len(left.among - wanted) < len(left.among & wanted):
            return conjunction(negation(equals(left, each)) for each in left.among - wanted)
        wanted &= left.among
    return disjunction(equals(left, number) for number in sorted(wanted))


def conjunction(of: Iterable[RowExpression]) -> RowExpression:
    """Whether all hold."""
    return _joined("and", of, decisive=FALSE, neutral=TRUE)


def disjunction(of: Iterable[RowExpression]) -> RowExpression:
    """Whether any holds."""
    return _joined("or", of, decisive=TRUE, neutral=FALSE)


def _joined(
    op: str, of: Iterable[RowExpression], *, decisive: Constant, neutral: Constant
) -> RowExpression:
    kept: list[RowExpression] = []
    for each in of:
        if each is decisive:
            return decisive
        if each is not neutral and each not in kept:
            kept.append(each)
    return kept[0] if len(kept) == 1 else operation(op, *kept) if kept else neutral


def negation(of: RowExpression) -> RowExpression:
    """Whether it does not hold."""
    if isinstance(of, Constant):
        return FALSE if of is TRUE else TRUE
    if isinstance(of, Operation) and of.op == "not":
        return of.of[0]
    return operation("not", of)


def lookup(table: Sequence[int], index: RowExpression) -> RowExpression:
    """The entry of a table at an index from 0, which must lie in it."""
    if index.among is None:
        return Lookup(tuple(table), index, among=frozenset(table))
    entries = {at: table[at] for at in index.among}
    if len(set(entries.values())) == 1:
        return constant(next(iter(entries.values())))
    if all(at == entry for at, entry in entries.items()):
        return index
    among = frozenset(entries.values())
    if len(entries) <= _FEW:
        *others, usual = sorted(among, key=[*entries.values()].count)
        cases = (([at for at in entries if entries[at] == each], each) for each in others)
        return case_of(((one_of(index, ats), constant(e)) for ats, e in cases), constant(usual))
    return Lookup(tuple(table), index, among=among)


def pair_index(left: RowExpression, right: RowExpression, size: int) -> RowExpression:
    """The index of a pair in a square table of so many rows, row by row."""
    among = None
    if left.among is not None and right.among is not None:
        among = frozenset(a * size + b for a in left.among for b in right.among)
        if len(among) == 1:
            return constant(next(iter(among)))
    scaled = operation("*", left, constant(size))
    return operation("+", scaled, right, among=among)


def lookup_pair(
    table: Sequence[Sequence[int]], left: RowExpression, right: RowExpression
) -> RowExpression:
    """The entry of a square table in the row of one and the column of the other."""
    if left.among is not None and len(left.among) == 1:
        return lookup(table[next(iter(left.among))], right)
    if right.among is not None and len(right.among) == 1:
        at = next(iter(right.among))
        return lookup([row[at] for row in table], left)
    flat = [entry for row in table for entry in row]
    return lookup(flat, pair_index(left, right, len(table)))


def union(sets: Iterable[RowExpression]) -> RowExpression:
    """The union of sets as bits."""
    kept: list[RowExpression] = []
    known = 0
    for each in sets:
        if isinstance(each, Constant):
            known |= int(each.value)  # type: ignore[arg-type]
        elif each not in kept:
            kept.append(each)
    if not kept:
        return constant(known)
    parts = [*kept, constant(known)] if known else kept
    return parts[0] if len(parts) == 1 else operation("|", *parts)


def added(parts: Iterable[RowExpression]) -> RowExpression:
    """A sum; of constants, worked out. With what is null it is null."""
    kept: list[RowExpression] = []
    known: Decimal | int = 0
    for each in parts:
        if each is NULL:
            return NULL
        if isinstance(each, Constant):
            known += _number(each)
        else:
            kept.append(each)
    if not kept:
        return constant(known)
    every = [*kept, constant(known)] if known else kept
    return every[0] if len(every) == 1 else operation("+", *every)


def times(left: RowExpression, right: RowExpression) -> RowExpression:
    """A product; of constants, worked out. With what is null it is null."""
    if left is NULL or right is NULL:
        return NULL
    if isinstance(left, Constant) and isinstance(right, Constant):
        return constant(_number(left) * _number(right))
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant) and one.value == 1:
            return other
    return operation("*", left, right)


def minus(of: RowExpression) -> RowExpression:
    """The opposite of a number; of what is null it is null."""
    if of is NULL:
        return NULL
    if isinstance(of, Constant):
        return constant(-_number(of))
    return operation("negate", of)


def difference(left: RowExpression, right: RowExpression) -> RowExpression:
    """One number less another; of constants, worked out. With what is null it is null."""
    if left is NULL or right is NULL:
        return NULL
    if isinstance(left, Constant) and isinstance(right, Constant):
        return constant(_number(left) - _number(right))
    return operation("-", left, right)


def _number(of: Constant) -> Decimal | int:
    assert isinstance(of.value, int | Decimal)  # noqa: S101 - a slip in this program
    return of.value if isinstance(of.value, Decimal) else int(of.value)


def is_null(of: RowExpression) -> RowExpression:
    """Whether a value is null."""
    if isinstance(of, Constant):
        return TRUE if of.value is None else FALSE
    return operation("is null", of)


EMPTY: Final = Operation("items", (NULL,))
"""A list without an item."""


def items(of: RowExpression) -> RowExpression:
    """A list that is empty where it is null."""
    return EMPTY if of is NULL else operation("items", of)


def for_each(source: RowExpression, item: Variable, body: RowExpression) -> RowExpression:
    """A list with something of each item of another."""
    return EMPTY if source is EMPTY else ForEach(source, item, body)


def total(
    kind: str,
    source: RowExpression,
    item: Variable,
    body: RowExpression,
    among: frozenset[int] | None = None,
) -> RowExpression:
    """The total of a body over each item of a list; see `Total`."""
    if source is EMPTY:
        return ZERO if kind in {"sum", "union"} else NULL
    return Total(kind, source, item, body, among=among)


def length(source: RowExpression) -> RowExpression:
    """The number of items that a list has."""
    return ZERO if source is EMPTY else operation("length", source)
