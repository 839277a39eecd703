"""What a name or a dotted path stands for, and what its author may have meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.comparisons import listed
from authorisation.language.check.formula_check import FormulaCheck
from authorisation.language.check.scope import Scope, suggest
from authorisation.language.check.types import (
    ANYTHING,
    DAYS,
    NUMBER,
    Anything,
    Fields,
    ListOf,
    Nothing,
    Number,
    RangeOver,
    Temporal,
    Type,
    phrase,
)
from authorisation.language.check.units import Unit

_QUOTED: Final = 'text is written in quotes, such as `"low"`'

_PARTS: Final[Mapping[str, Mapping[str, Type]]] = {
    "date": dict.fromkeys(("year", "month", "day", "weekday"), NUMBER),
    "duration": {
        "days": DAYS,
        **{name: Number(Unit(((name[:-1], 1),))) for name in ("years", "months", "hours")},
        **dict.fromkeys(("minutes", "seconds"), NUMBER),
    },
}


def dotted(node: syntax.Node) -> str:
    """Write a chain of names as `a.b.c`; empty for anything else."""
    match node:
        case syntax.Name(name):
            return name
        case syntax.Path(of, name):
            start = dotted(of)
            return f"{start}.{name}" if start else ""
        case _:
            return ""


def name_type(check: FormulaCheck, node: syntax.Name, scope: Scope) -> Type:
    """Give the type behind a bare name; report one that means nothing here."""
    kind = scope.find(node.name)
    if kind is None:
        _unknown(check, node, node.name, scope)
        return ANYTHING
    check.used.add(node.name)
    return kind


def path_type(check: FormulaCheck, node: syntax.Path, scope: Scope) -> Type:
    """Give the type behind `of.name`; report a part that is not there."""
    path = dotted(node)
    head = path.split(".")[0]
    if path in scope.unasked and head not in scope.local:
        _unknown(check, node, path, scope)
        return ANYTHING
    if path and scope.find(head) is None and head not in scope.unasked:
        _unknown(check, node, path, scope)
        return ANYTHING
    return _part(check, node, check.infer(node.of, scope), scope)


def _part(check: FormulaCheck, node: syntax.Path, of: Type, scope: Scope) -> Type:
    match of:
        case Anything() | Nothing() | RangeOver():
            return ANYTHING
        case ListOf(item):
            return ListOf(_part(check, node, item, scope))
        case Fields(fields=fields) if node.name in fields:
            return fields[node.name]
        case Fields(fields=fields, group=group):
            _no_field(check, node, tuple(fields), group, scope)
            return ANYTHING
        case Temporal(kind) if kind not in _PARTS:
            return ANYTHING
        case Temporal(kind) if node.name in _PARTS[kind]:
            return _PARTS[kind][node.name]
        case Temporal(kind):
            _missing(check, node, f"a {kind}", tuple(_PARTS[kind]))
        case _:
            _missing(check, node, phrase(of), ())
    return ANYTHING


def _no_field(
    check: FormulaCheck, node: syntax.Path, fields: tuple[str, ...], group: str, scope: Scope
) -> None:
    if group:
        _unknown(check, node, f"{group}.{node.name}", scope)
        return
    help_ = suggest(node.name, fields) or f"its fields are {listed(fields)}"
    of = dotted(node.of) or check.quote(node.of)
    check.report(node, f"`{of}` has no field `{node.name}`", help_)


def _missing(check: FormulaCheck, node: syntax.Path, what: str, parts: tuple[str, ...]) -> None:
    of = dotted(node.of) or check.quote(node.of)
    message = f"`{of}` is {what} and has no `{node.name}`"
    check.report(node, message, f"it has {listed(parts)}" if parts else "")


def _unknown(check: FormulaCheck, node: syntax.Node, name: str, scope: Scope) -> None:
    """Say that a name means nothing here, and what its author may have meant."""
    if name in scope.unasked:
        check.report(node, f"this rule set does not ask `{name}`", "add it to `asks`")
    elif name in scope.elsewhere:
        check.report(node, f"`{name}` cannot be used here", scope.elsewhere[name])
    else:
        head, dot, _ = name.partition(".")
        near = suggest(name, scope.known)
        near = near or suggest(head, (known for known in scope.known if "." not in known))
        check.report(node, f"unknown name `{name}`", near or ("" if dot else _QUOTED))
