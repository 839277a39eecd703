"""What a call of a function gives, and whether its arguments suit it."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.feel.closures.calls import CLOCK
from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.expressions.formula_check import FormulaCheck
from authorisation.language.check.types.comparisons import comparison_complaint
from authorisation.language.check.types.functions import (
    SIGNATURES,
    WANTED,
    Signature,
    accepts_type,
    item_type,
)
from authorisation.language.check.types.scope import NameScope
from authorisation.language.check.types.types import ANYTHING, Type, format_type
from authorisation.language.yaml.scalars import replace_by, suggest_name


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
            check.report(part, f"{message} {_format_argument_type(kind)}")
            return False
    complaints = []
    if signature.alike:
        first = check.operand(pairs[0][0], item_type(kinds[0]))
        for part, kind in pairs[1:]:
            complaints.append(comparison_complaint(first, check.operand(part, item_type(kind))))
            check.complain(part, complaints[-1])
    return not any(complaints)


def _format_argument_type(kind: Type) -> str:
    inner = item_type(kind)
    return (
        format_type(kind) if inner is kind else f"a list of which each item is {format_type(inner)}"
    )
