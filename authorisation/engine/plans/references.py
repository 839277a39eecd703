"""Which names a formula looks at, and where each one's value comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from authorisation.engine.plans.plan import Origin, Reference
from authorisation.feel.syntax import tree as syntax

SITUATION_NAMES = frozenset({"as_of", "stage", "others", "findings"})


class SymbolTable(msgspec.Struct, frozen=True, gc=False):
    """The names of a rule set, by what they stand for.

    `items` gives, for each loop variable in scope, the question behind the list it runs over
    (empty where no question is).
    """

    questions: Collection[str]
    parameters: Collection[str]
    derived: Collection[str]
    items: Mapping[str, str] = {}

    def within(self, item: str, question: str) -> SymbolTable:
        """Give these names and a loop variable."""
        return replace(self, items={**self.items, item: question})


def references_in(node: syntax.Node, names: SymbolTable) -> tuple[Reference, ...]:
    """List what the formula looks at, each once, in the order of its text.

    The fields of an item inside a filter are left out: the list itself is what was looked at.
    """
    return tuple(dict.fromkeys(_walk_references(node, names, frozenset())))


def _walk_references(
    node: syntax.Node, names: SymbolTable, bound: frozenset[str]
) -> Iterator[Reference]:
    chain = syntax.name_chain(node)
    if chain:
        found = _resolve_path(chain, names, bound)
        if found is not None:
            yield found
        return
    match node:
        case syntax.For() | syntax.Quantified():
            for iteration in node.iterations:
                yield from _walk_references(iteration.over, names, bound)
                if iteration.to is not None:
                    yield from _walk_references(iteration.to, names, bound)
                bound |= {iteration.name}
            yield from _walk_references(node.body, names, bound | {"partial"})
        case syntax.FunctionLiteral():
            inner = bound | {name for name, _ in node.parameters}
            if node.body is not None:
                yield from _walk_references(node.body, names, inner)
        case syntax.ContextLiteral():
            for name, value in node.entries:
                yield from _walk_references(value, names, bound)
                bound |= {name}
        case _:
            for child in _child_nodes(node):
                yield from _walk_references(child, names, bound)


def looks_at_no_more(
    node: syntax.Node, chains: Collection[Sequence[str]], groups: Collection[str]
) -> bool:
    """Give whether a formula looks at nothing but some names, each given by its parts.

    `chains` has all of its references; it may still look at a whole group of answers.
    """
    chain = syntax.name_chain(node)
    if not chain:
        return all(looks_at_no_more(child, chains, groups) for child in _child_nodes(node))
    return chain[0] not in groups or any(chain[: len(each)] == each for each in chains if each)


def _child_nodes(node: syntax.Node) -> Iterator[syntax.Node]:
    """Yield the nodes right below one; the name of the function that is called looks at nothing."""
    called = node.function if isinstance(node, syntax.Call) else None
    for child in syntax.child_nodes(node):
        if child is not called or not isinstance(child, syntax.Name):
            yield child


def _resolve_path(
    chain: tuple[str, ...], names: SymbolTable, bound: frozenset[str]
) -> Reference | None:
    root = chain[0]
    if root in bound:
        return None
    if root in names.items:
        return Reference(".".join(chain), Origin.ITEM, names.items[root])
    if root in names.parameters:
        return Reference(root, Origin.PARAMETER)
    if root in names.derived:
        return Reference(root, Origin.DERIVED)
    if root in SITUATION_NAMES:
        return Reference(root, Origin.SITUATION)
    for length in range(len(chain), 0, -1):
        path = ".".join(chain[:length])
        if path in names.questions:
            return Reference(".".join(chain), Origin.ANSWER, path)
    return None
