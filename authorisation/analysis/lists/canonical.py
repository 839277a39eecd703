"""Uses of lists told apart: equal where they ask the same, whatever their loops are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from authorisation.analysis.lists.uses import Around, Loop, UseBody, fields_of
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.model.condition import (
    CriterionRef,
    Every,
    Some,
    formula_of,
    parts_of,
    walk_conditions,
)
from authorisation.model.question import Question, ValueType

_ITEM: Final = "item"


def canonical(
    node: syntax.Node, around: Around, item: str = "", own: Question | None = None
) -> syntax.Node:
    """Return an expression with the names of loops put so that equal ones are equal.

    `item` is the name that it gives to an item of the list, and `own` the question of the list
    whose filter it is: the fields of that keep their names.
    """
    names: dict[str, str] = {}
    for at, loop in enumerate(around):
        for name in (loop.name,) if loop.name else fields_of(loop):
            names[name] = f"·{loop.number}.{at}{'' if loop.name else name}"
    for name in own.each if own else ():
        names.pop(name, None)
    if item:
        names[item] = "·item"
    return _renamed(node, names) if names else node


def _renamed(node: syntax.Node, names: Mapping[str, str]) -> syntax.Node:
    if isinstance(node, syntax.Name):
        return syntax.Name(names[node.name]) if node.name in names else node
    changed = {
        key: _renamed_part(getattr(node, key), names)
        for key in node.__struct_fields__
        if key != "span"
    }
    return msgspec.structs.replace(node, **changed)


def _renamed_part(part: object, names: Mapping[str, str]) -> object:
    if isinstance(part, tuple):
        return tuple(_renamed_part(each, names) for each in part)
    if isinstance(part, syntax.Iteration):
        to = None if part.to is None else _renamed(part.to, names)
        return syntax.Iteration(part.name, _renamed(part.over, names), to)
    return _renamed(part, names) if isinstance(part, syntax.Node) else part


def shape_of(body: UseBody, item: str, around: Around, field: str) -> object:
    """Equal where two bodies ask the same of an item."""
    match body:
        case None:
            return None
        case CriterionRef(criterion=criterion):
            return criterion
        case _ if isinstance(body, syntax.Node):
            return field, canonical(body, around, item)
    formula = formula_of(body)
    own = None if formula is None else canonical(parse(formula.text), around, item)
    name = body.item if isinstance(body, Every | Some) else ""
    parts = tuple(shape_of(part, item, around, "") for part in parts_of(body))
    return type(body).__name__, name, own, parts


def body_nodes(body: UseBody) -> Iterator[syntax.Node]:
    """Yield every expression in a body."""
    if isinstance(body, syntax.Node):
        yield body
    elif body is not None:
        for part in walk_conditions(body):
            formula = formula_of(part)
            if formula is not None:
                yield parse(formula.text)


def refers_to_criteria(body: UseBody) -> bool:
    """Whether a body asks for the verdict of another criterion."""
    if body is None or isinstance(body, syntax.Node):
        return False
    return any(isinstance(part, CriterionRef) for part in walk_conditions(body))


def is_never_null(node: syntax.Node, question: Question) -> bool:
    """Whether a filter comes to true, false or unknown for every item, and never to null."""
    match node:
        case syntax.And(left, right) | syntax.Or(left, right):
            return is_never_null(left, question) and is_never_null(right, question)
        case syntax.Literal(value):
            return isinstance(value, bool)
        case syntax.Comparison(op):
            return op in {"=", "!="}
        case syntax.In(_, tests):
            return all(
                test.op is None and isinstance(test.of, syntax.ListLiteral) for test in tests
            )
        case syntax.Name(name) if name in question.each:
            field = question.each[name]
            return field.type is ValueType.BOOLEAN and not field.none
        case _:
            return False


def owner_of(within: syntax.Node, around: Around) -> Loop | None:
    """The loop whose item holds the list, where it is a list inside items."""
    while isinstance(within, syntax.Filter | syntax.Path):
        within = within.of
    if not isinstance(within, syntax.Name):
        return None
    for loop in reversed(around):
        if within.name == loop.name or (
            not loop.name and (within.name == _ITEM or within.name in fields_of(loop))
        ):
            return loop
    return None


def dependencies(
    nodes: tuple[syntax.Node, ...], around: Around, owner: Loop | None
) -> tuple[tuple[Loop, frozenset[str]], ...]:
    """Each loop that some expressions depend on, with the fields of its items that they look at.

    What a loop goes through may depend on the loops around it in turn.
    """
    found: list[tuple[Loop, frozenset[str]]] = []
    looked_at = list(nodes)
    for loop in reversed(around):
        names = {name for node in looked_at for name in _looked_at(loop, node)}
        if names and loop is not owner:
            found.append((loop, frozenset(names)))
            looked_at.append(loop.within)
    return tuple(reversed(found))


def _looked_at(loop: Loop, node: syntax.Node) -> Iterator[str]:
    """Yield each field of a loop's items that an expression looks at; an empty one is the whole."""
    match node:
        case syntax.Path(syntax.Name(name), field) if loop.name and name == loop.name:
            yield field
        case syntax.Name(name):
            if name == (loop.name or _ITEM) or (not loop.name and name in fields_of(loop)):
                yield ""
        case _:
            for child in syntax.child_nodes(node):
                yield from _looked_at(loop, child)
