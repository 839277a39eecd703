"""Canonical bytes and SHA-256 of any value of the model: equal values have equal hashes.

JSON with sorted keys and no spaces, in UTF-8: decimals are strings without trailing zeros, dates
are ISO, a frozen value is an object of its fields under its class name in `is`. Left out are fields
that do not count when values are compared (places, units worked out), and fields at their default,
so that a hash outlives a field that the model gains.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

_HASHED_AS: Final = MappingProxyType(
    {
        "AuthorisationCondition": "ConditionSet",
        "CapabilityGrade": "Capability",
        "ConsistencyTest": "Consistency",
        "CrossCheck": "Across",
        "DatedValue": "Dated",
        "FiledReturn": "Filed",
        "InterimResponse": "Interim",
        "MonitoredLine": "Line",
        "SeverityBand": "Band",
        "SupervisionStage": "Stage",
        "UntestedStatement": "LeftOut",
    }
)
"""INVARIANT: a class once hashed is hashed under that name whatever it is called today; adopted
editions and records hold such hashes. Whoever renames a class of the model adds it here."""

SHA256: Final = re.compile("[0-9a-f]{64}")
"""A hash as it is written."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"


def canonical_bytes(value: object, *, without: AbstractSet[str] = frozenset()) -> bytes:
    """Return the canonical bytes of a value, without the fields of the outermost one so named."""
    plain = _to_json(value)
    if isinstance(plain, dict):
        plain = {key: inside for key, inside in plain.items() if key not in without}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def sha256(value: object, *, without: AbstractSet[str] = frozenset()) -> str:
    """Return the SHA-256 of a value's canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(value, without=without)).hexdigest()


def decimal_text(number: Decimal) -> str:
    """Return a decimal in its one canonical form: no exponent, no trailing zeros."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def _to_json(value: object) -> Json:
    if type(value) is str or value is None:  # most values by far
        return value
    if isinstance(value, msgspec.Struct):
        return _fields_to_json(value)
    match value:
        case Enum():
            return _to_json(value.value)
        case bool() | int() | str():
            return value
        case Decimal():
            return decimal_text(value)
        case date():
            return value.isoformat()
        case dict() | Mapping():
            return {str(key): _to_json(inside) for key, inside in value.items()}
        case AbstractSet():
            return [_to_json(inside) for inside in sorted(value)]
        case Sequence():
            return [_to_json(inside) for inside in value]
        case _ if is_dataclass(value):
            return _fields_to_json(value)
        case _:
            raise TypeError(f"{type(value).__name__} has no canonical form")


def _fields_to_json(value: object) -> Json:
    kind: type = type(value)
    compared = {
        name: _to_json(inside)
        for name, default in _compared_fields(kind)
        if (inside := getattr(value, name)) != default
    }
    return {"is": _HASHED_AS.get(kind.__name__, kind.__name__), **compared}


@cache
def _compared_fields(kind: type) -> tuple[tuple[str, object], ...]:
    """Return the fields that count when values are compared, each with its default.

    Where a field has none, a value stands for it that equals no other.
    """
    if is_dataclass(kind):
        return tuple((field.name, _default(field)) for field in fields(kind) if field.compare)
    assert issubclass(kind, msgspec.Struct)  # noqa: S101 it is one of the two
    left_out: frozenset[str] = getattr(kind, "not_compared", frozenset())
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__
    without = (msgspec.NODEFAULT,) * (len(names) - len(defaults))
    both = zip(names, (*without, *defaults), strict=True)
    return tuple((name, default) for name, default in both if name not in left_out)


def _default(field: Field[object]) -> object:
    if field.default is not MISSING:
        return field.default
    return MISSING if field.default_factory is MISSING else field.default_factory()
