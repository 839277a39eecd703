"""FEEL over expressions: what each operation comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.interpretation import NamesInScope, NotInterpreted, interpret
from authorisation.feel.regex import match as regex
from authorisation.feel.regex.translate import translate
from authorisation.feel.syntax.tree import Node
from authorisation.feel.values.values import Unknown
from authorisation.feel.values.values import Value as FeelValue
from authorisation.model.source import Formula
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.expressions import operation
from authorisation.portfolio.formulas import lists, operations, quantifiers
from authorisation.portfolio.formulas.numbers import absolute
from authorisation.portfolio.formulas.tables import KNOWN
from authorisation.portfolio.formulas.values import (
    Context,
    NumberValue,
    Settled,
    TextValue,
    TruthValue,
    Value,
    typed,
)
from authorisation.portfolio.simplified_expressions import case_of, constant, equals


class Expressions:
    """The domain of expressions, for `interpret`."""

    def settled(self, value: FeelValue) -> Value:
        """A value of the engine's."""
        return Settled(value)

    compare = staticmethod(operations.compare)
    conjoin = staticmethod(operations.conjoin)
    disjoin = staticmethod(operations.disjoin)
    negate = staticmethod(operations.negate)
    arithmetic = staticmethod(operations.arithmetic)
    choose = staticmethod(operations.choose)
    among = staticmethod(operations.among)
    list_of = staticmethod(lists.list_of)
    entry = staticmethod(lists.entry_of)
    filtered = staticmethod(lists.filtered)
    quantified = staticmethod(quantifiers.quantified)

    def surely(self, of: Value) -> bool | None:
        """The truth that a value has in every row; None where it has none."""
        if isinstance(of, Settled):
            return of.value if isinstance(of.value, bool) else None
        state = of.state.among if isinstance(of, TruthValue) else None
        return {frozenset((MET,)): True, frozenset((NOT_MET,)): False}.get(state or frozenset())

    def items(self, of: Value) -> Sequence[Value] | None:
        """The items of a list that is the same in every row; None of any other value."""
        listed = of.value if isinstance(of, Settled) else None
        return [Settled(each) for each in listed] if isinstance(listed, list) else None

    def fields(self, item: Value, name: str) -> Value | None:
        """A field of an item, where it has one."""
        if isinstance(item, Context):
            return item.entry(name)
        if isinstance(item, Settled) and isinstance(item.value, dict) and name in item.value:
            return Settled(item.value[name])
        return None

    def call(self, name: str, args: Sequence[Value]) -> Value:
        """A built-in function."""
        match name, args:
            case "count", (of,):
                return lists.count_of(of)
            case "sum", (of,):
                return lists.summed(of)
            case "abs", (of,):
                return _absolute(of)
            case "list contains", (of, element):
                return quantifiers.contains(of, element)
            case _:
                raise NotInterpreted(f"the function `{name}`")

    def matches(self, of: Value, pattern: str) -> Value:
        """Whether a text matches a pattern."""
        if isinstance(of, Settled):
            if isinstance(of.value, str):
                return Settled(regex.matches(of.value, pattern))
            return of if isinstance(of.value, Unknown) else Settled(None)
        if not isinstance(of, TextValue):
            raise NotInterpreted("`matches` of what is no text")
        found = operation("matches", of.text, constant(translate(pattern, "")))
        known = case_of(((found, constant(MET)),), constant(NOT_MET))
        state = case_of(((equals(of.state, KNOWN), known),), of.state)
        return operations.truth(state, of.waits)


def _absolute(of: Value) -> Value:
    found = typed(of)
    if isinstance(found, NumberValue):
        return absolute(found)
    if isinstance(found, Settled) and (found.value is None or isinstance(found.value, Unknown)):
        return found
    raise NotInterpreted("`abs` of what is no number")


_DOMAIN = Expressions()


def value_of(formula: Formula | Node, scope: NamesInScope[Value]) -> Value:
    """The value of a formula, or of a part of one.

    Raises:
        NotInterpreted: it has a form that no expression stands for; of a formula, the reason names
            its place.
    """
    if not isinstance(formula, Formula):
        return interpret(formula, scope, _DOMAIN)
    with naming_place(formula):
        return interpret(compile(formula.text).syntax, scope, _DOMAIN)


@contextmanager
def naming_place(formula: Formula) -> Iterator[None]:
    """Add to the reason why a part of a formula cannot be compiled which formula it is."""
    try:
        yield
    except NotInterpreted as found:
        text = " ".join(formula.text.split())
        at = "" if " in `" in found.reason else f" in `{text}`"
        raise NotInterpreted(found.reason + at) from found
