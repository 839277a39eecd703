"""The syntax tree of FEEL expressions; positions count from 1, in the expression's own text."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a node stands: first character, and the offsets [start, end) in the text."""

    line: int
    column: int
    start: int
    end: int


NO_SPAN = Span(line=1, column=1, start=0, end=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    span: Span = field(default=NO_SPAN, compare=False)


@dataclass(frozen=True, slots=True)
class Literal(_Node):
    """A number, string, boolean or null as written."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class AtLiteral(_Node):
    """A temporal value written `@"..."`."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(_Node):
    """A name, its inner white space folded to single spaces."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(_Node):
    """`of.name`: an entry of a context, a property, or the same of each item of a list."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(_Node):
    """`of[by]`: by position when `by` comes to a number, else by condition."""

    of: Node
    by: Node


@dataclass(frozen=True, slots=True)
class Negation(_Node):
    """`-of`."""

    of: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(_Node):
    """`left op right`, op being one of `+ - * / **`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(_Node):
    """`left op right`, op being one of `= != < <= > >=`."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(_Node):
    """`of between low and high`, both ends included."""

    of: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class UnaryTest(_Node):
    """A test of an implied value, `< 10`, `[1..5]`, `"a"` or an expression with `?`.

    `op` is None where the test is an expression: a value to equal, a list or range to be in, or
    a condition over `?`.
    """

    op: str | None
    of: Node


@dataclass(frozen=True, slots=True)
class In(_Node):
    """`of in tests`: true when any of the tests holds."""

    of: Node
    tests: tuple[UnaryTest, ...]


@dataclass(frozen=True, slots=True)
class And(_Node):
    """`left and right`."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Or(_Node):
    """`left or right`."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class If(_Node):
    """`if condition then then else other`."""

    condition: Node
    then: Node
    other: Node


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in over`; with `to`, the numbers from `over` to `to`, up or down."""

    name: str
    over: Node
    to: Node | None = None


@dataclass(frozen=True, slots=True)
class For(_Node):
    """`for iterations return body`; inside, `partial` holds the results so far."""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(_Node):
    """`some` or `every` (`kind`) `iterations satisfies body`."""

    kind: str
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class InstanceOf(_Node):
    """`of instance of type`."""

    of: Node
    type: TypeName


@dataclass(frozen=True, slots=True)
class TypeName:
    """A type as written: a name, with arguments for `list<T>`, `range<T>`, `context<a: T>`.

    `function<A, B> -> R` has its parameters as arguments and `R` as `result`.
    """

    name: str
    arguments: tuple[TypeName, ...] = ()
    entries: tuple[tuple[str, TypeName], ...] = ()
    result: TypeName | None = None


@dataclass(frozen=True, slots=True)
class Call(_Node):
    """`function(...)` with either positional or named arguments."""

    function: Node
    positional: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class ListOf(_Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(_Node):
    """`{a: 1, b: a + 1}`; later entries see the earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class RangeOf(_Node):
    """`[low..high]`, either end excluded with `(`/`]` or `)`/`[`; `(< 5)` has one end only.

    `op` is the comparison of `(< 5)`, `(= 5)` and their like, None where two ends are written.
    """

    low: Node | None
    high: Node | None
    low_included: bool
    high_included: bool
    op: str | None = None


@dataclass(frozen=True, slots=True)
class FunctionOf(_Node):
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
    | ListOf
    | ContextOf
    | RangeOf
    | FunctionOf
)
