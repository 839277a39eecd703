"""Comparison, arithmetic and logic on values by case, as the engine has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from authorisation.analysis.encoding import numbers
from authorisation.analysis.encoding.calendar import CivilDate, months_later
from authorisation.analysis.encoding.shapes import (
    INAPPLICABLE,
    MISSING,
    PERHAPS_INAPPLICABLE,
    AmongTexts,
    Cases,
    Day,
    Entries,
    FreeText,
    ListShape,
    Missing,
    NotEncoded,
    NumberRange,
    OptionText,
    Shape,
    TimeSpan,
    cases,
    guard_of,
    map_cases,
    map_pairs,
    missing_guards,
    one_case,
    truth_case,
)
from authorisation.analysis.encoding.terms import (
    Linear,
    Truth,
    and_,
    any_,
    at_most,
    equal_numbers,
    less,
    not_,
    or_,
)


def compare(op: str, left: Cases, right: Cases) -> Cases:
    """The truth of `left op right`, a comparison of FEEL."""
    return map_pairs(lambda one, other: _compare_shapes(op, one, other), left, right)


def _compare_shapes(op: str, left: Shape, right: Shape) -> Cases:
    if op == "!=":
        return negate(_compare_shapes("=", left, right))
    if isinstance(left, AmongTexts) or isinstance(right, AmongTexts):
        return _compare_among(op, left, right)
    if isinstance(left, Missing) or isinstance(right, Missing):
        return one_case(_absence((left, right)))
    if op == "=" and (left is None or right is None):
        return one_case(left is right)
    match left, right:
        case NumberRange(), NumberRange():
            return numbers.compare_numbers(op, left, right)
        case Day(civil=before), Day(civil=after):
            return truth_case(_order_dates(op, before, after))
        case TimeSpan(days=Linear() as one), TimeSpan(days=Linear() as other):
            return truth_case(_order(op, one, other))
        case TimeSpan(days=None, months=first), TimeSpan(days=None, months=second):
            return one_case(_order_settled(op, first, second))
        case bool(), bool():
            return one_case(left is right) if op == "=" else one_case(None)
        case ((str() | OptionText() | FreeText()), (str() | OptionText() | FreeText())):
            if op == "=":
                return truth_case(_same_text(left, right))
            raise NotEncoded(f"`{op}` between texts")
        case (ListShape() | Entries(), _) | (_, ListShape() | Entries()):
            raise NotEncoded(f"`{op}` with a whole list or context")
        case _:
            return one_case(None)


def _order(op: str, left: Linear, right: Linear) -> Truth:
    match op:
        case "<":
            return less(left, right)
        case "<=":
            return at_most(left, right)
        case ">":
            return less(right, left)
        case ">=":
            return at_most(right, left)
        case _:
            return equal_numbers(left, right)


def _order_dates(op: str, left: CivilDate, right: CivilDate) -> Truth:
    match op:
        case "<":
            return left.before(right)
        case "<=":
            return not_(right.before(left))
        case ">":
            return right.before(left)
        case ">=":
            return not_(left.before(right))
        case _:
            return left.equals(right)


def _order_settled(op: str, left: int, right: int) -> bool:
    order = {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return order.get(op, left == right)


def _same_text(left: Shape, right: Shape) -> Truth:
    """Whether two texts that were given are equal."""
    match left, right:
        case str(), str():
            return left == right
        case OptionText(options=options), str() as text:
            return options.get(text, False)
        case str() as text, OptionText(options=options):
            return options.get(text, False)
        case OptionText(options=options), OptionText(options=others):
            return any_(and_(truth, others.get(text, False)) for text, truth in options.items())
        case FreeText(number=one), FreeText(number=other):
            return equal_numbers(one, other)
        case FreeText() as free, str() as text:
            return free.equals(text)
        case str() as text, FreeText() as free:
            return free.equals(text)
        case _:
            raise NotEncoded("a free text beside one of several options")


def _compare_among(op: str, left: Shape, right: Shape) -> Cases:
    """Compare a text that is one of several: settled where all that are possible agree."""
    if isinstance(right, AmongTexts):
        left, right = right, left
    if op != "=" or not isinstance(left, AmongTexts) or not isinstance(right, str | None):
        raise NotEncoded("a verdict or grade is compared with something else than a text")
    may_be = left.possible.get(right, False)
    may_differ = any_(truth for text, truth in left.possible.items() if text != right)
    return cases(
        (
            (and_(may_be, may_differ), MISSING),
            (and_(may_be, not_(may_differ)), True),
            (not_(may_be), False),
        )
    )


def _absence(shapes: Iterable[Shape]) -> Missing:
    """The absence that a strict operation comes to where some values are missing."""
    found = [each for each in shapes if isinstance(each, Missing)]
    if any(each.inapplicable for each in found):
        return INAPPLICABLE
    perhaps = any(each.perhaps_inapplicable for each in found)
    return PERHAPS_INAPPLICABLE if perhaps else MISSING


def negate(value: Cases) -> Cases:
    """The opposite of a truth; null and what is missing stay as they are."""
    return cases((guard, not each if isinstance(each, bool) else each) for guard, each in value)


def as_truth(value: Cases) -> Cases:
    """A value as a condition: what is neither true, false nor missing counts as null."""
    return cases(
        (guard, each if isinstance(each, bool | Missing) else None) for guard, each in value
    )


def conjoin(left: Cases, right: Cases) -> Cases:
    """`left and right` in Kleene's logic; what is missing outranks null."""
    return map_pairs(lambda one, other: one_case(_join(one, other, settles=False)), left, right)


def disjoin(left: Cases, right: Cases) -> Cases:
    """`left or right` in Kleene's logic; what is missing outranks null."""
    return map_pairs(lambda one, other: one_case(_join(one, other, settles=True)), left, right)


def _join(left: Shape, right: Shape, *, settles: bool) -> Shape:
    if left is settles or right is settles:
        return settles
    if left is (not settles) and right is (not settles):
        return not settles
    found = [each for each in (left, right) if isinstance(each, Missing)]
    both = isinstance(left, Missing) and isinstance(right, Missing)
    if both and not all(each.inapplicable for each in found):
        doubtful = any(each.inapplicable or each.perhaps_inapplicable for each in found)
        return PERHAPS_INAPPLICABLE if doubtful else MISSING
    return found[0] if found else None


def choose(condition: Cases, then: Cases, other: Cases) -> Cases:
    """`if condition then then else other`; an unknown condition leaves what covers both."""
    truth = as_truth(condition)
    holds = guard_of(truth, wanted=True)
    plain, never, perhaps = missing_guards(truth)
    hull = map_pairs(_hull, then, other) if plain is not False else ()
    pairs = [(and_(holds, guard), shape) for guard, shape in then]
    pairs += [(never, INAPPLICABLE), (perhaps, PERHAPS_INAPPLICABLE)]
    pairs += [(and_(plain, guard), shape) for guard, shape in hull]
    otherwise = not_(or_(holds, plain, never, perhaps))
    return cases([*pairs, *((and_(otherwise, guard), shape) for guard, shape in other)])


def _hull(left: Shape, right: Shape) -> Cases:
    if isinstance(left, bool | str | None) and type(left) is type(right) and left == right:
        return one_case(left)
    if left is right and not isinstance(left, Missing):
        return one_case(left)
    if isinstance(left, NumberRange) and isinstance(right, NumberRange):
        raise NotEncoded("an `if` between numbers whose condition is unknown")
    doubtful = [
        each.inapplicable or each.perhaps_inapplicable
        for each in (left, right)
        if isinstance(each, Missing)
    ]
    return one_case(PERHAPS_INAPPLICABLE if any(doubtful) else MISSING)


def arithmetic(op: str, left: Cases, right: Cases) -> Cases:
    """`left op right` for one of `+ - * /`; `**` is not encoded."""
    return map_pairs(lambda one, other: _calculate(op, one, other), left, right)


def _calculate(op: str, left: Shape, right: Shape) -> Cases:
    if isinstance(left, Missing) or isinstance(right, Missing):
        return one_case(_absence((left, right)))
    match op, left, right:
        case "+", NumberRange(), NumberRange():
            return one_case(numbers.added(left, right))
        case "-", NumberRange(), NumberRange():
            return one_case(numbers.added(left, numbers.negated(right)))
        case "*", NumberRange(), NumberRange():
            return one_case(numbers.multiplied(left, right))
        case "/", NumberRange(), NumberRange():
            return one_case(numbers.divided(left, right))
        case (("+" | "-"), Day(civil=civil), TimeSpan(days=None, months=months)):
            return one_case(Day(months_later(civil, months if op == "+" else -months)))
        case "-", Day(civil=civil), Day(civil=other):
            return one_case(TimeSpan(days=civil.number - other.number))
        case "+", TimeSpan(), Day():
            return _calculate(op, right, left)
        case "+", str(), str():
            return one_case(left + right)
        case "+", (str() | OptionText() | FreeText()), (str() | OptionText() | FreeText()):
            raise NotEncoded("texts joined")
        case _, (None | bool() | str() | OptionText() | FreeText()), _:
            return one_case(None)
        case _, _, (None | bool() | str() | OptionText() | FreeText()):
            return one_case(None)
        case _:
            raise NotEncoded(f"`{op}` between such values")


def absolute(value: Cases) -> Cases:
    """`abs(value)`."""
    return map_cases(numbers.absolute_of, value)


def extreme_of(name: str, values: Sequence[Cases]) -> Cases:
    """`min` or `max` of several numbers, none of which may be missing."""

    def nearer(left: Shape, right: Shape) -> Cases:
        both = (left, right)
        if not all(isinstance(each, NumberRange) and each.exact for each in both):
            raise NotEncoded(f"`{name}` of what may be no number")
        first = guard_of(_compare_shapes("<=" if name == "min" else ">=", left, right), wanted=True)
        return cases(((first, left), (not_(first), right)))

    return reduce(lambda left, right: map_pairs(nearer, left, right), values)
