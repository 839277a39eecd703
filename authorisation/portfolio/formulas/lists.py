"""Lists whose items may or may not be there: filtered, counted and added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.values.values import Unknown
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.expressions import FALSE, NULL, ZERO, RowExpression, variable
from authorisation.portfolio.formulas.tables import (
    INAPPLICABLE,
    KNOWN,
    MISSING,
    NULL_STATE,
    PERHAPS_INAPPLICABLE,
    UNKNOWN_STATES,
    at_most,
)
from authorisation.portfolio.formulas.values import (
    NOTHING,
    SURE,
    Context,
    End,
    ItemCondition,
    NumberValue,
    PlacedItem,
    QuotientEnd,
    Rows,
    Settled,
    Slots,
    TruthValue,
    Value,
    Waiting,
    truth_of,
    typed,
    united,
)
from authorisation.portfolio.simplified_expressions import (
    added,
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    is_null,
    length,
    lookup_pair,
    negation,
    one_of,
    one_where,
    total,
)

DOUBTFUL: Final = (INAPPLICABLE, PERHAPS_INAPPLICABLE)
"""The states of what may not apply."""
THERE: Final = (MET, MISSING)
"""The states of an item's place in a list in which it is there, surely or perhaps."""


def as_list(value: Value) -> Slots | Rows | None:
    """A value as the list that it is gone through as: null is empty; None where it is unknown.

    Raises:
        NotInterpreted: it is no list.
    """
    found = typed(value)
    if isinstance(found, Slots | Rows):
        return found
    if isinstance(found, Settled) and found.value is None:
        return Slots(())
    if isinstance(found, Settled) and isinstance(found.value, Unknown):
        return None
    raise NotInterpreted("a value that is no list, gone through as one")


def item_there(rows: Rows, item: RowExpression) -> RowExpression:
    """Whether an item of the column is in the list: surely, perhaps or not."""
    return SURE if rows.there is None else rows.there(item)


def filtered(of: Value, condition: ItemCondition) -> Value:
    """`of[condition]`: the items for which it is true, perhaps those for which it is unknown."""
    found = as_list(of)
    if found is None:
        return of
    if found.state.among != frozenset((KNOWN,)):
        raise NotInterpreted("a list that may not apply, filtered again")
    if isinstance(found, Slots):
        return _filtered_slots(found, condition)
    return _filtered_rows(found, condition)


def _stays(there: RowExpression, verdict: TruthValue) -> RowExpression:
    """Whether an item stays: surely where both hold, perhaps where either is unknown."""
    return lookup_pair(_KEPT, there, verdict.state)


def _kept_state(there: int, verdict: int) -> int:
    if there == NOT_MET or verdict in {NULL_STATE, NOT_MET}:
        return NOT_MET
    return MET if there == verdict == MET else MISSING


_KEPT: Final = tuple(tuple(_kept_state(there, each) for each in range(8)) for there in range(8))


def _never(there: RowExpression, verdict: TruthValue) -> RowExpression:
    return conjunction((equals(there, MET), equals(verdict.state, INAPPLICABLE)))


def _perhaps(there: RowExpression, verdict: TruthValue) -> RowExpression:
    return conjunction((one_of(there, THERE), one_of(verdict.state, DOUBTFUL)))


def _pending(there: RowExpression, verdict: TruthValue) -> Waiting:
    """The paths that the condition on an item that is there waits for."""
    open_ = conjunction((one_of(there, THERE), one_of(verdict.state, UNKNOWN_STATES)))
    return verdict.waits.where(open_)


def _filtered_slots(of: Slots, condition: ItemCondition) -> Value:
    verdicts = [(slot, truth_of(condition(slot.value))) for slot in of.slots]
    kept = [PlacedItem(slot.value, _stays(slot.there, verdict)) for slot, verdict in verdicts]
    state = _list_state(
        of.state,
        disjunction(_never(slot.there, verdict) for slot, verdict in verdicts),
        disjunction(_perhaps(slot.there, verdict) for slot, verdict in verdicts),
    )
    waits = united((of.waits, *(_pending(slot.there, verdict) for slot, verdict in verdicts)))
    doubt = disjunction(equals(slot.there, MISSING) for slot in kept)
    return Slots(
        tuple(slot for slot in kept if slot.there.among != frozenset((NOT_MET,))),
        state,
        waits.where(disjunction((doubt, negation(equals(state, KNOWN))))),
    )


def _list_state(
    before: RowExpression, never: RowExpression, perhaps: RowExpression
) -> RowExpression:
    known = case_of(
        ((never, constant(INAPPLICABLE)), (perhaps, constant(PERHAPS_INAPPLICABLE))), SURE
    )
    return case_of(((equals(before, KNOWN), known),), before)


def _filtered_rows(of: Rows, condition: ItemCondition) -> Value:
    def verdict(item: RowExpression) -> TruthValue:
        return truth_of(condition(of.item(item)))

    def there(item: RowExpression) -> RowExpression:
        return _stays(item_there(of, item), verdict(item))

    sample = verdict(variable())
    tail = truth_of(condition(of.tail))
    grows = conjunction((of.open, one_of(of.tail_there, THERE)))
    state = of.state
    if can_be(sample.state, DOUBTFUL) or can_be(tail.state, DOUBTFUL):
        never = _any(of, lambda item: _never(item_there(of, item), verdict(item)))
        perhaps = _any(of, lambda item: _perhaps(item_there(of, item), verdict(item)))
        may_come = conjunction((grows, one_of(tail.state, DOUBTFUL)))
        state = _list_state(of.state, never, disjunction((perhaps, may_come)))
    rows = Rows(of.source, of.item, there, of.open, of.tail, _stays(of.tail_there, tail), state)
    pending = row_waits(of, lambda item: _pending(item_there(of, item), verdict(item)))
    unsettled = disjunction((_uncertain(rows), negation(equals(state, KNOWN))))
    return msgspec.structs.replace(rows, waits=united((of.waits, pending)).where(unsettled))


def _uncertain(rows: Rows) -> RowExpression:
    """Whether it is not certain what is in a list."""
    grows = conjunction((rows.open, one_of(rows.tail_there, THERE)))
    return disjunction((grows, _any(rows, lambda item: equals(item_there(rows, item), MISSING))))


def _any(rows: Rows, of: Callable[[RowExpression], RowExpression]) -> RowExpression:
    """Whether a condition holds of any item of a column."""
    item = variable()
    condition = of(item)
    if condition is FALSE:
        return FALSE
    body = case_of(((condition, constant(1)),), ZERO)
    return equals(total("union", rows.source, item, body, among=frozenset((0, 1))), 1)


def can_be(state: RowExpression, states: Sequence[int]) -> bool:
    """Whether a state may be one of some."""
    return state.among is None or bool(state.among & frozenset(states))


def row_waits(rows: Rows, waits: Callable[[RowExpression], Waiting]) -> Waiting:
    """The paths that any item of a column waits for."""
    sample = waits(variable())
    if not sample.words:
        return NOTHING
    found = {}
    for at in sample.words:
        item = variable()
        found[at] = total("union", rows.source, item, waits(item).words[at])
    return Waiting(found, sample.paths)


def entry_of(of: Value, name: str) -> Value:
    """`of.name`; of a list, that of each item."""
    match of:
        case Context():
            found = of.entry(name)
            return Settled(None) if found is None else found
        case Settled(value=Unknown()):
            return of
        case Settled(value=dict() as known):
            return Settled(known.get(name))
        case Slots(slots=slots, state=state, waits=waits):
            items = tuple(PlacedItem(entry_of(slot.value, name), slot.there) for slot in slots)
            return Slots(items, state, waits)
        case Rows():
            return msgspec.structs.replace(
                of, item=lambda item: entry_of(of.item(item), name), tail=entry_of(of.tail, name)
            )
        case _:
            raise NotInterpreted(f"the property `{name}` of such a value")


def count_of(of: Value) -> Value:
    """`count(of)`: from those surely there to those perhaps there."""
    found = as_list_or_null(of)
    if isinstance(found, Settled):
        return found
    if isinstance(found, Slots):
        sure = added(one_where(equals(slot.there, MET)) for slot in found.slots)
        most = added(one_where(one_of(slot.there, THERE)) for slot in found.slots)
        exact = all(not can_be(slot.there, (MISSING,)) for slot in found.slots)
        return NumberValue(found.state, sure, sure if exact else most, found.waits, Decimal(0))
    return _counted_rows(found)


def _counted_rows(of: Rows) -> NumberValue:
    grows = conjunction((of.open, one_of(of.tail_there, THERE)))
    sample = item_there(of, variable())
    if sample.among == frozenset((MET,)):
        sure = most = length(of.source)
    else:
        sure = _total(of, "sum", lambda item: one_where(equals(item_there(of, item), MET)))
        most = sure
        if can_be(sample, (MISSING,)):
            most = _total(of, "sum", lambda item: one_where(one_of(item_there(of, item), THERE)))
    high = case_of(((grows, NULL),), most)
    return NumberValue(of.state, sure, sure if high is sure else high, of.waits, Decimal(0))


def summed(of: Value) -> Value:
    """`sum(of)` of the numbers of a column: of none it is null, of what may still grow, unknown."""
    if not isinstance(of, Rows) or of.there is not None:
        raise NotInterpreted("a sum of such a list")
    item = variable()
    number, tail = of.item(item), of.tail
    if not isinstance(number, NumberValue) or not isinstance(tail, NumberValue):
        raise NotInterpreted("a sum of what are no numbers")
    if number.state is not SURE:
        raise NotInterpreted("a sum of numbers of which there may be none")
    none = equals(length(of.source), 0)
    state = case_of(((negation(none), SURE), (of.open, constant(MISSING))), constant(NULL_STATE))
    zero = constant(0)
    low = _sum_of_ends(of, lambda n: n.low, negation(at_most(zero, _end(tail.low))))
    high = _sum_of_ends(of, lambda n: n.high, negation(at_most(_end(tail.high), zero)))
    waits = united((row_waits(of, lambda each: _number_of(of, each).waits), of.waits))
    least = Decimal(0) if number.least is not None and number.least >= 0 else None
    return NumberValue(state, low, high, waits, least)


def _number_of(of: Rows, item: RowExpression) -> NumberValue:
    number = of.item(item)
    assert isinstance(number, NumberValue)  # noqa: S101 - seen before
    return number


def _end(end: End) -> RowExpression:
    if isinstance(end, QuotientEnd):
        raise NotInterpreted("a sum of quotients")
    return NULL if end is None else end


def _sum_of_ends(
    of: Rows, pick: Callable[[NumberValue], End], endless: RowExpression
) -> RowExpression:
    """The sum of an end of each item; null where one has none, or the list may grow past it."""
    missing = _any(of, lambda item: is_null(_end(pick(_number_of(of, item)))))
    summed_up = _total(of, "sum", lambda item: _end(pick(_number_of(of, item))))
    return case_of(((missing, NULL), (conjunction((of.open, endless)), NULL)), summed_up)


def _total(rows: Rows, kind: str, of: Callable[[RowExpression], RowExpression]) -> RowExpression:
    item = variable()
    return total(kind, rows.source, item, of(item))


def as_list_or_null(value: Value) -> Slots | Rows | Settled:
    """A list; what is settled to be null or unknown stays so."""
    found = typed(value)
    if isinstance(found, Slots | Rows):
        return found
    if isinstance(found, Settled) and (found.value is None or isinstance(found.value, Unknown)):
        return found
    raise NotInterpreted("a value that is no list, counted or searched as one")


def list_of(items: Iterable[Value]) -> Value:
    """A list of these items."""
    each = list(items)
    known = [item.value for item in each if isinstance(item, Settled)]
    if len(known) == len(each):
        return Settled(known)
    return Slots(tuple(PlacedItem(item, SURE) for item in each))
