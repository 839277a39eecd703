"""A checked rule set as bytes, and back: MessagePack, in which nothing can be but data.

Of every field the type is declared, but for the value of a parameter: that is marked with its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec.msgpack import Ext
from msgspec.structs import replace

from authorisation.model.rules import DatedValue, RuleSet
from authorisation.model.value import Answer, Duration, Items

_DECIMAL: Final = 1
_DATE: Final = 2
_DURATION: Final = 3
_LIST: Final = 4
_LIST_SO_FAR: Final = 5


def encode_rule_set(rules: RuleSet) -> bytes:
    """Return the bytes of a rule set, places included."""
    parameters = {
        name: replace(parameter, values=tuple(map(_mark_values, parameter.values)))
        for name, parameter in rules.parameters.items()
    }
    return _encode(replace(rules, parameters=parameters))


def decode_rule_set(data: bytes) -> RuleSet:
    """Return the rule set that these bytes hold.

    Raises:
        ValueError: they hold none.
    """
    try:
        rules = _RULE_SETS.decode(data)
    except (ArithmeticError, TypeError) as error:
        raise ValueError("a value of a parameter is damaged") from error
    values = ((name, getattr(rules, name)) for name in rules.__struct_fields__)
    frozen = {name: MappingProxyType(value) for name, value in values if isinstance(value, dict)}
    return replace(rules, **frozen)


def _mark_values(entry: DatedValue) -> DatedValue:
    contested = tuple(replace(each, value=_mark(each.value)) for each in entry.contested)
    return replace(entry, value=_mark(entry.value), contested=contested)


def _mark(answer: Answer) -> object:
    """Return an answer that MessagePack has no type for as one of ours."""
    match answer:
        case Decimal():
            return Ext(_DECIMAL, str(answer).encode())
        case date():
            return Ext(_DATE, answer.isoformat().encode())
        case Duration():
            return Ext(_DURATION, _encode((answer.months, answer.days)))
        case Items():
            mark = _LIST_SO_FAR if answer.so_far else _LIST
            return Ext(mark, _encode([_mark(item) for item in answer.items]))
        case Mapping():
            return {name: _mark(inside) for name, inside in answer.items()}
        case _:
            return answer


def _unmark(mark: int, data: memoryview) -> Answer:
    match mark:
        case 1:
            return Decimal(str(data, "ascii"))
        case 2:
            return date.fromisoformat(str(data, "ascii"))
        case 3:
            return Duration(*msgspec.msgpack.decode(data, type=tuple[int, int]))
        case 4 | 5:
            items = msgspec.msgpack.decode(data, type=tuple[Answer, ...], ext_hook=_unmark)
            return Items(items, so_far=mark == _LIST_SO_FAR)
        case _:
            raise msgspec.ValidationError(f"no answer is marked {mark}")


def _encode(value: object) -> bytes:
    return msgspec.msgpack.encode(value, enc_hook=_plain)


def _plain(value: object) -> dict[object, object]:
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise TypeError(f"a {type(value).__name__} is no part of a rule set")


_RULE_SETS: Final = msgspec.msgpack.Decoder(RuleSet, ext_hook=_unmark)
