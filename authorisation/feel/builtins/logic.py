"""`not`, `all` and `any` in Kleene's logic: unknown outranks null, a settled verdict both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from authorisation.feel.builtins.arguments import boolean, spread
from authorisation.feel.builtins.partial import (
    View,
    first_known,
    of_items,
    unknown,
    view,
)
from authorisation.feel.builtins.table import builtin
from authorisation.feel.values.values import Unknown, Value


def negation(args: Sequence[Value]) -> Value:
    """Turn true into false and back; unknown stays unknown, of the opposite verdicts."""
    value = args[0]
    if type(value) is bool:
        return not value
    if isinstance(value, Unknown):
        among = value.among
        if among is None or not all(type(one) is bool for one in among):
            return unknown([value])
        opposite = frozenset(not one for one in among)
        return Unknown(value.rests_on, opposite, value.inapplicable, value.perhaps_inapplicable)
    return not boolean("not", value)


def _quantifier(function: str, settles: bool) -> Callable[[Sequence[Value]], Value]:  # noqa: FBT001
    """Make `all`, settled by false, or `any`, settled by true."""

    def call(args: Sequence[Value]) -> Value:
        values = spread(function, args)
        if any(value is settles for value in values):
            return settles
        for value in values:
            boolean(function, value)
        return not settles

    def partial(args: Sequence[Value]) -> Value:
        seen = view(function, args[0]) if len(args) == 1 else of_items(list(args))
        if isinstance(seen, Unknown):
            return seen
        if any(value is settles for value in seen.sure):
            return settles
        return _unsettled(seen, settles) or call([seen.sure])

    return first_known(call, partial)


def _unsettled(seen: View, settles: bool) -> Unknown | None:  # noqa: FBT001
    """The Unknown of items not known, perhaps there or still to come; None without any."""
    absent = [value for value in seen.sure if isinstance(value, Unknown)]
    maybe = [value for value, perhaps in seen.marked() if perhaps and value is settles]
    maybe += [v for v, perhaps in seen.marked() if perhaps and type(v) is not bool]
    if seen.open:
        maybe.append(seen.tail)
    if not absent and not maybe:
        return None
    return unknown(absent, seen.rests_on, maybe)


LOGIC: Final = (
    builtin("not", "negand", call=negation, lifted=True),
    builtin("all", "list", "b...", call=_quantifier("all", settles=False), lifted=True),
    builtin("any", "list", "b...", call=_quantifier("any", settles=True), lifted=True),
)
