"""The ways in which rules look at a list, the loops they stand in, and which ask the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.feel.values.values import Value
from authorisation.model import condition
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Location

UseBody: TypeAlias = condition.Condition | syntax.Node | None
ALL: Final = syntax.Literal(value=True)
"""The filter that keeps every item."""
_ITEM: Final = "item"


class UseForm(StrEnum):
    """The way in which a list is looked at."""

    COUNT = "count"
    """How many items pass the filters, held against figures; one, for `list contains`."""
    EVERY = "every"
    SOME = "some"
    TOTAL = "total"
    """How many items there are, held against something that is answered."""
    SUM_AT_MOST = "sum at most"
    """A consistency test: a field that is never negative adds up to no more than something."""
    ALL_DIFFER = "all differ"
    """A consistency test: no two items have the same value of a field."""
    OUTSIDE = "outside"
    """Any other look, for which no number of items is known to be enough."""


class LoopKind(StrEnum):
    """The kind of the items for which a condition is judged, one by one."""

    FIGURE = "figure"
    ANSWERS = "answers"
    CHOICES = "choices"
    OTHERS = "others"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A list that is gone through, and the name that each of its items has meanwhile.

    The name is empty for the items of a filter, whose fields are names of their own.
    """

    kind: LoopKind
    within: syntax.Node
    name: str = ""
    path: str = ""
    question: Question | None = None
    names: frozenset[str] = frozenset()
    """Every name in what it goes through, with those in the derived figures there."""


Around: TypeAlias = tuple[Loop, ...]
"""The loops around a formula, the outermost first."""


def fields_of(loop: Loop) -> Mapping[str, Question]:
    """Return the fields of the items that a loop goes through."""
    return loop.question.each if loop.question is not None else MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListUse:
    """One look at a list, in one place of the rules."""

    path: str
    question: Question
    form: UseForm
    place: str
    """The part of the rules it belongs to, such as `criterion GB-LAY`."""
    at: Location
    text: str
    why: str = ""
    """Why no number of items is enough; empty where one is."""
    within: syntax.Node = ALL
    """The list, filters included, as it is written."""
    filter: syntax.Node = ALL
    """Its filters as one condition; and for `list contains`, that an item is what is sought."""
    never_null: bool = False
    """Whether its filters are always true, false or not known, and never null."""
    around: Around = ()
    loops: tuple[tuple[Loop, frozenset[str]], ...] = ()
    """The loops that it depends on, with the fields that it looks at; an empty one is the whole."""
    filter_loops: tuple[tuple[Loop, frozenset[str]], ...] = ()
    """Those that its filters alone depend on."""
    owner: Loop | None = None
    """The loop whose item holds the list, where it is a list inside items."""
    lines: tuple[tuple[str, syntax.Node], ...] = ()
    """What a count is held against: the operator as it stands after the count, and the figure."""
    held_against: frozenset[str] = frozenset()
    """Every name in those figures, with those in the derived figures there."""
    item: str = ""
    body: UseBody = None
    """What `every` or `some` item must satisfy; for `list contains` what is looked for."""
    names: frozenset[str] = frozenset()
    """Every name in the list, its filters and its body, with those in the derived figures there."""
    refers: bool = False
    """Whether its body asks for the verdict of another criterion."""
    field: str = ""
    """The field that a consistency test is about."""

    @property
    def reason(self) -> str:
        """The place of the use and why no number of items is enough; empty where one is."""
        return f"{self.at}: `{self.text}`: {self.why}" if self.why else ""


@dataclass(frozen=True, slots=True)
class ListUses:
    """Every use of the lists of some rules, and the fields of their items that are looked at."""

    uses: tuple[ListUse, ...]
    fields: frozenset[tuple[str, str]]
    """The path of a list, and the name of a field."""


def grounded(
    node: syntax.Node, names: Mapping[str, syntax.Node], own: Collection[str] = ()
) -> syntax.Node:
    """Return an expression with what each name stands for in its place.

    `own` are the fields of the items that it filters: they keep their names.
    """
    if isinstance(node, syntax.Name):
        return node if node.name in own else names.get(node.name, node)
    called = node.function if isinstance(node, syntax.Call) else None
    changed = {
        key: part if part is called else _grounded_part(part, names, own)
        for key in node.__struct_fields__
        if key != "span"
        for part in (getattr(node, key),)
    }
    return msgspec.structs.replace(node, **changed)


def _grounded_part(part: object, names: Mapping[str, syntax.Node], own: Collection[str]) -> object:
    if isinstance(part, tuple):
        return tuple(_grounded_part(each, names, own) for each in part)
    if isinstance(part, syntax.Iteration):
        to = None if part.to is None else grounded(part.to, names, own)
        return syntax.Iteration(part.name, grounded(part.over, names, own), to)
    if isinstance(part, syntax.UnaryTest):
        return syntax.UnaryTest(part.op, grounded(part.of, names, own))
    return grounded(part, names, own) if isinstance(part, syntax.Node) else part


def value_node(value: Value) -> syntax.Node:
    """Return an expression that stands for a value, equal to that of an equal one alone."""
    if value is None or isinstance(value, str | bool | Decimal):
        return syntax.Literal(value)
    return syntax.Name(f"·{value!r}")


def shape_of(body: UseBody, names: Mapping[str, syntax.Node], rules: object) -> object:
    """Return what is equal where two bodies ask the same of an item.

    `rules` is what tells criteria of one name in different rules apart.
    """
    match body:
        case None:
            return None
        case condition.CriterionRef(criterion=criterion):
            return criterion, rules
        case _ if isinstance(body, syntax.Node):
            return grounded(body, names)
    formula = condition.formula_of(body)
    own = None if formula is None else grounded(parse(formula.text), names)
    name = body.item if isinstance(body, condition.Every | condition.Some) else ""
    parts = tuple(shape_of(part, names, rules) for part in condition.parts_of(body))
    return type(body).__name__, name, own, parts


def body_nodes(body: UseBody) -> Iterator[syntax.Node]:
    """Yield every expression in a body."""
    if isinstance(body, syntax.Node):
        yield body
    elif body is not None:
        for part in condition.walk_conditions(body):
            formula = condition.formula_of(part)
            if formula is not None:
                yield parse(formula.text)


def refers_to_criteria(body: UseBody) -> bool:
    """Whether a body asks for the verdict of another criterion."""
    if body is None or isinstance(body, syntax.Node):
        return False
    return any(isinstance(part, condition.CriterionRef) for part in condition.walk_conditions(body))


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
        names = {name for node in looked_at for name in _fields_read(loop, node)}
        if names and loop is not owner:
            found.append((loop, frozenset(names)))
            looked_at.append(loop.within)
    return tuple(reversed(found))


def _fields_read(loop: Loop, node: syntax.Node) -> Iterator[str]:
    """Yield each field of a loop's items that an expression looks at; an empty one is the whole."""
    match node:
        case syntax.Path(syntax.Name(name), field) if loop.name and name == loop.name:
            yield field
        case syntax.Name(name):
            if name == (loop.name or _ITEM) or (not loop.name and name in fields_of(loop)):
                yield ""
        case _:
            for child in syntax.child_nodes(node):
                yield from _fields_read(loop, child)
