"""Values of the parts of an expression that rest on no answer, and those that come to null."""

from __future__ import annotations

from typing import Final

from authorisation.feel.closures.calls import CLOCK
from authorisation.feel.closures.expression import compile  # noqa: A004 - FEEL's own
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.values.values import Value
from authorisation.language.check.types.functions import SIGNATURES

_EVALUATED: Final = (syntax.AtLiteral, syntax.Arithmetic, syntax.Negation, syntax.Call)
_PLAIN: Final = (syntax.Literal, syntax.ListLiteral, *_EVALUATED)
_PATTERNS: Final = {"matches": 3, "replace": 4, "split": 2}
"""Where each function that takes a pattern, as its second value, takes the flags for it."""


def find_null_part(node: syntax.Node) -> tuple[syntax.Node, str] | None:
    """The part of a node that comes to null whatever is answered, and why; None without one.

    The parts inside it must have been checked before.
    """
    if isinstance(node, _EVALUATED) and is_constant(node):
        value, why = evaluate_constant(node)
        return (node, why) if value is None else None
    match node:
        case syntax.Call(syntax.Name(name), (_, syntax.Literal(str()) as pattern, *more)) if (
            name in _PATTERNS
        ):
            return _pattern_failure(name, pattern, tuple(more))
        case _:
            return None


def _pattern_failure(
    name: str, pattern: syntax.Literal, more: tuple[syntax.Node, ...]
) -> tuple[syntax.Node, str] | None:
    """Try a pattern, with the flags that are written beside it, on a text of its own."""
    flags = more[-1:] if len(more) == _PATTERNS[name] - 2 and name != "split" else ()
    if not all(isinstance(flag, syntax.Literal) for flag in flags):
        flags = ()
    tried = syntax.Call(syntax.Name("matches"), (syntax.Literal(""), pattern, *flags))
    value, why = evaluate_constant(tried)
    return (pattern, why.removeprefix("matches: ")) if value is None else None


def is_constant(node: syntax.Node) -> bool:
    """Whether a node is made of literals and functions of them alone."""
    for part in syntax.walk_nodes(node):
        named = isinstance(part, syntax.Name) and part.name in SIGNATURES and part.name not in CLOCK
        if not named and not isinstance(part, _PLAIN):
            return False
    return True


def evaluate_constant(node: syntax.Node) -> tuple[Value, str]:
    """The value of a constant, and the reasons where it is null."""
    reasons: list[str] = []
    value = compile(node).evaluate({}, reasons=reasons)
    return value, "; ".join(dict.fromkeys(reasons))
