"""Which list question an expression comes to, and consistency tests that hold of part of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from authorisation.analysis.bounds.list_uses import Around, Loop, fields_of
from authorisation.engine.plans.plan import SITUATION_NAMES
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.feel.syntax.tree import is_condition
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet

ITEM: Final = "item"
"""The name of an item inside a filter."""
POSITION: Final = "an item is picked by its position"
VALUES: Final = "all values of a field are looked at together"
_LISTS: Final = frozenset({ValueType.LIST, ValueType.CHOICES})


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list question that an expression comes to, perhaps filtered."""

    path: str
    question: Question
    filters: tuple[syntax.Node, ...] = ()
    field: str = ""
    """Where it is the values of one field of its items, that field."""
    why: str = ""
    nested: bool = False


class NameResolver:
    """Says what the names in the formulas of a rule set stand for.

    No name means two things at once: the check of a rule set refuses a loop's name that has a
    meaning already. Only the fields of an item come before other names, inside a filter.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules

    def resolve(self, node: syntax.Node, around: Around) -> FoundList | None:
        """The list question that an expression comes to; None for any other expression."""
        match node:
            case syntax.Filter(of, by):
                found = self.resolve(self.without_derived(of), around)
                if found is None:
                    return None
                why = found.why or (VALUES if found.field else "")
                why = why or ("" if self._is_filter(by, found, around) else POSITION)
                return replace(found, filters=(*found.filters, by), why=why)
            case syntax.Name() | syntax.Path():
                chain = syntax.name_chain(node)
                if chain:
                    return self._resolve_chain(chain, around)
                if isinstance(node, syntax.Path):
                    found = self.resolve(node.of, around)
                    if found is not None:
                        why = found.why or (VALUES if found.field else "")
                        return replace(found, field=node.name, why=why)
        return None

    def _resolve_chain(self, chain: tuple[str, ...], around: Around) -> FoundList | None:
        root = chain[0]
        for loop in reversed(around):
            if loop.name == root:
                return self._resolve_field(loop, chain[1:])
            if not loop.name and (root == ITEM or root in fields_of(loop)):
                return self._resolve_field(loop, chain[1:] if root == ITEM else chain)
        if root in self._rules.parameters or root in self._rules.derived or root in SITUATION_NAMES:
            return None
        for rest in (0, 1):
            path = ".".join(chain[: len(chain) - rest])
            question = self._rules.bank.get(path)
            if question is not None and question.type in _LISTS:
                return FoundList(path, question, field=chain[-1] if rest else "")
        return None

    def _resolve_field(self, loop: Loop, chain: tuple[str, ...]) -> FoundList | None:
        question = fields_of(loop).get(chain[0]) if chain else None
        if question is None or question.type not in _LISTS:
            return None
        field = chain[1] if len(chain) > 1 else ""
        return FoundList(f"{loop.path}.{chain[0]}", question, field=field, nested=True)

    def without_derived(self, node: syntax.Node) -> syntax.Node:
        """The node that a derived figure is worked out by, where an expression is just its name."""
        while isinstance(node, syntax.Name) and node.name in self._rules.derived:
            node = parse(self._rules.derived[node.name].value.text)
        return node

    def _is_filter(self, by: syntax.Node, found: FoundList, around: Around) -> bool:
        """Whether what stands in brackets is a condition, and can be no position."""
        if is_condition(by):
            return True
        chain = syntax.name_chain(by)
        field = found.question.each.get(chain[0]) if len(chain) == 1 else None
        for loop in around:
            if field is None and len(chain) > 1 and chain[0] == loop.name:
                field = fields_of(loop).get(chain[1])
        field = field or self._rules.bank.get(".".join(chain))
        return field is not None and field.type is ValueType.BOOLEAN

    def is_constant(self, node: syntax.Node, around: Around) -> bool:
        """Whether nothing but figures of the rules is in it."""
        for name in _free_names(node):
            if name in self._rules.derived:
                if not self.is_constant(parse(self._rules.derived[name].value.text), ()):
                    return False
            elif name not in self._rules.parameters:
                return False
        return not any(name == loop.name for name in _free_names(node) for loop in around)

    def mentions_list(self, node: syntax.Node) -> bool:
        """Whether a list question, or one of its fields, is anywhere in an expression."""
        found = (self.resolve(part, ()) for part in self._parts(node))
        return any(each is not None and each.question.type is ValueType.LIST for each in found)

    def _parts(self, node: syntax.Node) -> Iterator[syntax.Node]:
        for part in syntax.walk_nodes(node):
            yield part
            if isinstance(part, syntax.Name) and part.name in self._rules.derived:
                yield from self._parts(parse(self._rules.derived[part.name].value.text))

    def names_in(self, nodes: Iterable[syntax.Node]) -> frozenset[str]:
        """Every name in some expressions, with those in the derived figures that they name."""
        return frozenset(
            part.name
            for node in nodes
            for part in self._parts(node)
            if isinstance(part, syntax.Name)
        )


def _free_names(node: syntax.Node) -> Iterator[str]:
    """Yield every name in an expression but those of the functions that it calls."""
    if isinstance(node, syntax.Name):
        yield node.name
    called = node.function if isinstance(node, syntax.Call) else None
    for child in syntax.child_nodes(node):
        if child is not called or not isinstance(child, syntax.Name):
            yield from _free_names(child)


def sum_at_most(
    node: syntax.Comparison, names: NameResolver
) -> tuple[FoundList, syntax.Node] | None:
    """The list and the limit of a test such as `sum(LIST.field) <= limit`; None for any other.

    The field must always be a number, and never negative; the limit looks at no list.
    """
    for op, left, right in _both_ways(node):
        match left:
            case syntax.Call(syntax.Name("sum"), (over,), ()) if op in {"<", "<="}:
                found = names.resolve(over, ())
            case _:
                continue
        if found is None or found.filters or found.why or names.mentions_list(right):
            continue
        field = found.question.each.get(found.field)
        if field is not None and _is_never_negative(field):
            return found, right
    return None


def all_differ(node: syntax.Comparison, names: NameResolver) -> FoundList | None:
    """The list of a test `count(distinct values(LIST.field)) = count(LIST)`; None for any other.

    The field must be a text or a code.
    """
    for op, left, right in _both_ways(node):
        match left, right:
            case (
                syntax.Call(
                    syntax.Name("count"),
                    (syntax.Call(syntax.Name("distinct values"), (values,), ()),),
                    (),
                ),
                syntax.Call(syntax.Name("count"), (whole,), ()),
            ) if op == "=":
                found, counted = names.resolve(values, ()), names.resolve(whole, ())
            case _:
                continue
        if found is None or counted is None or found.path != counted.path:
            continue
        field = found.question.each.get(found.field)
        whole_lists = not (found.filters or counted.filters or found.why or counted.field)
        if whole_lists and field is not None and field.type in {ValueType.TEXT, ValueType.CODE}:
            return found
    return None


def _both_ways(node: syntax.Comparison) -> tuple[tuple[str, syntax.Node, syntax.Node], ...]:
    return (node.op, node.left, node.right), (syntax.MIRRORED[node.op], node.right, node.left)


def _is_never_negative(field: Question) -> bool:
    least = field.minimum
    return field.type in NUMERIC and not field.none and least is not None and least >= 0
