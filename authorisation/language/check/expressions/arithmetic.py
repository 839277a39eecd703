"""What a sum, a product, a quotient or a power gives, and whether its sides suit each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.expressions.formula_check import FormulaCheck
from authorisation.language.check.types.comparisons import Operand, unit_complaint
from authorisation.language.check.types.scope import NameScope
from authorisation.language.check.types.types import (
    ANYTHING,
    IN_DAYS,
    NUMBER,
    Anything,
    Nothing,
    Number,
    Temporal,
    Text,
    Type,
    format_type,
    union_type,
)
from authorisation.language.check.types.units import PLAIN

_HIGHEST_POWER: Final = 9
"""Of a unit: no figure of the trade comes near, and a unit is written out in messages."""


def arithmetic_type(check: FormulaCheck, node: syntax.Arithmetic, scope: NameScope) -> Type:
    """The type of a sum, a product and the like; anything where it has no meaning."""
    left = check.operand(node.left, check.infer(node.left, scope))
    right = check.operand(node.right, check.infer(node.right, scope))
    match left.kind, right.kind:
        case (Anything() | Nothing(), _) | (_, Anything() | Nothing()):
            return ANYTHING
        case Number(), Number():
            return _numbers(check, node, left, right)
        case _:
            found = _type_between(node.op, left.kind, right.kind)
            if found is None:
                kinds = format_type(left.kind), format_type(right.kind)
                message = f"{left} is {kinds[0]} and {right} is {kinds[1]}"
                check.report(node, message, f"`{node.op}` has no meaning between them")
            return found or ANYTHING


def _numbers(check: FormulaCheck, node: syntax.Arithmetic, left: Operand, right: Operand) -> Type:
    if node.op in "+-":
        complaint = unit_complaint(left, right)
        check.complain(node, complaint)
        return ANYTHING if complaint else union_type(left.kind, right.kind)
    if not isinstance(left.kind, Number) or not isinstance(right.kind, Number):
        return ANYTHING
    one, other = left.kind.unit or PLAIN, right.kind.unit or PLAIN
    written = left.kind.written and right.kind.written
    if node.op == "**":
        return _power(check, node, left.kind)
    return Number(one * other if node.op == "*" else one / other, written)


def _power(check: FormulaCheck, node: syntax.Arithmetic, base: Number) -> Type:
    unit = base.unit or PLAIN
    match node.right:
        case syntax.Literal(Decimal() as exponent) if exponent == int(exponent):
            raised = unit.power(int(exponent))
            if all(abs(power) <= _HIGHEST_POWER for _, power in raised.bases):
                return Number(raised, base.written)
        case _ if unit == PLAIN:
            return NUMBER
    message = f"`{check.quote(node.left)}` is in `{unit}`"
    check.report(node, message, "raise only a number without unit to such a power")
    return ANYTHING


def _type_between(op: str, left: Type, right: Type) -> Type | None:
    """Give the type of a sum and the like where not both are numbers; None if there is none."""
    match op, left, right:
        case "+", Text(), Text():
            return Text()
        case "-", Temporal("date" | "date and time" | "time" as a), Temporal(b) if a == b:
            return IN_DAYS
        case "+" | "-", Temporal("duration"), Temporal("duration"):
            return _sum_of_durations(left, right)
        case "+" | "-", Temporal(), Temporal("duration"):
            return left
        case "+", Temporal("duration"), Temporal():
            return right
        case "*" | "/", Temporal("duration"), Number():
            return left
        case "*", Number(), Temporal("duration"):
            return right
        case "/", Temporal("duration"), Temporal("duration") if left.suits(right):
            return NUMBER
        case _:
            return None


def _sum_of_durations(left: Temporal, right: Temporal) -> Type | None:
    """The type of a sum of two lengths of time; None where one is in days and one in months."""
    if not left.suits(right):
        return None
    return left if left.measure else right
