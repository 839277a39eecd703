"""`instance of`, compiled, and the rules by which values conform to types."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from authorisation.feel.closures.frames import (
    Closure,
    Compiler,
    Frame,
    Scope,
    charge_values,
    null_on_error,
)
from authorisation.feel.errors import FeelError
from authorisation.feel.operators import kind_name
from authorisation.feel.syntax.tree import InstanceOf, TypeName
from authorisation.feel.values.absent import Truth, deep_absence, kleene_and, strict_absence
from authorisation.feel.values.values import Bounds, Function, PartialList, Range, Unknown, Value

_SIMPLE: Final = {
    "number": "number",
    "string": "string",
    "boolean": "boolean",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "date time": "date and time",
    "dateTime": "date and time",
    "years and months duration": "years and months duration",
    "year month duration": "years and months duration",
    "yearMonthDuration": "years and months duration",
    "days and time duration": "days and time duration",
    "day time duration": "days and time duration",
    "dayTimeDuration": "days and time duration",
    "Null": "null",
}
_COMPOSED: Final = {"list": "list", "context": "context", "range": "range", "function": "function"}


def compile_instance_of(node: InstanceOf, scope: Scope | None, compiler: Compiler) -> Closure:
    """Compile `of instance of type`; null is an instance of `Null` alone."""
    of = compiler.compile_node(node.of, scope, compiler)
    type_ = node.type

    def run(frame: Frame) -> Truth:
        value = of(frame)
        charge_values(frame, value)
        return is_instance(value, type_)

    return null_on_error(run)


def is_instance(value: Value, type_: TypeName) -> Truth:
    """Is the value of the type?

    Raises:
        FeelError: for a type that is not one of the language's own.
    """
    if type(value) is Unknown:
        require_known_type(type_)
        return strict_absence(value)
    if value is None:
        require_known_type(type_)
        return type_.name == "Null"
    return conforms(value, type_)


def require_known_type(type_: TypeName) -> None:
    """Check that a type is one of the language's own.

    Raises:
        FeelError: when it is not.
    """
    if type_.name != "Any" and type_.name not in _SIMPLE and type_.name not in _COMPOSED:
        raise FeelError(f"there is no type called `{type_.name}`")


def conforms(value: Value, type_: TypeName) -> Truth:
    """May the value stand where the type is asked for? Null may always.

    Raises:
        FeelError: for a type that is not one of the language's own.
    """
    require_known_type(type_)
    if value is None or type_.name == "Any":
        return True
    if type(value) is Unknown:
        return strict_absence(value)
    if type_.name in _SIMPLE:
        return kind_name(value) == _SIMPLE[type_.name]
    if kind_name(value) != _COMPOSED[type_.name]:
        return False
    return _parts_conform(value, type_)


def _parts_conform(value: Value, type_: TypeName) -> Truth:
    match value:
        case Function():
            return not type_.result or len(value.parameters) == len(type_.arguments)
        case dict():
            # An entry more than the type names does no harm; one less does.
            if any(name not in value for name, _ in type_.entries):
                return False
            return _all_conform((value[name], of) for name, of in type_.entries)
        case list() | PartialList() | Range() if not type_.arguments:
            return True
        case list():
            return _all_conform((item, type_.arguments[0]) for item in value)
        case Range():
            return _all_conform((end, type_.arguments[0]) for end in (value.low, value.high))
        case PartialList() if type_.arguments[0].name != "Any":
            return deep_absence((value,))
    return True


def _all_conform(pairs: Iterable[tuple[Value, TypeName]]) -> Truth:
    result: Truth = True
    for value, type_ in pairs:
        result = kleene_and(result, conforms(value, type_))
    return result


def coerce_argument(value: Value, type_: TypeName) -> Value:
    """The value that a parameter of the type receives: of a list of one, its item.

    Raises:
        FeelError: where it does not conform.
    """
    if type(value) in {Decimal, Bounds} and type_.name == "number":
        return value
    verdict = conforms(value, type_)
    if type(verdict) is Unknown:
        return verdict
    if verdict:
        return value
    if type(value) is PartialList:
        # It may come to a list of one.
        return strict_absence(value)
    if type(value) is list and len(value) == 1:
        verdict = conforms(value[0], type_)
        if type(verdict) is Unknown:
            return verdict
        if verdict:
            return value[0]
    if type_.name == "list" and conforms([value], type_) is True:
        return [value]
    raise FeelError(f"a {kind_name(value)} is not a {type_.name}")
