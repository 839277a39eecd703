"""Lists whose items may or may not be there: filtered, counted, searched and gone through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.values.values import Unknown
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.expressions import (
    FALSE,
    NULL,
    ZERO,
    RowExpression,
    added,
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    is_null,
    length,
    lookup,
    lookup_pair,
    negation,
    one_of,
    total,
    variable,
)
from authorisation.portfolio.formulas.operations import compare, truth
from authorisation.portfolio.formulas.tables import (
    CONJUNCTION,
    DISJUNCTION,
    INAPPLICABLE,
    KNOWN,
    MISSING,
    NULL_STATE,
    PERHAPS_INAPPLICABLE,
    UNKNOWN_STATES,
    at_most,
    conjoined,
    disjoined,
)
from authorisation.portfolio.formulas.values import (
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
    state_of_value,
    truth_of,
    typed,
)
from authorisation.portfolio.formulas.waiting import NOTHING, Waiting, united

_DOUBTFUL: Final = (INAPPLICABLE, PERHAPS_INAPPLICABLE)
_THERE: Final = (MET, MISSING)
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


def _kept(there: RowExpression, verdict: TruthValue) -> RowExpression:
    """Whether an item stays: surely where both hold, perhaps where either is unknown."""
    gone = (equals(there, NOT_MET), one_of(verdict.state, (NULL_STATE, NOT_MET)))
    sure = conjunction((equals(there, MET), equals(verdict.state, MET)))
    return case_of(
        ((disjunction(gone), constant(NOT_MET)), (sure, constant(MET))), constant(MISSING)
    )


def _never(there: RowExpression, verdict: TruthValue) -> RowExpression:
    return conjunction((equals(there, MET), equals(verdict.state, INAPPLICABLE)))


def _perhaps(there: RowExpression, verdict: TruthValue) -> RowExpression:
    return conjunction((one_of(there, _THERE), one_of(verdict.state, _DOUBTFUL)))


def _pending(there: RowExpression, verdict: TruthValue) -> Waiting:
    """What the condition on an item that is there waits for."""
    open_ = conjunction((one_of(there, _THERE), one_of(verdict.state, UNKNOWN_STATES)))
    return verdict.waits.where(open_)


def _filtered_slots(of: Slots, condition: ItemCondition) -> Value:
    verdicts = [(slot, truth_of(condition(slot.value))) for slot in of.slots]
    kept = [PlacedItem(slot.value, _kept(slot.there, verdict)) for slot, verdict in verdicts]
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
        return _kept(item_there(of, item), verdict(item))

    sample = verdict(variable())
    tail = truth_of(condition(of.tail))
    grows = conjunction((of.open, one_of(of.tail_there, _THERE)))
    state = of.state
    if _can_be(sample.state, _DOUBTFUL) or _can_be(tail.state, _DOUBTFUL):
        never = _any(of, lambda item: _never(item_there(of, item), verdict(item)))
        perhaps = _any(of, lambda item: _perhaps(item_there(of, item), verdict(item)))
        may_come = conjunction((grows, one_of(tail.state, _DOUBTFUL)))
        state = _list_state(of.state, never, disjunction((perhaps, may_come)))
    rows = Rows(of.source, of.item, there, of.open, of.tail, _kept(of.tail_there, tail), state)
    pending = row_waits(of, lambda item: _pending(item_there(of, item), verdict(item)))
    unsettled = disjunction((_uncertain(rows), negation(equals(state, KNOWN))))
    return msgspec.structs.replace(rows, waits=united((of.waits, pending)).where(unsettled))


def _uncertain(rows: Rows) -> RowExpression:
    """Whether it is not certain what is in a list."""
    grows = conjunction((rows.open, one_of(rows.tail_there, _THERE)))
    return disjunction((grows, _any(rows, lambda item: equals(item_there(rows, item), MISSING))))


def _any(rows: Rows, of: Callable[[RowExpression], RowExpression]) -> RowExpression:
    """Whether a condition holds of any item of a column."""
    item = variable()
    condition = of(item)
    if condition is FALSE:
        return FALSE
    body = case_of(((condition, constant(1)),), ZERO)
    return equals(total("union", rows.source, item, body, among=frozenset((0, 1))), 1)


def _can_be(state: RowExpression, states: Sequence[int]) -> bool:
    return state.among is None or bool(state.among & frozenset(states))


def row_waits(rows: Rows, waits: Callable[[RowExpression], Waiting]) -> Waiting:
    """What any item of a column waits for."""
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


def counted(of: Value) -> Value:
    """`count(of)`: from those surely there to those perhaps there."""
    found = as_list_or_null(of)
    if isinstance(found, Settled):
        return found
    if isinstance(found, Slots):
        sure = added(_one_where(equals(slot.there, MET)) for slot in found.slots)
        most = added(_one_where(one_of(slot.there, _THERE)) for slot in found.slots)
        exact = all(not _can_be(slot.there, (MISSING,)) for slot in found.slots)
        return NumberValue(found.state, sure, sure if exact else most, found.waits, Decimal(0))
    return _counted_rows(found)


def _counted_rows(of: Rows) -> NumberValue:
    grows = conjunction((of.open, one_of(of.tail_there, _THERE)))
    sample = item_there(of, variable())
    if sample.among == frozenset((MET,)):
        sure = most = length(of.source)
    else:
        sure = _total(of, "sum", lambda item: _one_where(equals(item_there(of, item), MET)))
        most = sure
        if _can_be(sample, (MISSING,)):
            most = _total(of, "sum", lambda item: _one_where(one_of(item_there(of, item), _THERE)))
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


def _one_where(condition: RowExpression) -> RowExpression:
    return case_of(((condition, constant(1)),), ZERO)


def as_list_or_null(value: Value) -> Slots | Rows | Settled:
    """A list; what is settled to be null or unknown stays so."""
    found = typed(value)
    if isinstance(found, Slots | Rows):
        return found
    if isinstance(found, Settled) and (found.value is None or isinstance(found.value, Unknown)):
        return found
    raise NotInterpreted("a value that is no list, counted or searched as one")


def contains(of: Value, element: Value) -> Value:
    """Whether an item surely equals an element, and whether none can: `list contains`."""
    found = as_list_or_null(of)
    if isinstance(found, Settled):
        return found
    if _can_be(state_of_value(element), _DOUBTFUL) or _can_be(found.state, _DOUBTFUL):
        raise NotInterpreted("`list contains` of what may not apply")
    if isinstance(found, Slots):
        pairs = [(slot.there, truth_of(compare("=", slot.value, element))) for slot in found.slots]
        surely = disjunction(_holds(*pair) for pair in pairs)
        doubts = disjunction(_doubted(*pair) for pair in pairs)
        perhaps = disjunction(_may_hold(*pair) for pair in pairs)
        waits = united(equal.waits.where(one_of(there, _THERE)) for there, equal in pairs)
        return _contained(surely, doubts, perhaps, waits, found.waits)
    return _rows_contain(found, element)


def _rows_contain(of: Rows, element: Value) -> Value:
    def equal(item: RowExpression) -> TruthValue:
        return truth_of(compare("=", of.item(item), element))

    tail = truth_of(compare("=", of.tail, element))
    grows = conjunction((of.open, one_of(of.tail_there, _THERE)))
    may_come = conjunction((grows, one_of(tail.state, (MET, *UNKNOWN_STATES))))
    item = variable()
    place, same = item_there(of, item), equal(item)
    bits = case_of(
        (
            (_holds(place, same), constant(1)),
            (_doubted(place, same), constant(2)),
            (_may_hold(place, same), constant(4)),
        ),
        ZERO,
    )
    found = total("union", of.source, item, bits, among=frozenset(range(8)))
    perhaps = disjunction((one_of(found, (4, 5, 6, 7)), may_come))
    waits = row_waits(
        of, lambda each: equal(each).waits.where(one_of(item_there(of, each), _THERE))
    )
    waits = united((waits, tail.waits.where(may_come)))
    return _contained(
        one_of(found, (1, 3, 5, 7)), one_of(found, (2, 3, 6, 7)), perhaps, waits, of.waits
    )


def _holds(there: RowExpression, equal: TruthValue) -> RowExpression:
    return conjunction((equals(there, MET), equals(equal.state, MET)))


def _doubted(there: RowExpression, equal: TruthValue) -> RowExpression:
    return conjunction((equals(there, MET), one_of(equal.state, UNKNOWN_STATES)))


def _may_hold(there: RowExpression, equal: TruthValue) -> RowExpression:
    return conjunction((equals(there, MISSING), one_of(equal.state, (MET, *UNKNOWN_STATES))))


def _contained(
    surely: RowExpression,
    doubts: RowExpression,
    perhaps: RowExpression,
    waits: Waiting,
    list_waits: Waiting,
) -> TruthValue:
    maybe = disjunction((doubts, perhaps))
    state = case_of(((surely, constant(MET)), (maybe, constant(MISSING))), constant(NOT_MET))
    return truth(state, waits, list_waits.where(perhaps))


def quantified(kind: str, of: Value, condition: ItemCondition) -> Value:
    """FEEL's `some` and `every`: what the verdicts on the items come to by `or` and `and`."""
    some = kind == "some"
    found = as_list(of)
    if found is None or _can_be(found.state, (*_DOUBTFUL, MISSING)):
        raise NotInterpreted(f"`{kind}` over a list that may not apply")
    if isinstance(found, Slots):
        verdicts = [
            _where_there(slot.there, truth_of(condition(slot.value)), found.waits, some=some)
            for slot in found.slots
        ]
        states = [verdict.state for verdict in verdicts]
        state = disjoined(states) if some else conjoined(states)
        return truth(state, *(verdict.waits for verdict in verdicts))
    return _rows_quantified(found, condition, some=some)


def _where_there(
    there: RowExpression, verdict: TruthValue, list_waits: Waiting, *, some: bool
) -> TruthValue:
    """A verdict where the item is there, unknown where it is perhaps there, else of no account."""
    nothing = NOT_MET if some else MET
    weaker = case_of(
        (
            (one_of(verdict.state, _DOUBTFUL), constant(PERHAPS_INAPPLICABLE)),
            (equals(verdict.state, nothing), constant(nothing)),
        ),
        constant(MISSING),
    )
    state = case_of(
        (
            (equals(there, NOT_MET), constant(nothing)),
            (equals(there, MET), verdict.state),
        ),
        weaker,
    )
    return truth(state, list_waits.where(equals(there, MISSING)), verdict.waits)


def _rows_quantified(of: Rows, condition: ItemCondition, *, some: bool) -> Value:
    def verdict(item: RowExpression) -> TruthValue:
        found = truth_of(condition(of.item(item)))
        return _where_there(item_there(of, item), found, of.waits, some=some)

    item = variable()
    present = total("union", of.source, item, lookup(_PRESENCE, verdict(item).state))
    grows = conjunction((of.open, one_of(of.tail_there, _THERE)))
    further = case_of(((grows, constant(MISSING)),), constant(NOT_MET))
    more = _where_there(further, truth_of(condition(of.tail)), of.waits, some=some)
    table = DISJUNCTION if some else CONJUNCTION
    result = lookup_pair(table, lookup(QUANTIFIED[some], present), more.state)
    return truth(result, row_waits(of, lambda each: verdict(each).waits), more.waits)


_PRESENCE: Final = tuple(1 << each for each in range(8))


def _quantified_table(table: Sequence[Sequence[int]], empty: int) -> tuple[int, ...]:
    def together(states: Iterator[int]) -> int:
        result = empty
        for state in states:
            result = table[result][state]
        return result

    return tuple(
        together(each for each in range(8) if present & (1 << each)) for present in range(256)
    )


QUANTIFIED: Final = {
    True: _quantified_table(DISJUNCTION, NOT_MET),
    False: _quantified_table(CONJUNCTION, MET),
}
"""What the states that are present come to under `some` and `every`."""


def listed(items: Iterable[Value]) -> Value:
    """A list of these items."""
    each = list(items)
    known = [item.value for item in each if isinstance(item, Settled)]
    if len(known) == len(each):
        return Settled(known)
    return Slots(tuple(PlacedItem(item, SURE) for item in each))
