"""`not`, `all` and `any` in Kleene's logic, and `is`.

Unknown outranks null, a settled verdict both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from authorisation.feel.builtins.definitions import (
    CHEAP,
    builtin,
    list_or_arguments,
    optional_argument,
    require_boolean,
)
from authorisation.feel.builtins.equality import Sameness, compare_sameness
from authorisation.feel.builtins.partial import known_or_else, spread_argument, unknown_result
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.values.values import PartialList, Unknown, Value


def negate_truth(args: Sequence[Value]) -> Value:
    """Turn true into false and back; unknown stays unknown, of the opposite verdicts."""
    value = args[0]
    if type(value) is bool:
        return not value
    if isinstance(value, Unknown):
        among = value.among
        if among is None or not all(type(one) is bool for one in among):
            return unknown_result([value])
        opposite = frozenset(not one for one in among)
        return Unknown(value.rests_on, opposite, value.inapplicable, value.perhaps_inapplicable)
    return not require_boolean("not", value)


def _quantifier(function: str, settles: bool) -> Callable[[Sequence[Value]], Value]:  # noqa: FBT001
    """Make `all`, settled by false, or `any`, settled by true."""

    def call(args: Sequence[Value]) -> Value:
        values = list_or_arguments(function, args)
        if any(value is settles for value in values):
            return settles
        for value in values:
            require_boolean(function, value)
        return not settles

    def partial(args: Sequence[Value]) -> Value:
        partial = spread_argument(function, args)
        if isinstance(partial, Unknown):
            return partial
        if any(value is settles for value in partial.sure):
            return settles
        return _remaining_unknown(partial, settles) or call([partial.sure])

    return known_or_else(call, partial)


def _remaining_unknown(partial: PartialList, settles: bool) -> Unknown | None:  # noqa: FBT001
    """The Unknown of items not known, perhaps there or still to come; None without any."""
    absent = [value for value in partial.sure if isinstance(value, Unknown)]
    maybe = [value for value, perhaps in partial.marked_items if perhaps and value is settles]
    maybe += [v for v, perhaps in partial.marked_items if perhaps and type(v) is not bool]
    if partial.open:
        maybe.append(partial.tail)
    if not absent and not maybe:
        return None
    return unknown_result(absent, partial.rests_on, maybe)


LOGIC: Final = (
    builtin("not", "negand", call=negate_truth, lifted=True, cost=CHEAP),
    builtin("all", "list", "b...", call=_quantifier("all", settles=False), lifted=True, cost=CHEAP),
    builtin("any", "list", "b...", call=_quantifier("any", settles=True), lifted=True, cost=CHEAP),
)


def _is(args: Sequence[Value]) -> Value:
    """Whether two values are the same to the letter, zone and offset included; null if left out."""
    if not args:
        raise FeelError("is: nothing was given")
    left, right = args[0], optional_argument(args, 1)
    if temporal_kind(left) or temporal_kind(right):
        return left == right
    verdict = compare_sameness(left, right)
    return unknown_result(args) if verdict is Sameness.PERHAPS else verdict is Sameness.YES


IDENTITY: Final = (builtin("is", "value1?, value2?", call=_is),)
