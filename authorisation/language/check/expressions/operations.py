"""What a sum, a quotient, a power or a call gives, and whether its parts suit each other."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from authorisation.feel.closures.calls import CLOCK
from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.expressions.formula_check import FormulaCheck
from authorisation.language.check.types.comparisons import (
    Operand,
    comparison_complaint,
    unit_complaint,
)
from authorisation.language.check.types.functions import (
    SIGNATURES,
    WANTED,
    Signature,
    accepts_type,
    item_type,
)
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
from authorisation.language.yaml.scalars import replace_by, suggest_name

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
            # None of two lengths of time of which one is in days and one in months.
            return (left if left.measure else right) if left.suits(right) else None
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


def call_type(check: FormulaCheck, node: syntax.Call, scope: NameScope) -> Type:
    """Give the type of a call's result; anything where the function is not a standard one."""
    match node.function:
        case syntax.Name(name):
            return _call(check, node, name, scope)
        case function:
            check.infer(function, scope)
            _arguments(check, node, scope)
            return ANYTHING


def _call(check: FormulaCheck, node: syntax.Call, name: str, scope: NameScope) -> Type:
    kinds = _arguments(check, node, scope)
    signature = SIGNATURES.get(name)
    if name in CLOCK:
        remedy = replace_by(f"{name}()", "as_of", "use {}")
        check.report(node, f"`{name}()` is not the same tomorrow", remedy)
    elif (kind := scope.find(name)) is not None and kind != ANYTHING:
        hides = f"`{name}` is {format_type(kind)} here and not a function"
        check.report(node, hides, "rename it" if signature else "write it without brackets")
    elif signature is None and kind is None:
        check.report(node, f"unknown function `{name}`", suggest_name(name, SIGNATURES))
    elif signature is not None and _right_count(check, node, name, signature, len(kinds)):
        suits = not node.positional or _arguments_fit(check, node, name, signature, kinds)
        return signature.gives(kinds) if suits else ANYTHING
    return ANYTHING


def _arguments(check: FormulaCheck, node: syntax.Call, scope: NameScope) -> list[Type]:
    parts = (*node.positional, *(part for _, part in node.named))
    return [check.infer(part, scope) for part in parts]


def _right_count(
    check: FormulaCheck, node: syntax.Call, name: str, signature: Signature, given: int
) -> bool:
    fewest, most = signature.fewest, signature.most
    if given >= fewest and (most is None or given <= most):
        return True
    wants = str(fewest) if most == fewest else f"{fewest} to {most}"
    wants = f"at least {fewest}" if most is None else wants
    plural = "" if wants.endswith(" 1") or wants == "1" else "s"
    check.report(node, f"`{name}` takes {wants} value{plural} and is given {given}")
    return False


def _arguments_fit(
    check: FormulaCheck, node: syntax.Call, name: str, signature: Signature, kinds: Sequence[Type]
) -> bool:
    """Report arguments of the wrong kind, or that do not go together; say if there are none."""
    pairs = list(zip(node.positional, kinds, strict=True))
    for position, (part, kind) in enumerate(pairs):
        word = signature.word(position)
        if not accepts_type(word, kind):
            message = f"`{name}` needs {WANTED[word][1]}, and `{check.quote(part)}` is"
            inner = item_type(kind)
            given = format_type(inner)
            if inner is not kind:
                given = f"a list of which each item is {given}"
            check.report(part, f"{message} {given}")
            return False
    complaints = []
    if signature.alike:
        first = check.operand(pairs[0][0], item_type(kinds[0]))
        for part, kind in pairs[1:]:
            complaints.append(comparison_complaint(first, check.operand(part, item_type(kind))))
            check.complain(part, complaints[-1])
    return not any(complaints)
