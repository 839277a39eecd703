"""The syntax tree of FEEL expressions; positions count from 1, in the expression's own text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, TypeAlias

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The span of a node: its first character, and the offsets [start, end) in the text."""

    line: int
    column: int
    start: int
    end: int


NO_SPAN = Span(line=1, column=1, start=0, end=0)


class _Node(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Base of the nodes; their equality leaves the span out."""

    span: Span = NO_SPAN

    def _content(self) -> tuple[object, ...]:
        names = (name for name in self.__struct_fields__ if name != "span")
        return (type(self), *(getattr(self, name) for name in names))

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return False
        return self is other or self._content() == other._content()

    def __ne__(self, other: object) -> bool:
        return not self == other  # a struct has one of its own, which compares every field

    def __hash__(self) -> int:
        return hash(self._content())


class Literal(_Node, frozen=True):
    """A number, string, boolean or null as written."""

    value: Decimal | str | bool | None


class AtLiteral(_Node, frozen=True):
    """A temporal value written `@"..."`."""

    text: str


class Name(_Node, frozen=True):
    """A name, its inner white space folded to single spaces."""

    name: str


class Path(_Node, frozen=True):
    """`of.name`: an entry of a context, a property, or the same of each item of a list."""

    of: Node
    name: str


class Filter(_Node, frozen=True):
    """`of[by]`: by position when `by` comes to a number, else by condition."""

    of: Node
    by: Node


class Negation(_Node, frozen=True):
    """`-of`."""

    of: Node


class Arithmetic(_Node, frozen=True):
    """`left op right`, op being one of `+ - * / **`."""

    op: str
    left: Node
    right: Node


class Comparison(_Node, frozen=True):
    """`left op right`, op being one of `= != < <= > >=`."""

    op: str
    left: Node
    right: Node


class Between(_Node, frozen=True):
    """`of between low and high`, both ends included."""

    of: Node
    low: Node
    high: Node


class UnaryTest(_Node, frozen=True):
    """A test of an implied value, `< 10`, `[1..5]`, `"a"` or an expression with `?`.

    `op` is None where the test is an expression: a value to equal, a list or range to be in, or
    a condition over `?`.
    """

    op: str | None
    of: Node


class In(_Node, frozen=True):
    """`of in tests`: true when any of the tests holds."""

    of: Node
    tests: tuple[UnaryTest, ...]


class And(_Node, frozen=True):
    """`left and right`."""

    left: Node
    right: Node


class Or(_Node, frozen=True):
    """`left or right`."""

    left: Node
    right: Node


class If(_Node, frozen=True):
    """`if condition then then else other`."""

    condition: Node
    then: Node
    other: Node


class Iteration(msgspec.Struct, frozen=True):
    """`name in over`; with `to`, the numbers from `over` to `to`, up or down."""

    name: str
    over: Node
    to: Node | None = None


class For(_Node, frozen=True):
    """`for iterations return body`; inside, `partial` holds the results so far."""

    iterations: tuple[Iteration, ...]
    body: Node


class Quantified(_Node, frozen=True):
    """`some` or `every` (`kind`) `iterations satisfies body`."""

    kind: str
    iterations: tuple[Iteration, ...]
    body: Node


class InstanceOf(_Node, frozen=True):
    """`of instance of type`."""

    of: Node
    type: TypeName


class TypeName(msgspec.Struct, frozen=True):
    """A type as written: a name, with arguments for `list<T>`, `range<T>`, `context<a: T>`.

    `function<A, B> -> R` has its parameters as arguments and `R` as `result`.
    """

    name: str
    arguments: tuple[TypeName, ...] = ()
    entries: tuple[tuple[str, TypeName], ...] = ()
    result: TypeName | None = None


class Call(_Node, frozen=True):
    """`function(...)` with either positional or named arguments."""

    function: Node
    positional: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


class ListLiteral(_Node, frozen=True):
    """`[a, b]`."""

    items: tuple[Node, ...]


class ContextLiteral(_Node, frozen=True):
    """`{a: 1, b: a + 1}`; later entries see the earlier ones."""

    entries: tuple[tuple[str, Node], ...]


class RangeLiteral(_Node, frozen=True):
    """`[low..high]`, either end excluded with `(`/`]` or `)`/`[`; `(< 5)` has one end only.

    `op` is the comparison of `(< 5)`, `(= 5)` and their like, None where two ends are written.
    """

    low: Node | None
    high: Node | None
    low_included: bool
    high_included: bool
    op: str | None = None


class FunctionLiteral(_Node, frozen=True):
    """`function(a: T, b) body`; an external function has no body and cannot be called."""

    parameters: tuple[tuple[str, TypeName | None], ...]
    body: Node | None


Node: TypeAlias = (
    Literal
    | AtLiteral
    | Name
    | Path
    | Filter
    | Negation
    | Arithmetic
    | Comparison
    | Between
    | UnaryTest
    | In
    | And
    | Or
    | If
    | For
    | Quantified
    | InstanceOf
    | Call
    | ListLiteral
    | ContextLiteral
    | RangeLiteral
    | FunctionLiteral
)


def child_nodes(node: Node) -> list[Node]:
    """List the nodes right below a node, in the order of the text."""
    found: list[Node] = []
    for name in node.__struct_fields__:
        _add_nodes(getattr(node, name), found)
    return found


def _add_nodes(part: object, found: list[Node]) -> None:
    if isinstance(part, _Node):
        found.append(part)  # type: ignore[arg-type]  # each of them is one of the union
    elif isinstance(part, tuple):
        for inside in part:
            _add_nodes(inside, found)
    elif isinstance(part, Iteration):
        _add_nodes((part.over, part.to), found)


def walk_nodes(node: Node) -> Iterator[Node]:
    """Yield the node and every node below it, in no particular order."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(child_nodes(part))


def mentions(node: Node, name: str) -> bool:
    """Whether a name stands anywhere in an expression, whatever it means there."""
    return any(isinstance(part, Name) and part.name == name for part in walk_nodes(node))


def name_chain(node: Node) -> tuple[str, ...]:
    """The names of a dotted path `a.b.c`; none for any other expression."""
    if isinstance(node, Name):
        return (node.name,)
    if isinstance(node, Path):
        start = name_chain(node.of)
        return (*start, node.name) if start else ()
    return ()


def dotted_name(node: Node) -> str:
    """The dotted name that an expression spells, such as `a.b.c`; empty for any other."""
    return ".".join(name_chain(node))


MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Each comparison as it is from its right side."""

COMPARISONS: Final = frozenset(MIRRORED)
ORDERINGS: Final = frozenset(("<", "<=", ">", ">="))
_CONDITIONS: Final = (And, Or, Comparison, Between, In, InstanceOf, Quantified)
_TESTS: Final = frozenset(
    ("not", "all", "any", "list contains", "contains", "starts with", "ends with", "matches")
)
"""The built-in functions that come to nothing but true, false, null or unknown."""


def is_condition(node: Node) -> bool:
    """Can the expression come to nothing but true, false, null or unknown?"""
    match node:
        case Literal(value):
            return value is None or isinstance(value, bool)
        case If(_, then, other):
            return is_condition(then) and is_condition(other)
        case Call(Name(name)):
            return name in _TESTS
        case _:
            return isinstance(node, _CONDITIONS)
