"""Tables of integers: what the engine's own functions come to, over every state that there is.

A truth of FEEL is one integer: the verdicts that it leaves as bits (met 1, not met 2, not
applicable 4), or 0 where it is null. Any other value has a state of the same form: 1 where it is
known (for a number: known or within bounds), 0 where it is null, else what is unknown of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from authorisation.engine.judge import verdict_sets
from authorisation.feel.operators import compare
from authorisation.feel.values.absent import kleene_and, kleene_not, kleene_or
from authorisation.feel.values.values import Unknown, Value
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, NOT_MET
from authorisation.portfolio.expressions import (
    FALSE,
    NULL,
    ZERO,
    Constant,
    RowExpression,
    operation,
)
from authorisation.portfolio.simplified_expressions import (
    added,
    case_of,
    conjunction,
    constant,
    disjunction,
    lookup,
    lookup_pair,
    negation,
    one_of,
    union,
)

NULL_STATE: Final = 0
KNOWN: Final = 1
MISSING: Final = EITHER
INAPPLICABLE: Final = NOT_APPLICABLE
PERHAPS_INAPPLICABLE: Final = EITHER | NOT_APPLICABLE
UNKNOWN_STATES: Final = (MISSING, PERHAPS_INAPPLICABLE)
"""Those in which a value waits for answers."""
_SIZE: Final = 8
_VALUES: Final[dict[int, Value]] = {
    NULL_STATE: None,
    MET: True,
    NOT_MET: False,
    MISSING: Unknown(),
    INAPPLICABLE: Unknown(inapplicable=True),
    PERHAPS_INAPPLICABLE: Unknown(perhaps_inapplicable=True),
}


def state_of(value: Value) -> int:
    """The integer that stands for a truth, or for what is unknown of any other value."""
    if isinstance(value, Unknown):
        if value.inapplicable:
            return INAPPLICABLE
        return PERHAPS_INAPPLICABLE if value.perhaps_inapplicable else MISSING
    if value is False:
        return NOT_MET
    return NULL_STATE if value is None else KNOWN


def _table(of: Callable[[Value, Value], Value]) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(
            state_of(of(_VALUES[a], _VALUES[b])) if a in _VALUES and b in _VALUES else 0
            for b in range(_SIZE)
        )
        for a in range(_SIZE)
    )


CONJUNCTION: Final = _table(kleene_and)
DISJUNCTION: Final = _table(kleene_or)
EQUAL_TRUTHS: Final = _table(partial(compare, "="))
NEGATION: Final = tuple(
    state_of(kleene_not(_VALUES[a])) if a in _VALUES else 0 for a in range(_SIZE)
)
AS_VERDICTS: Final = tuple(EITHER if a == NULL_STATE else a for a in range(_SIZE))
"""The verdicts of a leaf whose formula has a state: of null nothing is known."""


def _state_table(op: str) -> tuple[tuple[int, ...], ...]:
    """The table of a comparison of two states; where both are known it is not asked for."""

    def of(left: Value, right: Value) -> Value:
        one, other = (Decimal(1) if value is True else value for value in (left, right))
        return compare(op, one, other)

    return _table(of)


COMPARED: Final = {op: _state_table(op) for op in ("=", "<")}
"""By `=`, and by any of `< <= > >=`."""


def conjoined(parts: Iterable[RowExpression]) -> RowExpression:
    """Truths under `and`."""
    return _folded(CONJUNCTION, MET, parts)


def disjoined(parts: Iterable[RowExpression]) -> RowExpression:
    """Truths under `or`."""
    return _folded(DISJUNCTION, NOT_MET, parts)


def _folded(
    table: Sequence[Sequence[int]], empty: int, parts: Iterable[RowExpression]
) -> RowExpression:
    result: RowExpression = constant(empty)
    for part in parts:
        result = lookup_pair(table, result, part)
    return result


def all_of(parts: Sequence[RowExpression]) -> RowExpression:
    """Sets of verdicts under `all`."""
    return _lookup_of_pairs(verdict_sets.CONJUNCTION, parts)


def any_of(parts: Sequence[RowExpression]) -> RowExpression:
    """Sets of verdicts under `any`."""
    return _lookup_of_pairs(verdict_sets.DISJUNCTION, parts)


def _lookup_of_pairs(
    pairs: Sequence[Sequence[int]], parts: Sequence[RowExpression]
) -> RowExpression:
    result: RowExpression = constant(NOT_APPLICABLE)
    for part in parts:
        result = lookup_pair(pairs, result, part)
    return result


def opposite_of(part: RowExpression) -> RowExpression:
    """A set of verdicts under `not`."""
    return lookup(verdict_sets.NEGATION, part)


def _items_table(every: bool) -> tuple[int, ...]:  # noqa: FBT001 - of two functions
    """The table for items, by the sets that are present: 256 entries for each of four cases.

    The cases are whether any item is sure, and whether one that is not sure may not apply.
    """
    combine = verdict_sets.every_item if every else verdict_sets.some_item
    table = []
    for doubtful in (False, True):
        for sure in (False, True):
            for present in range(1 << _SIZE):
                sets = [each for each in range(1, _SIZE) if present & (1 << each)]
                if sure or not sets:
                    table.append(combine(sets, ()))
                elif doubtful:
                    table.append(combine((), sets))
                else:
                    table.append(combine((), [each & EITHER or MET for each in sets]))
    return tuple(table)


ITEMS: Final = {every: _items_table(every) for every in (True, False)}
"""By whether it is `every`; the index is `present + 256 * sure + 512 * doubtful`."""


def at_least(needed: tuple[int, int], parts: Sequence[RowExpression]) -> RowExpression:
    """Sets of verdicts under `at least` a number, which lies from one to another."""
    low, high = needed
    most = added(_bit_lookup(part, MET) for part in parts)
    fewest = added(lookup(_ONLY_MET, part) for part in parts)
    applies = disjunction(one_of(part, _APPLY) for part in parts)
    # Where nothing may fail, and none is surely met, applying means that one is met.
    lowest = disjunction(one_of(part, (MET, *_MAY_FAIL)) for part in parts)
    enough = conjunction((applies, at_most(constant(low), most)))
    too_few = conjunction(
        (
            applies,
            disjunction(
                (
                    conjunction((lowest, less(fewest, constant(high)))),
                    conjunction((negation(lowest), constant(high > 1))),
                )
            ),
        )
    )
    never = conjunction(one_of(part, _MAY_NOT_APPLY) for part in parts)
    return union(
        (
            case_of(((enough, constant(MET)),), ZERO),
            case_of(((too_few, constant(NOT_MET)),), ZERO),
            case_of(((never, constant(NOT_APPLICABLE)),), ZERO),
        )
    )


def _with_bit(bit: int) -> tuple[int, ...]:
    return tuple(each for each in range(1, _SIZE) if each & bit)


_MAY_FAIL: Final = _with_bit(NOT_MET)
_MAY_NOT_APPLY: Final = _with_bit(NOT_APPLICABLE)
_APPLY: Final = _with_bit(EITHER)
_ONLY_MET: Final = tuple(int(each == MET) for each in range(_SIZE))


def _bit_lookup(part: RowExpression, bit: int) -> RowExpression:
    return lookup(tuple(int(bool(each & bit)) for each in range(_SIZE)), part)


def at_most(left: RowExpression, right: RowExpression) -> RowExpression:
    """Whether one number is at most another; of two constants, worked out."""
    return _ordered("<=", left, right)


def less(left: RowExpression, right: RowExpression) -> RowExpression:
    """Whether one number is less than another; of two constants, worked out."""
    return _ordered("<", left, right)


def _ordered(op: str, left: RowExpression, right: RowExpression) -> RowExpression:
    if left is NULL or right is NULL:
        return FALSE
    if isinstance(left, Constant) and isinstance(right, Constant):
        order = left.value < right.value, left.value <= right.value  # type: ignore[operator]
        return constant(order[op == "<="])
    return operation(op, left, right)
