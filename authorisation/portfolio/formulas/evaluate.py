"""FEEL over expressions: what each operation comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from authorisation.feel.closures.expression import compile  # noqa: A004  (FEEL's own)
from authorisation.feel.interpretation import NamesInScope, NotInterpreted, interpret
from authorisation.feel.regex import match as regex
from authorisation.feel.regex.translate import translate
from authorisation.feel.syntax.tree import Node
from authorisation.feel.values.values import Unknown
from authorisation.feel.values.values import Value as FeelValue
from authorisation.model.source import Formula
from authorisation.model.verdict import MET, NOT_MET
from authorisation.portfolio.expressions import ZERO, RowExpression, operation, variable
from authorisation.portfolio.formulas import lists, operations
from authorisation.portfolio.formulas.lists import (
    DOUBTFUL,
    THERE,
    as_list,
    as_list_or_null,
    can_be,
    item_there,
    row_waits,
)
from authorisation.portfolio.formulas.numbers import absolute
from authorisation.portfolio.formulas.operations import compare, truth
from authorisation.portfolio.formulas.tables import (
    CONJUNCTION,
    DISJUNCTION,
    KNOWN,
    MISSING,
    PERHAPS_INAPPLICABLE,
    UNKNOWN_STATES,
    conjoined,
    disjoined,
)
from authorisation.portfolio.formulas.values import (
    Context,
    ItemCondition,
    NumberValue,
    Rows,
    Settled,
    Slots,
    TextValue,
    TruthValue,
    Value,
    Waiting,
    state_of_value,
    truth_of,
    typed,
    united,
)
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    lookup,
    lookup_pair,
    one_of,
    total,
)


def _absolute(of: Value) -> Value:
    found = typed(of)
    if isinstance(found, NumberValue):
        return absolute(found)
    if isinstance(found, Settled) and (found.value is None or isinstance(found.value, Unknown)):
        return found
    raise NotInterpreted("`abs` of what is no number")


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


def contains(of: Value, element: Value) -> Value:
    """Whether an item surely equals an element, and whether none can: `list contains`."""
    found = as_list_or_null(of)
    if isinstance(found, Settled):
        return found
    if can_be(state_of_value(element), DOUBTFUL) or can_be(found.state, DOUBTFUL):
        raise NotInterpreted("`list contains` of what may not apply")
    if isinstance(found, Slots):
        pairs = [(slot.there, truth_of(compare("=", slot.value, element))) for slot in found.slots]
        surely = disjunction(_holds(*pair) for pair in pairs)
        doubts = disjunction(_doubted(*pair) for pair in pairs)
        perhaps = disjunction(_may_hold(*pair) for pair in pairs)
        waits = united(equal.waits.where(one_of(there, THERE)) for there, equal in pairs)
        return _contained(surely, doubts, perhaps, waits, found.waits)
    return _rows_contain(found, element)


def _rows_contain(of: Rows, element: Value) -> Value:
    def equal(item: RowExpression) -> TruthValue:
        return truth_of(compare("=", of.item(item), element))

    tail = truth_of(compare("=", of.tail, element))
    grows = conjunction((of.open, one_of(of.tail_there, THERE)))
    may_come = conjunction((grows, one_of(tail.state, (MET, *UNKNOWN_STATES))))
    item = variable()
    place, same = item_there(of, item), equal(item)
    bits = case_of(
        (
            (_holds(place, same), constant(1)),
            (_doubted(place, same), constant(2)),
            (_may_hold(place, same), constant(4)),
        ),
        ZERO,
    )
    found = total("union", of.source, item, bits, among=frozenset(range(8)))
    perhaps = disjunction((one_of(found, (4, 5, 6, 7)), may_come))
    waits = row_waits(of, lambda each: equal(each).waits.where(one_of(item_there(of, each), THERE)))
    waits = united((waits, tail.waits.where(may_come)))
    return _contained(
        one_of(found, (1, 3, 5, 7)), one_of(found, (2, 3, 6, 7)), perhaps, waits, of.waits
    )


def _holds(there: RowExpression, equal: TruthValue) -> RowExpression:
    return conjunction((equals(there, MET), equals(equal.state, MET)))


def _doubted(there: RowExpression, equal: TruthValue) -> RowExpression:
    return conjunction((equals(there, MET), one_of(equal.state, UNKNOWN_STATES)))


def _may_hold(there: RowExpression, equal: TruthValue) -> RowExpression:
    return conjunction((equals(there, MISSING), one_of(equal.state, (MET, *UNKNOWN_STATES))))


def _contained(
    surely: RowExpression,
    doubts: RowExpression,
    perhaps: RowExpression,
    waits: Waiting,
    list_waits: Waiting,
) -> TruthValue:
    maybe = disjunction((doubts, perhaps))
    state = case_of(((surely, constant(MET)), (maybe, constant(MISSING))), constant(NOT_MET))
    return truth(state, waits, list_waits.where(perhaps))


def quantified(kind: str, of: Value, condition: ItemCondition) -> Value:
    """FEEL's `some` and `every`: what the verdicts on the items come to by `or` and `and`."""
    some = kind == "some"
    found = as_list(of)
    if found is None or can_be(found.state, (*DOUBTFUL, MISSING)):
        raise NotInterpreted(f"`{kind}` over a list that may not apply")
    if isinstance(found, Slots):
        verdicts = [
            _where_there(slot.there, truth_of(condition(slot.value)), found.waits, some=some)
            for slot in found.slots
        ]
        states = [verdict.state for verdict in verdicts]
        state = disjoined(states) if some else conjoined(states)
        return truth(state, *(verdict.waits for verdict in verdicts))
    return _rows_quantified(found, condition, some=some)


def _where_there(
    there: RowExpression, verdict: TruthValue, list_waits: Waiting, *, some: bool
) -> TruthValue:
    """A verdict where the item is there, unknown where it is perhaps there, else of no account."""
    nothing = NOT_MET if some else MET
    weaker = case_of(
        (
            (one_of(verdict.state, DOUBTFUL), constant(PERHAPS_INAPPLICABLE)),
            (equals(verdict.state, nothing), constant(nothing)),
        ),
        constant(MISSING),
    )
    state = case_of(
        (
            (equals(there, NOT_MET), constant(nothing)),
            (equals(there, MET), verdict.state),
        ),
        weaker,
    )
    return truth(state, list_waits.where(equals(there, MISSING)), verdict.waits)


def _rows_quantified(of: Rows, condition: ItemCondition, *, some: bool) -> Value:
    def verdict(item: RowExpression) -> TruthValue:
        found = truth_of(condition(of.item(item)))
        return _where_there(item_there(of, item), found, of.waits, some=some)

    item = variable()
    present = total("union", of.source, item, lookup(_PRESENCE, verdict(item).state))
    grows = conjunction((of.open, one_of(of.tail_there, THERE)))
    further = case_of(((grows, constant(MISSING)),), constant(NOT_MET))
    more = _where_there(further, truth_of(condition(of.tail)), of.waits, some=some)
    table = DISJUNCTION if some else CONJUNCTION
    result = lookup_pair(table, lookup(QUANTIFIED[some], present), more.state)
    return truth(result, row_waits(of, lambda each: verdict(each).waits), more.waits)


_PRESENCE: Final = tuple(1 << each for each in range(8))


def _quantified_table(table: Sequence[Sequence[int]], empty: int) -> tuple[int, ...]:
    def fold(states: Iterator[int]) -> int:
        result = empty
        for state in states:
            result = table[result][state]
        return result

    return tuple(fold(each for each in range(8) if present & (1 << each)) for present in range(256))


QUANTIFIED: Final = {
    True: _quantified_table(DISJUNCTION, NOT_MET),
    False: _quantified_table(CONJUNCTION, MET),
}
"""What the states that are present come to under `some` and `every`."""


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
    quantified = staticmethod(quantified)

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
                return contains(of, element)
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


_DOMAIN = Expressions()
