"""Comparison, arithmetic and logic of FEEL over expressions, as the engine has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from authorisation.feel import operators
from authorisation.feel.errors import FeelError
from authorisation.feel.interpretation import NotInterpreted
from authorisation.feel.temporal.kinds import YearsMonths
from authorisation.feel.values.absent import (
    kleene_and,
    kleene_not,
    kleene_or,
    merge_branches,
    to_truth,
)
from authorisation.feel.values.values import Unknown
from authorisation.model.verdict import MET, NOT_MET, Verdict
from authorisation.portfolio.expressions import RowExpression, operation
from authorisation.portfolio.formulas import numbers
from authorisation.portfolio.formulas.tables import (
    COMPARED,
    CONJUNCTION,
    DISJUNCTION,
    EQUAL_TRUTHS,
    INAPPLICABLE,
    KNOWN,
    MISSING,
    NEGATION,
    NULL_STATE,
    PERHAPS_INAPPLICABLE,
    UNKNOWN_STATES,
    at_most,
    less,
)
from authorisation.portfolio.formulas.values import (
    Context,
    DateValue,
    DaysValue,
    NumberValue,
    OneOfTexts,
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
    waits_of,
)
from authorisation.portfolio.simplified_expressions import (
    case_of,
    conjunction,
    constant,
    disjunction,
    equals,
    lookup,
    lookup_pair,
    negation,
    one_of,
)

VERDICT_BITS: Final = {
    Verdict.MET.value: 1,
    Verdict.NOT_MET.value: 2,
    Verdict.NOT_APPLICABLE.value: 4,
    Verdict.OPEN.value: 8,
}
VERDICT_SETS: Final[tuple[frozenset[str | None], ...]] = tuple(
    frozenset(verdict for verdict, bit in VERDICT_BITS.items() if bits & bit) for bits in range(16)
)
"""The verdicts in each sum of those bits."""
_NO_TEXT: Final = "a verdict or grade is compared with something else than a text"
_MET: Final = constant(MET)
_NOT_MET: Final = constant(NOT_MET)
_DOUBTFUL: Final = (INAPPLICABLE, PERHAPS_INAPPLICABLE)


def truth(state: RowExpression, *parts: Waiting) -> TruthValue:
    """A truth, which waits for what its parts do where it is unknown."""
    waits = united(parts)
    return TruthValue(state, waits.where(one_of(state, UNKNOWN_STATES)))


def compare(op: str, left: Value, right: Value) -> Value:
    """`left op right`."""
    if op == "!=":
        return negate(compare("=", left, right))
    if isinstance(left, Settled) and isinstance(right, Settled):
        return Settled(operators.compare(op, left.value, right.value))
    if isinstance(left, OneOfTexts) or isinstance(right, OneOfTexts):
        return _compare_among(op, left, right)
    left, right = typed(left), typed(right)
    if any(isinstance(each, Context | Slots | Rows) for each in (left, right)):
        raise NotInterpreted(f"`{op}` with a whole list or context")
    if op == "=" and all(map(_is_truth, (left, right))):
        one, other = truth_of(left), truth_of(right)
        return truth(lookup_pair(EQUAL_TRUTHS, one.state, other.state), one.waits, other.waits)
    first, second = state_of_value(left), state_of_value(right)
    table = COMPARED["=" if op == "=" else "<"]
    otherwise = lookup_pair(table, first, second)
    both = conjunction((equals(first, KNOWN), equals(second, KNOWN)))
    state = case_of(((both, _compare_known(op, left, right)),), otherwise)
    return truth(state, waits_of(left), waits_of(right))


def _is_truth(of: Value) -> bool:
    return isinstance(of, TruthValue) or (isinstance(of, Settled) and isinstance(of.value, bool))


def _compare_known(op: str, left: Value, right: Value) -> RowExpression:
    """The truth of a comparison of two values where both are known."""
    match left, right:
        case NumberValue(), NumberValue():
            return numbers.number_truth(op, left, right)
        case DateValue(day=one), DateValue(day=other):
            return _ordered(op, one, other)
        case DaysValue(days=one), DaysValue(days=other):
            return _ordered(op, one, other)
        case TextValue(text=one), TextValue(text=other):
            return _ordered(op, one, other)
        case _:
            return constant(NULL_STATE)


def _ordered(op: str, left: RowExpression, right: RowExpression) -> RowExpression:
    match op:
        case "<":
            holds = less(left, right)
        case "<=":
            holds = at_most(left, right)
        case ">":
            holds = less(right, left)
        case ">=":
            holds = at_most(right, left)
        case _:
            holds = operation("=", left, right)
    return case_of(((holds, _MET),), _NOT_MET)


def _compare_among(op: str, left: Value, right: Value) -> Value:
    if isinstance(right, OneOfTexts):
        left, right = right, left
    if op == "=" and isinstance(left, OneOfTexts):
        return _among_texts(left, [right])
    raise NotInterpreted(_NO_TEXT)


def _among_texts(of: OneOfTexts, texts: Sequence[Value]) -> TruthValue:
    """Whether a text is one of some others: settled where all that it may be agree."""
    wanted: set[str | None] = set()
    for text in texts:
        if not isinstance(text, Settled) or not isinstance(text.value, str | None):
            raise NotInterpreted(_NO_TEXT)
        wanted.add(text.value)
    table = tuple(
        NOT_MET if wanted.isdisjoint(each) else MET if each <= wanted else MISSING
        for each in of.sets
    )
    return TruthValue(lookup(table, of.index))


def among(value: Value, items: Sequence[Value]) -> Value:
    """Whether a value is one of several."""
    if isinstance(value, OneOfTexts):
        return _among_texts(value, items)
    result: Value = Settled(value=False)
    for item in items:
        # A value of another kind is simply not the one.
        result = disjoin(result, null_as_false(compare("=", value, item)))
    return result


def null_as_false(value: Value) -> Value:
    """A truth, false where it is null."""
    if isinstance(value, Settled):
        return Settled(value=False) if value.value is None else value
    found = truth_of(value)
    table = (NOT_MET, *range(1, 8))
    return TruthValue(lookup(table, found.state), found.waits)


def conjoin(left: Value, right: Value) -> Value:
    """`left and right`."""
    if isinstance(left, Settled) and isinstance(right, Settled):
        return Settled(kleene_and(to_truth(left.value), to_truth(right.value)))
    one, other = truth_of(left), truth_of(right)
    return truth(lookup_pair(CONJUNCTION, one.state, other.state), one.waits, other.waits)


def disjoin(left: Value, right: Value) -> Value:
    """`left or right`."""
    if isinstance(left, Settled) and isinstance(right, Settled):
        return Settled(kleene_or(to_truth(left.value), to_truth(right.value)))
    one, other = truth_of(left), truth_of(right)
    return truth(lookup_pair(DISJUNCTION, one.state, other.state), one.waits, other.waits)


def negate(of: Value) -> Value:
    """`not(of)`."""
    if isinstance(of, Settled):
        return Settled(kleene_not(to_truth(of.value)))
    if isinstance(of, Slots | Rows):
        raise NotInterpreted("`not` of a list")
    found = truth_of(of)
    return TruthValue(lookup(NEGATION, found.state), found.waits)


def arithmetic(op: str, left: Value, right: Value) -> Value:
    """`left op right`."""
    if isinstance(left, Settled) and isinstance(right, Settled):
        try:
            return Settled(operators.arithmetic(op, left.value, right.value))
        except FeelError:
            return Settled(None)
    moved = _moved_date(op, left, right)
    if moved is not None:
        return moved
    left, right = typed(left), typed(right)
    state = lookup_pair(STRICT, state_of_value(left), state_of_value(right))
    match op, left, right:
        case "+", NumberValue(), NumberValue():
            return numbers.number_sum(left, right, state)
        case "-", NumberValue(), NumberValue():
            return numbers.number_sum(left, numbers.negated(right), state)
        case "*", NumberValue(), NumberValue():
            return numbers.number_product(left, right, state)
        case "/", NumberValue(), NumberValue():
            return numbers.quotient(left, right, state)
        case "-", DateValue(day=one), DateValue(day=other):
            days = operation("days between", one, other)
            return DaysValue(state, days, united((left.waits, right.waits)))
        case _, Settled(value=None | Unknown()), _:
            return _absence(state, left, right)
        case _, _, Settled(value=None | Unknown()):
            return _absence(state, left, right)
        case _:
            raise NotInterpreted(f"`{op}` between such values")


def _absence(state: RowExpression, left: Value, right: Value) -> TruthValue:
    """A value that is never known: null, or unknown."""
    return truth(state, waits_of(left), waits_of(right))


def _strict_state(left: int, right: int) -> int:
    found = COMPARED["<"][left][right]
    return KNOWN if left == right == KNOWN else found


STRICT: Final = tuple(tuple(_strict_state(a, b) for b in range(8)) for a in range(8))
"""What two states come to under arithmetic."""


def _moved_date(op: str, left: Value, right: Value) -> Value | None:
    """A date so many months or days later; None for any other operation."""
    if op == "+" and isinstance(left, Settled):
        left, right = right, left
    if op not in {"+", "-"} or not isinstance(left, DateValue) or not isinstance(right, Settled):
        return None
    sign = 1 if op == "+" else -1
    match right.value:
        case YearsMonths(months=months):
            later = operation("add months", left.day, constant(sign * months))
            return DateValue(left.state, later, left.waits)
        case _:
            return None


def choose(condition: Value, then: Value, other: Value) -> Value:
    """`if condition then then else other`; an unknown condition leaves what covers both."""
    if isinstance(condition, Settled):
        if condition.value is True:
            return then
        if not isinstance(condition.value, Unknown):
            return other
        if isinstance(then, Settled) and isinstance(other, Settled):
            return Settled(merge_branches(condition.value, then.value, other.value))
    found = truth_of(condition)
    then, other = typed(then), typed(other)
    first, second = state_of_value(then), state_of_value(other)
    holds = equals(found.state, MET)
    unknown = equals(found.state, MISSING)
    both = conjunction((equals(first, KNOWN), equals(second, KNOWN), _same(then, other)))
    doubtful = disjunction(one_of(each, _DOUBTFUL) for each in (first, second))
    hull = case_of(
        ((both, constant(KNOWN)), (doubtful, constant(PERHAPS_INAPPLICABLE))), constant(MISSING)
    )
    state = case_of(
        ((holds, first), (unknown, hull), (one_of(found.state, _DOUBTFUL), found.state)), second
    )
    waits = united(
        (
            found.waits,
            waits_of(then).where(disjunction((holds, one_of(found.state, UNKNOWN_STATES)))),
            waits_of(other).where(negation(holds)),
        )
    ).where(one_of(state, UNKNOWN_STATES))
    match then, other:
        case DateValue(day=one), DateValue(day=another):
            return DateValue(state, case_of(((holds, one),), another), waits)
        case TextValue(text=one), TextValue(text=another):
            return TextValue(state, case_of(((holds, one),), another), waits)
        case _:
            raise NotInterpreted("an `if` between such values")


def _same(left: Value, right: Value) -> RowExpression:
    """Whether two dates or texts that are known are the same."""
    match left, right:
        case (DateValue(day=one), DateValue(day=other)) | (
            TextValue(text=one),
            TextValue(text=other),
        ):
            return operation("=", one, other)
        case _:
            raise NotInterpreted("an `if` between such values")
