"""What one evaluation of an expression costs: a budget weighs steps and does not only count them.

A unit is about a tenth of a microsecond. What goes round again, the body of a loop, of a filter or
of a function, is charged at each round as it runs, so it is not part of what stands around it.
"""

from __future__ import annotations

from typing import Final

from authorisation.feel.builtins import BUILTINS
from authorisation.feel.syntax.tree import (
    Call,
    Filter,
    For,
    FunctionLiteral,
    Literal,
    Name,
    Node,
    Quantified,
    child_nodes,
)

ROUND: Final = 2
"""What going round once costs, whatever is done there."""

CALL: Final = 6
"""What calling a function costs, whatever it does."""

_PART: Final = 2
_LOOK_UP: Final = 1
_START: Final = 10


def cost_of(node: Node) -> int:
    """The cost of evaluating a node once, without the rounds that it may go."""
    match node:
        case Literal():
            return 0
        case Name():
            return _LOOK_UP
        case FunctionLiteral():
            return CALL
        case Filter(of):
            return _START + cost_of(of)
        case For(iterations) | Quantified(_, iterations):
            first = iterations[0]
            return _START + cost_of(first.over) + (cost_of(first.to) if first.to else 0)
        case Call(Name(name)) if name in BUILTINS:
            return BUILTINS[name].cost + _sum_of_children(node)
        case Call():
            return CALL + _sum_of_children(node)
        case _:
            return _PART + _sum_of_children(node)


def _sum_of_children(node: Node) -> int:
    return sum(map(cost_of, child_nodes(node)))
