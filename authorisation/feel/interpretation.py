"""Formulas over values of another kind than the engine's: one walk, whatever the values are.

The engine evaluates a formula for one submission. Whoever asks about many at once says by a
`Domain` what each operation comes to over values of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Generic, Protocol, TypeAlias, TypeVar

from authorisation.feel.errors import FeelError
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.temporal.kinds import Date, DaysTime, YearsMonths
from authorisation.feel.temporal.text import parse_temporal
from authorisation.feel.values.values import Value

_ZERO = Decimal(0)
V = TypeVar("V")
Names: TypeAlias = Callable[[str], V | None]
"""The value of a name; None where it stands for nothing."""


class NotInterpreted(Exception):
    """A form of the language that a domain has nothing for; `reason` says which, for a reader."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NamesInScope(Generic[V]):
    """The names that a formula may use; `within` adds some.

    `path` gives the value of a dotted name that stands for a question; None for any other.
    """

    def __init__(
        self, names: Names[V], path: Names[V], around: NamesInScope[V] | None = None
    ) -> None:
        self._names = names
        self._around = around
        self.path = path

    def within(self, names: Names[V]) -> NamesInScope[V]:
        """These names, and some that hide them."""
        return NamesInScope(names, self.path, self)

    def naming(self, name: str, value: V) -> NamesInScope[V]:
        """These names, and one that hides them."""
        return self.within(lambda wanted: value if wanted == name else None)

    def name(self, name: str) -> V | None:
        """The value of a name, the innermost first."""
        found = self._names(name)
        if found is not None or self._around is None:
            return found
        return self._around.name(name)


class Domain(Protocol[V]):
    """A domain of what operations come to; each raises `NotInterpreted` where it has no answer."""

    def settled(self, value: Value) -> V:
        """A value of the engine's."""

    def compare(self, op: str, left: V, right: V) -> V:
        """`left op right`, one of `= != < <= > >=`."""

    def conjoin(self, left: V, right: V) -> V:
        """`left and right`."""

    def disjoin(self, left: V, right: V) -> V:
        """`left or right`."""

    def surely(self, of: V) -> bool | None:
        """The truth that a value has in every submission; None where it has none."""

    def negate(self, of: V) -> V:
        """`not(of)`."""

    def arithmetic(self, op: str, left: V, right: V) -> V:
        """`left op right`, one of `+ - * / **`."""

    def choose(self, condition: V, then: V, other: V) -> V:
        """`if condition then then else other`."""

    def among(self, value: V, items: Sequence[V]) -> V:
        """Whether a value is one of several; one of another kind is simply not the one."""

    def items(self, of: V) -> Sequence[V] | None:
        """The items of a list that is the same in every submission; None of any other value."""

    def list_of(self, items: Sequence[V]) -> V:
        """A list of these items."""

    def entry(self, of: V, name: str) -> V:
        """`of.name`; of a list, that of each item."""

    def fields(self, item: V, name: str) -> V | None:
        """The value that a name stands for in a condition on an item: one of its fields."""

    def filtered(self, of: V, condition: Callable[[V], V]) -> V:
        """`of[condition]`."""

    def quantified(self, kind: str, of: V, condition: Callable[[V], V]) -> V:
        """`kind item in of satisfies condition`, kind being `some` or `every`."""

    def call(self, name: str, args: Sequence[V]) -> V:
        """A built-in function."""

    def matches(self, of: V, pattern: str) -> V:
        """Whether a text matches a pattern that is written out."""


def interpret(node: syntax.Node, scope: NamesInScope[V], domain: Domain[V]) -> V:
    """The value of a formula.

    Raises:
        NotInterpreted: the domain has nothing for one of its forms.
    """

    def of(part: syntax.Node) -> V:
        return interpret(part, scope, domain)

    match node:
        case syntax.Literal(value=value):
            return domain.settled(value)
        case syntax.AtLiteral(text=text):
            return domain.settled(parse_temporal(text))
        case syntax.Name() | syntax.Path():
            return _path(node, scope, domain)
        case syntax.Comparison(op=op, left=left, right=right):
            return domain.compare(op, of(left), of(right))
        case syntax.Between(of=middle, low=low, high=high):
            between = of(middle)
            above = domain.compare(">=", between, of(low))
            return domain.conjoin(above, domain.compare("<=", between, of(high)))
        case syntax.And(left=left, right=right):
            # What is settled by one part is not asked of the other: of findings, by their id.
            one = of(left)
            return one if domain.surely(one) is False else domain.conjoin(one, of(right))
        case syntax.Or(left=left, right=right):
            one = of(left)
            return one if domain.surely(one) is True else domain.disjoin(one, of(right))
        case syntax.Negation(of=inner):
            return domain.arithmetic("-", of(syntax.Literal(_ZERO)), of(inner))
        case syntax.Arithmetic(op=op, left=left, right=right):
            return domain.arithmetic(op, of(left), of(right))
        case syntax.If(condition=condition, then=then, other=other):
            return domain.choose(of(condition), of(then), of(other))
        case syntax.In(of=inner, tests=tests):
            tested = of(inner)
            return reduce(
                domain.disjoin, [_unary_test(tested, test, scope, domain) for test in tests]
            )
        case syntax.Filter(of=inner, by=by):
            may_be = syntax.Literal | syntax.Negation | syntax.Arithmetic | syntax.If
            if isinstance(by, may_be) and not syntax.is_condition(by):
                raise NotInterpreted("an item by its position")
            return domain.filtered(of(inner), _item_condition(by, scope, domain))
        case syntax.ListLiteral(items=items):
            return domain.list_of([of(item) for item in items])
        case syntax.Quantified(kind=kind, iterations=(only,), body=body) if only.to is None:
            name = only.name
            return domain.quantified(
                kind, of(only.over), lambda item: interpret(body, scope.naming(name, item), domain)
            )
        case syntax.Call(function=syntax.Name(name=name), positional=args, named=()):
            return _call(name, args, scope, domain)
        case _:
            raise NotInterpreted(f"a {type(node).__name__.lower()} expression")


def _path(node: syntax.Name | syntax.Path, scope: NamesInScope[V], domain: Domain[V]) -> V:
    chain = syntax.name_chain(node)
    if not chain:
        assert isinstance(node, syntax.Path)  # noqa: S101 - a name is a chain of one
        return domain.entry(interpret(node.of, scope, domain), node.name)
    value = scope.name(chain[0])
    rest = chain[1:]
    if value is None:
        for length in range(len(chain), 0, -1):
            value = scope.path(".".join(chain[:length]))
            if value is not None:
                rest = chain[length:]
                break
    if value is None:
        raise NotInterpreted(f"the name `{'.'.join(chain)}`")
    for name in rest:
        value = domain.entry(value, name)
    return value


def _unary_test(value: V, test: syntax.UnaryTest, scope: NamesInScope[V], domain: Domain[V]) -> V:
    def of(part: syntax.Node) -> V:
        return interpret(part, scope, domain)

    if test.op is not None:
        return domain.compare(test.op, value, of(test.of))
    match test.of:
        case syntax.ListLiteral(items=items) if items:
            return domain.among(value, [of(item) for item in items])
        case syntax.RangeLiteral(low=low, high=high, op=None) if low and high:
            above = ">=" if test.of.low_included else ">"
            below = "<=" if test.of.high_included else "<"
            first = domain.compare(above, value, of(low))
            return domain.conjoin(first, domain.compare(below, value, of(high)))
        case syntax.Literal():
            return domain.compare("=", value, of(test.of))
        case syntax.Name() | syntax.Path() if named := domain.items(of(test.of)):
            return domain.among(value, named)
        case _:
            raise NotInterpreted("such a test after `in`")


def _item_condition(by: syntax.Node, scope: NamesInScope[V], domain: Domain[V]) -> Callable[[V], V]:
    """A condition in brackets: the fields of the item are names in it, and `item` is itself."""

    def condition(item: V) -> V:
        def name(wanted: str) -> V | None:
            return item if wanted == "item" else domain.fields(item, wanted)

        return interpret(by, scope.within(name), domain)

    return condition


def _temporal(function: str, text: str) -> Value:
    """A date or a length of time that a formula writes; null where there is none such."""
    try:
        found = parse_temporal(text)
    except FeelError:
        return None
    if not isinstance(found, Date if function == "date" else YearsMonths | DaysTime):
        raise NotInterpreted(f"`{function}` of such a text")
    return found


def _call(name: str, args: tuple[syntax.Node, ...], scope: NamesInScope[V], domain: Domain[V]) -> V:
    match name, args:
        case (("date" | "duration"), (syntax.Literal(value=str() as text),)):
            return domain.settled(_temporal(name, text))
        case (("min" | "max"), (syntax.ListLiteral(items=(_, *_) as parts),)):
            # The least of one number is the least of it twice.
            each = parts if len(parts) > 1 else parts * 2
            return domain.call(name, [interpret(part, scope, domain) for part in each])
        case "not", (of,):
            return domain.negate(interpret(of, scope, domain))
        case "matches", (of, syntax.Literal(value=str() as pattern)):
            return domain.matches(interpret(of, scope, domain), pattern)
        case _:
            return domain.call(name, [interpret(arg, scope, domain) for arg in args])
