"""Built-ins that aggregate a list to one number or value, with bounds for a partial list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal, localcontext
from typing import Final

from authorisation.feel.builtins.definitions import (
    CHEAP,
    Call,
    builtin,
    list_or_arguments,
    require_finite,
    require_list,
    require_number,
)
from authorisation.feel.builtins.partial import (
    add_endpoints,
    all_known,
    bounds_or_number,
    known_or_else,
    spread_argument,
    unknown_list_result,
    unknown_result,
)
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal import operations as temporal
from authorisation.feel.values.absent import NUMERIC, endpoints
from authorisation.feel.values.values import CONTEXT, PartialList, Unknown, Value

_ZERO: Final = Decimal(0)
_NUMBERS: Final = {Decimal}
_TEXTS: Final = {str}


def count(args: Sequence[Value]) -> Value:
    """Count the items; for a partial list, those sure and those perhaps."""
    value = args[0]
    if type(value) is list:
        return Decimal(len(value))
    if type(value) is PartialList:
        most = len(value.items)
        sure = Decimal(most - sum(value.perhaps))
        return bounds_or_number(sure, None if value.open else Decimal(most), value.rests_on)
    if isinstance(value, Unknown):
        return unknown_result([value])
    return Decimal(len(require_list("count", value)))


def add_up(args: Sequence[Value]) -> Value:
    """Add up known numbers."""
    values = list_or_arguments("sum", args)
    for value in values if set(map(type, values)) != _NUMBERS else ():
        require_number("sum", value)
    if not values:
        raise FeelError("sum: the list is empty")
    return require_finite("sum", _total(values))


def _total(values: Sequence[Decimal]) -> Decimal:
    # `sum` in a context of our own takes a third of the time of `CONTEXT.add` item by item.
    with localcontext(CONTEXT):
        return sum(values, _ZERO)


def _with_fast_path(call: Call, pick: Callable[[list[Decimal]], Decimal], function: str) -> Call:
    """Add a fast path to a built-in for one list of nothing but numbers."""

    def quick(args: Sequence[Value]) -> Value:
        if len(args) == 1:
            values = args[0]
            if type(values) is list and set(map(type, values)) == _NUMBERS:
                return require_finite(function, pick(values))
        return call(args)

    return quick


def _sum_partial(args: Sequence[Value]) -> Value:
    partial = spread_argument("sum", args)
    if isinstance(partial, Unknown):
        return partial
    values = list(partial.items) + ([partial.tail] if partial.open else [])
    if not NUMERIC.issuperset(map(type, values)) or not partial.sure:
        _refuse_empty("sum", partial)
        return unknown_list_result(partial)
    low: Decimal | None = _ZERO
    high: Decimal | None = _ZERO
    for value, perhaps in partial.marked_items:
        least, greatest = endpoints(value)
        if perhaps:
            least = None if least is None else min(_ZERO, least)
            greatest = None if greatest is None else max(_ZERO, greatest)
        low, high = add_endpoints(low, least), add_endpoints(high, greatest)
    if partial.open:
        least, greatest = endpoints(partial.tail)
        low = low if least is not None and least >= 0 else None
        high = high if greatest is not None and greatest <= 0 else None
    return bounds_or_number(low, high, unknown_list_result(partial).rests_on)


def extreme(function: str, sign: int) -> Call:
    """Make `min` (sign -1) or `max` (sign 1) of known values of one kind."""
    pick = min if sign < 0 else max

    def call(args: Sequence[Value]) -> Value:
        values = list_or_arguments(function, args)
        kinds = set(map(type, values))
        if kinds in (_NUMBERS, _TEXTS):
            return pick(values)
        if not values:
            raise FeelError(f"{function}: the list is empty")
        best = values[0]
        for value in values:
            order = temporal.ordering(value, best)
            if order is None:
                raise FeelError(f"{function}: the values have no common order")
            if order == sign:
                best = value
        return best

    return call


def _extreme_partial(function: str, sign: int) -> Call:
    known = extreme(function, sign)

    def call(args: Sequence[Value]) -> Value:
        partial = spread_argument(function, args)
        if isinstance(partial, Unknown):
            return partial
        values = list(partial.items) + ([partial.tail] if partial.open else [])
        sure = partial.sure
        if not sure:
            _refuse_empty(function, partial)
            return unknown_list_result(partial)
        if NUMERIC.issuperset(map(type, values)):
            low, high = _extreme_ends(
                sign, [endpoints(v) for v in values], [endpoints(v) for v in sure]
            )
            return bounds_or_number(low, high, unknown_list_result(partial).rests_on)
        if not partial.open and all_known(values):
            # It is certain where no other item would change the extreme of the sure ones.
            best = known([sure])
            with suppress(FeelError):
                other = known([values])
                if other == best or temporal.ordering(other, best) == 0:
                    return best
        return unknown_list_result(partial)

    return call


def _extreme_ends(
    sign: int,
    every: list[tuple[Decimal | None, Decimal | None]],
    sure: list[tuple[Decimal | None, Decimal | None]],
) -> tuple[Decimal | None, Decimal | None]:
    """Bound an extreme: any item may push it outwards, only sure ones hold it."""
    if sign > 0:
        lows = [low for low, _ in sure if low is not None]
        highs = [high for _, high in every]
        return max(lows, default=None), _unless_open(max, highs)
    lows_of_all = [low for low, _ in every]
    tops = [high for _, high in sure if high is not None]
    return _unless_open(min, lows_of_all), min(tops, default=None)


def _unless_open(
    pick: Callable[[list[Decimal]], Decimal], found: list[Decimal | None]
) -> Decimal | None:
    known = [end for end in found if end is not None]
    return pick(known) if len(known) == len(found) else None


def _refuse_empty(function: str, partial: PartialList) -> None:
    """Raise FeelError for a list that stays empty whatever is answered."""
    if not partial.items and not partial.open:
        raise FeelError(f"{function}: the list is empty")


def _extreme(function: str, sign: int) -> Call:
    call = known_or_else(extreme(function, sign), _extreme_partial(function, sign))
    return _with_fast_path(call, min if sign < 0 else max, function)


_SUM: Final = _with_fast_path(known_or_else(add_up, _sum_partial), _total, "sum")
AGGREGATES: Final = (
    builtin("count", "list", call=count, lifted=True, walks=False, cost=CHEAP),
    builtin("sum", "list", "n...", call=_SUM, lifted=True, cost=CHEAP),
    builtin("min", "list", "c...", call=_extreme("min", -1), lifted=True, cost=CHEAP),
    builtin("max", "list", "c...", call=_extreme("max", 1), lifted=True, cost=CHEAP),
)
