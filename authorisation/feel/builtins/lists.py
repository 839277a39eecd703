"""Built-ins on lists and contexts of which everything is known."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key, reduce
from typing import Final

from authorisation.feel.builtins.definitions import (
    argument_error,
    builtin,
    list_or_arguments,
    require_context,
    require_finite,
    require_list,
    require_list_size,
    require_number,
    require_text,
    require_truncated,
)
from authorisation.feel.builtins.equality import Sameness, compare_sameness
from authorisation.feel.builtins.membership import concatenate, distinct
from authorisation.feel.builtins.partial import unknown_result
from authorisation.feel.errors import FeelError
from authorisation.feel.values.values import ABSENT, CONTEXT, MAX_TEXT, Function, Unknown, Value

_MAX_DEPTH: Final = 200
_PAIR: Final = 2


class _UnknownVerdict(Exception):
    """A function given as an argument came to an unknown verdict, which this carries out."""

    def __init__(self, verdict: Unknown) -> None:
        self.verdict = verdict


def _position(function: str, value: Value, count: int) -> int:
    """Turn a position that counts from 1, or backwards from -1, into an index."""
    position = require_truncated(function, value)
    if 1 <= position <= count:
        return position - 1
    if -count <= position <= -1:
        return position + count
    raise FeelError(f"{function}: there is no position {position} in {count} items")


def _sublist(args: Sequence[Value]) -> Value:
    values = require_list("sublist", args[0])
    start = _position("sublist", args[1], len(values))
    if len(args) == _PAIR:
        return values[start:]
    length = require_truncated("sublist", args[2])
    if not 1 <= length <= len(values) - start:
        raise FeelError(f"sublist: there are not {length} items from there")
    return values[start : start + length]


def _insert_before(args: Sequence[Value]) -> Value:
    values = require_list("insert before", args[0])
    at = _position("insert before", args[1], len(values))
    return require_list_size("insert before", [*values[:at], args[2], *values[at:]])


def _remove(args: Sequence[Value]) -> Value:
    values = require_list("remove", args[0])
    at = _position("remove", args[1], len(values))
    return values[:at] + values[at + 1 :]


def _list_replace(args: Sequence[Value]) -> Value:
    """Replace the item at a position, or every item for which a function is true."""
    values, by, new = require_list("list replace", args[0]), args[1], args[2]
    if isinstance(by, Function):
        match = _require_binary("list replace", by)
        try:
            return [
                new if _call_predicate("list replace", match, item, new) else item
                for item in values
            ]
        except _UnknownVerdict as absent:
            return absent.verdict
    at = _position("list replace", by, len(values))
    return [*values[:at], new, *values[at + 1 :]]


def _call_predicate(function: str, test: Function, left: Value, right: Value) -> bool:
    verdict = test.call([left, right])
    if type(verdict) is bool:
        return verdict
    if isinstance(verdict, ABSENT):
        raise _UnknownVerdict(
            verdict if isinstance(verdict, Unknown) else Unknown(verdict.rests_on)
        )
    raise argument_error(function, verdict, "true or false")


def _require_binary(function: str, value: Value) -> Function:
    if isinstance(value, Function) and len(value.parameters) == _PAIR:
        return value
    raise argument_error(function, value, "a function of two parameters")


def _sort(args: Sequence[Value]) -> Value:
    values, precedes = require_list("sort", args[0]), _require_binary("sort", args[1])

    def order(left: Value, right: Value) -> int:
        if _call_predicate("sort", precedes, left, right):
            return -1
        return 1 if _call_predicate("sort", precedes, right, left) else 0

    try:
        return sorted(values, key=cmp_to_key(order))
    except _UnknownVerdict as absent:
        return absent.verdict


def _index_of(args: Sequence[Value]) -> Value:
    """Give the positions, from 1, of the items that equal the match."""
    verdicts = [compare_sameness(item, args[1]) for item in require_list("index of", args[0])]
    if Sameness.PERHAPS in verdicts:
        return unknown_result(args)
    return [Decimal(at) for at, verdict in enumerate(verdicts, 1) if verdict is Sameness.YES]


def _flatten(args: Sequence[Value]) -> Value:
    result: list[Value] = []
    _flatten_into(require_list("flatten", args[0]), result, 0)
    return require_list_size("flatten", result)


def _flatten_into(values: list[Value], into: list[Value], depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise FeelError("flatten: the lists are nested too deeply")
    for value in values:
        if type(value) is list:
            _flatten_into(value, into, depth + 1)
        else:
            into.append(value)


def _string_join(args: Sequence[Value]) -> Value:
    """Join texts; null items are left out, and no delimiter is an empty one."""
    values = [item for item in require_list("string join", args[0]) if item is not None]
    delimiter = args[1] if len(args) > 1 and args[1] is not None else ""
    require_text("string join", delimiter)
    length = sum(len(require_text("string join", value)) for value in values)
    if length + len(delimiter) * (len(values) - 1) > MAX_TEXT:
        raise FeelError("string join: the text would be too long")
    return str(delimiter.join(values))


def _numbers(function: str, args: Sequence[Value]) -> list[Decimal]:
    values = [require_number(function, value) for value in list_or_arguments(function, args)]
    if not values:
        raise FeelError(f"{function}: the list is empty")
    return values


def _mean_of(values: list[Decimal]) -> Decimal:
    return CONTEXT.divide(reduce(CONTEXT.add, values), Decimal(len(values)))


def _mean(args: Sequence[Value]) -> Value:
    return require_finite("mean", _mean_of(_numbers("mean", args)))


def _product(args: Sequence[Value]) -> Value:
    return require_finite("product", reduce(CONTEXT.multiply, _numbers("product", args)))


def _median(args: Sequence[Value]) -> Value:
    values = sorted(_numbers("median", args))
    middle, odd = divmod(len(values), 2)
    return (
        values[middle]
        if odd
        else require_finite("median", _mean_of(values[middle - 1 : middle + 1]))
    )


def _stddev(args: Sequence[Value]) -> Value:
    """Give the standard deviation of a sample."""
    values = _numbers("stddev", args)
    if len(values) < _PAIR:
        raise FeelError("stddev: one number has no spread")
    mean = _mean_of(values)
    gaps = [CONTEXT.subtract(value, mean) for value in values]
    squares = reduce(CONTEXT.add, [CONTEXT.multiply(gap, gap) for gap in gaps])
    return require_finite("stddev", CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(values) - 1))))


def _mode(args: Sequence[Value]) -> Value:
    """Give the numbers that occur most, in ascending order; none for an empty list."""
    tally: dict[Decimal, int] = {}
    for value in list_or_arguments("mode", args):
        exact = require_number("mode", value)
        tally[exact] = tally.get(exact, 0) + 1
    most = max(tally.values(), default=0)
    return sorted(value for value, times in tally.items() if times == most)


LISTS: Final = (
    builtin("sublist", "list, start position, length?", call=_sublist),
    builtin("insert before", "list, position, newItem", call=_insert_before),
    builtin("remove", "list, position", call=_remove),
    builtin("list replace", "list, position, newItem", "list, match, newItem", call=_list_replace),
    builtin("sort", "list, precedes", call=_sort),
    builtin("reverse", "list", call=lambda args: require_list("reverse", args[0])[::-1]),
    builtin("index of", "list, match", call=_index_of),
    builtin("union", "list...", call=lambda args: distinct([concatenate(args)])),
    builtin("flatten", "list", call=_flatten),
    builtin("string join", "list, delimiter?", call=_string_join),
    builtin("mean", "list", "n...", call=_mean),
    builtin("product", "list", "n...", call=_product),
    builtin("median", "list", "n...", call=_median),
    builtin("stddev", "list", "n...", call=_stddev, cost=120),
    builtin("mode", "list", "n...", call=_mode),
)


def _get_value(args: Sequence[Value]) -> Value:
    """Give an entry, null where there is none."""
    return require_context("get value", args[0]).get(require_text("get value", args[1]))


def _get_entries(args: Sequence[Value]) -> Value:
    entries = require_context("get entries", args[0]).items()
    return [{"key": key, "value": value} for key, value in entries]


def _context(args: Sequence[Value]) -> Value:
    """Build a context from entries, each a context of a key and a value."""
    result: dict[str, Value] = {}
    for item in require_list("context", args[0]):
        entry = require_context("context", item)
        if not entry.keys() >= {"key", "value"}:
            raise FeelError("context: an entry has no key or no value")
        key = require_text("context", entry["key"])
        if key in result:
            raise FeelError(f"context: there are two entries `{key}`")
        result[key] = entry["value"]
    return result


def _context_put(args: Sequence[Value]) -> Value:
    """Add or replace an entry, reached through contexts where several keys are given."""
    whole, keys, value = args
    path = keys if isinstance(keys, list) else [keys]
    if not path:
        raise FeelError("context put: no key was given")
    names = [require_text("context put", key) for key in path]
    parents = [require_context("context put", whole)]
    for name in names[:-1]:
        parents.append(require_context("context put", parents[-1].get(name)))
    for parent, name in zip(reversed(parents), reversed(names), strict=True):
        value = {**parent, name: value}
    return value


def _context_merge(args: Sequence[Value]) -> Value:
    """Merge contexts; of two entries of one name the later stays."""
    result: dict[str, Value] = {}
    for item in require_list("context merge", args[0]):
        result.update(require_context("context merge", item))
    require_list_size("context merge", list(result))
    return result


CONTEXTS: Final = (
    builtin("get value", "m, key", call=_get_value),
    builtin("get entries", "m", call=_get_entries),
    builtin("context", "entries", call=_context),
    builtin("context put", "context, key, value", "context, keys, value", call=_context_put),
    builtin("context merge", "contexts", call=_context_merge),
)
