"""Lists whose items may or may not be there: filtered, counted, searched and gone through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from authorisation.analysis.encoding.operations import compare, conjoin, disjoin
from authorisation.analysis.encoding.shapes import (
    INAPPLICABLE,
    MISSING,
    PERHAPS_INAPPLICABLE,
    AmongTexts,
    Cases,
    ListShape,
    Missing,
    NotEncoded,
    NumberRange,
    Ratio,
    Shape,
    Slot,
    cases,
    guard_of,
    missing_guards,
    one_case,
)
from authorisation.analysis.encoding.terms import (
    ZERO,
    Linear,
    Truth,
    and_,
    any_,
    at_most,
    not_,
    number_of,
    or_,
    product,
)


def as_list(shape: Shape) -> ListShape | Missing:
    """A value as the list it is gone through as: null is empty, another single value is one item.

    Raises:
        NotEncoded: it is of another kind.
    """
    if isinstance(shape, ListShape | Missing):
        return shape
    if shape is None:
        return ListShape(())
    raise NotEncoded("a value that is no list, gone through as one")


def filtered(of: Shape, condition: Callable[[Cases], Cases]) -> Cases:
    """`of[condition]`: the items for which it is true, perhaps those for which it is unknown."""
    of = as_list(of)
    if isinstance(of, Missing):
        return one_case(of)
    kept: list[Slot] = []
    never: Truth = False
    perhaps: Truth = False
    for slot in of.slots:
        verdict = condition(slot.value)
        if not all(isinstance(shape, bool | Missing | None) for _, shape in verdict):
            raise NotEncoded("what stands in brackets is no condition")
        plain, not_at_all, doubtful = missing_guards(verdict)
        holds = guard_of(verdict, wanted=True)
        unknown = or_(plain, not_at_all, doubtful)
        never = or_(never, and_(slot.sure, not_at_all))
        perhaps = or_(perhaps, and_(slot.there, or_(not_at_all, doubtful)))
        kept.append(
            Slot(
                slot.value,
                and_(slot.sure, holds),
                or_(and_(slot.sure, unknown), and_(slot.perhaps, or_(holds, unknown))),
                slot.times,
            )
        )
    grows = of.open
    if grows is not False:
        verdict = condition(of.tail)
        plain, not_at_all, doubtful = missing_guards(verdict)
        perhaps = or_(perhaps, and_(grows, or_(not_at_all, doubtful)))
        grows = and_(grows, or_(guard_of(verdict, wanted=True), plain, not_at_all, doubtful))
    there = tuple(slot for slot in kept if slot.there is not False)
    applies = not_(or_(never, perhaps))
    return cases(
        (
            (never, INAPPLICABLE),
            (and_(perhaps, not_(never)), PERHAPS_INAPPLICABLE),
            (applies, ListShape(there, grows, of.tail)),
        )
    )


def count_of(of: Shape) -> Cases:
    """`count(of)`: from those surely there to those perhaps there."""
    if isinstance(of, Missing):
        return one_case(of)
    if not isinstance(of, ListShape):
        return one_case(None)
    low, more = ZERO, ZERO
    for slot in of.slots:
        low += _times_there(slot.sure, slot)
        more += _times_there(slot.perhaps, slot)
    least = Ratio(low)
    if more is ZERO or not (more.parts or more.constant):
        known = NumberRange(least, least)
    else:
        known = NumberRange(least, Ratio(low + more))
    return cases(((not_(of.open), known), (of.open, NumberRange(least, None))))


def _times_there(truth: Truth, slot: Slot) -> Linear:
    if slot.times is None:
        return number_of((truth,))
    return ZERO if truth is False else product(truth, slot.times)


def summed(of: Shape) -> Cases:
    """`sum(of)` of numbers; of none it is null."""
    if isinstance(of, Missing):
        return one_case(of)
    if not isinstance(of, ListShape):
        return one_case(None)
    if any(slot.times is not None or slot.perhaps is not False for slot in of.slots):
        raise NotEncoded("a sum of entries that are perhaps there")
    items = [(and_(slot.sure, guard), shape) for slot in of.slots for guard, shape in slot.value]
    tail = [(and_(of.open, guard), shape) for guard, shape in of.tail]
    if any(isinstance(s, Missing) and s is not MISSING for _, s in (*items, *tail)):
        raise NotEncoded("a sum of what may not apply")
    sure = any_(slot.sure for slot in of.slots)
    missing = any_(guard for guard, shape in (*items, *tail) if isinstance(shape, Missing))
    strange = any_(guard for guard, shape in (*items, *tail) if not isinstance(shape, _SUMMED))
    ranged = any_(
        guard for guard, shape in items if isinstance(shape, NumberRange) and not shape.exact
    )
    settled = not_(or_(of.open, missing, ranged))
    total = Ratio(_total(items, lambda shape: shape.low if shape.exact else None))
    low = Ratio(_total(items, lambda shape: shape.low))
    high = Ratio(_total(items, lambda shape: shape.high))
    lows = _end_there(items, tail, lambda shape: shape.low, lambda end: at_most(ZERO, end.above))
    highs = _end_there(items, tail, lambda shape: shape.high, lambda end: at_most(end.above, ZERO))
    number = and_(sure, not_(missing), not_(strange))
    bounded = and_(number, not_(settled))
    return cases(
        (
            (and_(number, settled), NumberRange(total, total)),
            (and_(settled, not_(number)), None),
            # What may still be empty may still come to null.
            (not_(or_(settled, number)), MISSING),
            (and_(bounded, lows, highs), NumberRange(low, high)),
            (and_(bounded, lows, not_(highs)), NumberRange(low, None)),
            (and_(bounded, not_(lows), highs), NumberRange(None, high)),
            (and_(bounded, not_(lows), not_(highs)), NumberRange(None, None)),
        )
    )


_SUMMED: Final = (NumberRange, Missing)
_Guarded: TypeAlias = Sequence[tuple[Truth, Shape]]
_EndOf: TypeAlias = Callable[[NumberRange], Ratio | None]


def _total(items: _Guarded, end_of: _EndOf) -> Linear:
    """The sum of one end of the items, where they have it."""
    total = ZERO
    for guard, shape in items:
        end = end_of(shape) if isinstance(shape, NumberRange) else None
        if end is not None:
            total += product(guard, _whole(end))
    return total


def _end_there(
    items: _Guarded, tail: _Guarded, end_of: _EndOf, holds: Callable[[Ratio], Truth]
) -> Truth:
    """Whether a sum has an end: each item does, and no further item can move it."""
    without = [
        guard for guard, shape in items if isinstance(shape, NumberRange) and end_of(shape) is None
    ]
    for guard, shape in tail:
        if isinstance(shape, NumberRange):
            end = end_of(shape)
            without.append(guard if end is None else and_(guard, not_(holds(end))))
    return not_(any_(without))


def _whole(end: Ratio) -> Linear:
    if not end.below.settled:
        raise NotEncoded("a sum of quotients")
    return end.above.times(1 / end.below.constant)


def contains(of: Shape, element: Cases) -> Cases:
    """The cases of `list contains`: an item surely equals the element, none can, or one may."""
    never = missing_guards(element)[1]
    if isinstance(of, Missing):
        return one_case(of)
    if not isinstance(of, ListShape):
        return one_case(None)
    surely: Truth = False
    maybe: Truth = False
    for slot in of.slots:
        equal = compare("=", slot.value, element)
        holds, unknown = guard_of(equal, wanted=True), or_(*missing_guards(equal))
        surely = or_(surely, and_(slot.sure, holds))
        maybe = or_(maybe, and_(slot.perhaps, holds), and_(slot.there, unknown))
    if of.open is not False:
        equal = compare("=", of.tail, element)
        maybe = or_(maybe, and_(of.open, or_(guard_of(equal, wanted=True), *missing_guards(equal))))
    return cases(
        (
            (never, INAPPLICABLE),
            (and_(not_(never), surely), True),
            (and_(not_(never), not_(surely), maybe), MISSING),
            (and_(not_(never), not_(surely), not_(maybe)), False),
        )
    )


def among_texts(shape: AmongTexts, items: tuple[Cases, ...]) -> Cases:
    """Whether an open verdict or grade is one of several texts; settled where all agree."""
    texts = [only[0][1] for only in items if len(only) == 1]
    if len(texts) != len(items) or not all(isinstance(text, str) for text in texts):
        raise NotEncoded("a verdict or grade is looked for among other things than texts")
    inside = any_(truth for text, truth in shape.possible.items() if text in texts)
    outside = any_(truth for text, truth in shape.possible.items() if text not in texts)
    return cases(
        (
            (and_(inside, outside), MISSING),
            (and_(inside, not_(outside)), True),
            (not_(inside), False),
        )
    )


def quantified(kind: str, of: Shape, verdict: Callable[[Cases], Cases]) -> Cases:
    """FEEL's `some` and `every`: what the verdicts on the items come to by `or` and `and`."""
    some = kind == "some"
    of = as_list(of)
    if isinstance(of, Missing):
        return _doubted(of, verdict(one_case(of)))
    result: Cases = one_case(not some)
    for slot in of.slots:
        result = (disjoin if some else conjoin)(
            result, _where_there(slot, verdict(slot.value), unless=not some)
        )
    if of.open is not False:
        grown = Slot(of.tail, sure=False, perhaps=of.open)
        more = _where_there(grown, verdict(of.tail), unless=not some)
        result = (disjoin if some else conjoin)(result, more)
    return result


def _doubted(absence: Missing, value: Cases) -> Cases:
    """The cases of a possible value that rests on a missing one: not known, or may not apply."""
    if absence is not MISSING:
        return one_case(absence)
    _, never, perhaps = missing_guards(value)
    doubtful = or_(never, perhaps)
    return cases(((doubtful, PERHAPS_INAPPLICABLE), (not_(doubtful), MISSING)))


def _where_there(slot: Slot, verdict: Cases, *, unless: bool) -> Cases:
    """A verdict where the item is there, unknown where it is perhaps there, else `unless`."""
    pairs: list[tuple[Truth, Shape]] = [(not_(slot.there), unless)]
    for guard, shape in verdict:
        pairs.append((and_(slot.sure, guard), shape))
        weaker: Shape = shape if shape is unless else MISSING
        if isinstance(shape, Missing) and (shape.inapplicable or shape.perhaps_inapplicable):
            weaker = PERHAPS_INAPPLICABLE
        pairs.append((and_(slot.perhaps, guard), weaker))
    return cases(pairs)
