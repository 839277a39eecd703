"""Compiled conditions: what their leaves compare, which names they look at, and whose these are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

import msgspec
from msgspec.structs import replace

from authorisation.feel.closures.expression import Expression
from authorisation.feel.closures.frames import Closure
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import Value
from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.rules import Criterion
from authorisation.model.verdict import VerdictSet

Bindings: TypeAlias = dict[str, Value]
"""Every name a formula may use, with its FEEL value; question groups are nested contexts."""

PossibleVerdicts: TypeAlias = Callable[[Bindings, Mapping[str, VerdictSet]], VerdictSet]
"""What gives the verdicts that a condition may come to in a scope, without the steps to them; it is
given also what the criteria that it refers to may come to, by id."""


Comparator: TypeAlias = Callable[[Decimal | int, Decimal], bool]
"""One of `< <= > >=` between numbers."""


class Origin(StrEnum):
    """The origin of a value that a leaf looked at."""

    ANSWER = "answer"
    PARAMETER = "parameter"
    DERIVED = "derived"
    ITEM = "item"
    SITUATION = "situation"
    """`as_of`, `stage`, `others` or `findings`: given with the assessment, not answered."""


class Reference(msgspec.Struct, frozen=True):
    """One name that a formula looks at, as written: `population.registered`, `entry.role`.

    `question` is the path of the question behind an answer, or behind the list that an item
    comes from; empty for the other origins.
    """

    name: str
    origin: Origin
    question: str = ""


class LeafPlan(msgspec.Struct, frozen=True):
    """A leaf with its two sides compiled; `right` is None where it is no comparison."""

    condition: Leaf
    test: Expression
    references: tuple[Reference, ...]
    operator: str = ""
    """One of `= != < <= > >=`, `between`, or empty for any other Boolean expression."""
    left: Closure | None = None
    right: Closure | None = None
    upper: Closure | None = None
    """The upper end of a `between`."""
    comparator: Comparator | None = None
    """For `< <= > >=` between numbers: the comparison of left with right."""
    upward: bool = False
    """Whether a larger left side is nearer to being met."""


class GroupPlan(msgspec.Struct, frozen=True):
    """`all`, `any`, `not`, or `at_least` with its number."""

    condition: AllOf | AnyOf | Not | AtLeast
    parts: tuple[Plan, ...]
    n: Expression | None = None
    references: tuple[Reference, ...] = ()
    """The names that its number looks at."""


class ItemsPlan(msgspec.Struct, frozen=True):
    """`every` or `some`: the list, and what each of its items must satisfy."""

    condition: Every | Some
    within: Expression
    references: tuple[Reference, ...]
    body: Plan


class RefPlan(msgspec.Struct, frozen=True):
    """A reference to another criterion, judged before this one."""

    condition: CriterionRef


Plan: TypeAlias = LeafPlan | GroupPlan | ItemsPlan | RefPlan


class CriterionPlan(msgspec.Struct, frozen=True):
    """A criterion with its conditions ready to be judged."""

    id: str
    criterion: Criterion
    applies: Plan | None
    require: Plan | None
    possible: PossibleVerdicts | None = None
    """What gives the verdicts that it may come to; None where assessors have a part in that."""
    referred: bool = False
    """Whether another criterion refers to it."""


def walk(*plans: Plan | None) -> Iterator[Plan]:
    """Yield each plan and every plan below it, in the order of the rules; None is passed over."""
    for plan in plans:
        if plan is None:
            continue
        yield plan
        match plan:
            case GroupPlan(parts=parts):
                yield from walk(*parts)
            case ItemsPlan(body=body):
                yield from walk(body)
            case LeafPlan() | RefPlan():
                pass


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
