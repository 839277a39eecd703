"""Formulas over truths and whole numbers, each held once and simplified as it is made.

A truth is a Python `bool` where it is settled, else a `Term`. Equal terms are one object, so two
rule sets that say the same of the same answers come to the same object, and nothing need be
proved. Nothing here knows of the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import count
from math import ceil, gcd, lcm
from typing import Any, Final, TypeAlias
from weakref import WeakValueDictionary

_numbers = count()


class Term:
    """A node: `op` with its `args`, which are terms or plain values; compared by identity.

    Truths: `variable`, `not`, `and`, `or`, `least` (a linear sum is at most 0). Numbers:
    `integer` (a variable within bounds), `product` (a truth times a linear sum).

    What is true of a variable wherever it stands, such as that one and only one of the options of
    a choice holds, is said once, in `where`.
    """

    __slots__ = ("__weakref__", "args", "number", "op", "where")

    def __init__(self, op: str, args: tuple[Any, ...]) -> None:
        self.op = op
        self.args = args
        self.number = next(_numbers)
        self.where: list[Truth] = []

    def __repr__(self) -> str:
        return f"{self.op}{self.args!r}"[:200]


Truth: TypeAlias = Term | bool

_made: WeakValueDictionary[tuple[Any, ...], Term] = WeakValueDictionary()


def _term(op: str, *args: Any) -> Term:  # noqa: ANN401 - terms or plain values
    key = (op, args)
    found = _made.get(key)
    if found is None:
        found = _made[key] = Term(op, args)
    return found


def forget_terms() -> None:
    """Have terms made from now on share nothing with those made before.

    The order of parts is that in which they were made: without this what a solver finds depends on
    what was asked before.
    """
    _made.clear()


def variable(name: str) -> Term:
    """A truth that is free."""
    return _term("variable", name)


def define(variables: Iterable[Truth], *truths: Truth) -> None:
    """Say what is true of some variables wherever they stand; settled ones are passed over."""
    for each in variables:
        if isinstance(each, Term) and each.op in {"variable", "integer"}:
            each.where.extend(truths)


def not_(truth: Truth) -> Truth:
    """The opposite of a truth."""
    if isinstance(truth, bool):
        return not truth
    if truth.op == "not":
        opposite: Truth = truth.args[0]
        return opposite
    return _term("not", truth)


def and_(*truths: Truth) -> Truth:
    """Whether all are true."""
    return _joined("and", truths, settles=False)


def or_(*truths: Truth) -> Truth:
    """Whether any is true."""
    return _joined("or", truths, settles=True)


def all_(truths: Iterable[Truth]) -> Truth:
    """Whether all of several are true."""
    return _joined("and", truths, settles=False)


def any_(truths: Iterable[Truth]) -> Truth:
    """Whether any of several is true."""
    return _joined("or", truths, settles=True)


def _joined(op: str, truths: Iterable[Truth], *, settles: bool) -> Truth:
    parts: dict[Term, None] = {}
    for truth in truths:
        if truth is settles:
            return settles
        if isinstance(truth, bool):
            continue
        parts.update(dict.fromkeys(truth.args) if truth.op == op else {truth: None})
    for part in parts:
        if part.op == "not" and part.args[0] in parts:
            return settles
    if not parts:
        return not settles
    if len(parts) == 1:
        return next(iter(parts))
    return _term(op, *sorted(parts, key=lambda part: part.number))


def unlike(one: Truth, other: Truth) -> Truth:
    """Whether one of two is so, and the other is not."""
    return or_(and_(one, not_(other)), and_(other, not_(one)))


def either(condition: Truth, then: Truth, other: Truth) -> Truth:
    """`then` where the condition is true, else `other`."""
    if isinstance(condition, bool):
        return then if condition else other
    if then is other:
        return then
    return or_(and_(condition, then), and_(not_(condition), other))


class Linear:
    """A sum of whole-number variables and truths (as 0 or 1), each times a factor, and a constant.

    `parts` holds the factor of each, by its term.
    """

    __slots__ = ("constant", "parts")

    def __init__(self, constant: Fraction | int, parts: Mapping[Term, Fraction | int]) -> None:
        self.constant = Fraction(constant)
        self.parts = {part: Fraction(factor) for part, factor in parts.items() if factor}

    def __add__(self, other: Linear) -> Linear:
        parts = dict(self.parts)
        for part, factor in other.parts.items():
            parts[part] = parts.get(part, Fraction(0)) + factor
        return Linear(self.constant + other.constant, parts)

    def __sub__(self, other: Linear) -> Linear:
        return self + other.times(-1)

    def times(self, factor: Fraction | int) -> Linear:
        """The sum times a constant."""
        if factor == 1:
            return self
        parts = {part: each * factor for part, each in self.parts.items()}
        return Linear(self.constant * factor, parts)

    @property
    def settled(self) -> bool:
        """Whether it is a constant."""
        return not self.parts

    @property
    def key(self) -> tuple[object, ...]:
        """The key that equal sums share."""
        return self.constant, tuple(sorted((p.number, f) for p, f in self.parts.items()))

    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and the greatest that it may be by the bounds of its variables."""
        low: Fraction | None = self.constant
        high: Fraction | None = self.constant
        for part, factor in self.parts.items():
            ends = _ends_of(part)
            least, most = ends if factor > 0 else ends[::-1]
            low = None if low is None or least is None else low + least * factor
            high = None if high is None or most is None else high + most * factor
        return low, high


def _ends_of(part: Term) -> tuple[int | Fraction | None, int | Fraction | None]:
    if part.op == "integer":
        return part.args[1], part.args[2]
    if part.op == "product":
        low, high = part.args[1].ends()
        return None if low is None else min(low, 0), None if high is None else max(high, 0)
    return 0, 1


ZERO: Final = Linear(0, {})
ONE: Final = Linear(1, {})


def constant(number: Fraction | int) -> Linear:
    """A sum that is a constant."""
    return Linear(number, {})


def integer(name: str, low: int | None, high: int | None) -> Linear:
    """A whole number that is free within its bounds, ends included."""
    return Linear(0, {_term("integer", name, low, high): 1})


def number_of(truths: Iterable[Truth]) -> Linear:
    """The number of some truths that are true."""
    settled = 0
    parts: dict[Term, int] = {}
    for truth in truths:
        if isinstance(truth, bool):
            settled += truth
        else:
            parts[truth] = parts.get(truth, 0) + 1
    return Linear(settled, parts)


def product(truth: Truth, number: Linear) -> Linear:
    """A sum where a truth holds, else 0."""
    if isinstance(truth, bool):
        return number if truth else ZERO
    if number.settled:
        return Linear(0, {truth: number.constant})
    # Within a product a sum is of whole numbers, as solvers take it.
    scale = lcm(number.constant.denominator, *(f.denominator for f in number.parts.values()))
    return Linear(0, {_product_term(truth, number.times(scale)): Fraction(1, scale)})


def _product_term(truth: Term, number: Linear) -> Term:
    key = (truth.number, number.key)
    found = _made.get(("product", key))
    if found is None:
        found = _made["product", key] = Term("product", (truth, number))
    return found


def at_most_zero(number: Linear) -> Truth:
    """Whether a sum is at most 0, settled by the bounds of its variables where they do."""
    low, high = number.ends()
    if high is not None and high <= 0:
        return True
    if low is not None and low > 0:
        return False
    factors, least = _in_whole_numbers(number)
    if len(factors) == 1 and factors[0][0].op not in {"integer", "product"}:
        # One truth: by the ends above it decides.
        return not_(factors[0][0]) if factors[0][1] > 0 else factors[0][0]
    if factors[0][1] > 0:
        return _term("least", least, *factors)
    # One form for a comparison and its opposite: E <= 0 is not -E + 1 <= 0.
    opposite = tuple((part, -factor) for part, factor in factors)
    return not_(_term("least", 1 - least, *opposite))


def _in_whole_numbers(number: Linear) -> tuple[tuple[tuple[Term, int], ...], int]:
    """Factors and constant of the same comparison with 0, the smallest that are whole."""
    scale = lcm(number.constant.denominator, *(f.denominator for f in number.parts.values()))
    factors = {part: int(factor * scale) for part, factor in number.parts.items()}
    shared = gcd(*factors.values())
    parts = sorted(factors.items(), key=lambda part: part[0].number)
    least = ceil(number.constant * scale / shared)
    return tuple((part, factor // shared) for part, factor in parts), least


def below_zero(number: Linear) -> Truth:
    """Whether a sum is less than 0."""
    return not_(at_most_zero(number.times(-1)))


def at_most(left: Linear, right: Linear) -> Truth:
    """Whether `left <= right`."""
    return at_most_zero(left - right)


def less(left: Linear, right: Linear) -> Truth:
    """Whether `left < right`."""
    return below_zero(left - right)


def equal_numbers(left: Linear, right: Linear) -> Truth:
    """Whether two sums are equal."""
    return and_(at_most(left, right), at_most(right, left))


def exactly_one(truths: Iterable[Truth]) -> Truth:
    """Whether one and only one of several is true."""
    return equal_numbers(number_of(truths), ONE)
