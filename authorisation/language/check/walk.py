"""The names in an expression, and names in the order of what they need."""

from __future__ import annotations

import graphlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from authorisation.feel.syntax import tree as syntax


def names_of(node: syntax.Node) -> frozenset[str]:
    """Give every bare name in the expression."""
    return frozenset(part.name for part in syntax.walk_nodes(node) if isinstance(part, syntax.Name))


def topological_order(
    needs: Mapping[str, AbstractSet[str]],
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Sort names so that each comes after those it needs, and give the cycles found.

    A cycle starts and ends with the same name; its names are left out of the order.
    """
    left = {name: set(others) & needs.keys() for name, others in needs.items()}
    cycles: list[tuple[str, ...]] = []
    while True:
        sorter = graphlib.TopologicalSorter(left)
        try:
            return [name for name in sorter.static_order() if name in left], cycles
        except graphlib.CycleError as error:
            cycle = tuple(reversed(error.args[1]))
            cycles.append(_from_first(cycle, list(needs)))
            left = {n: others - set(cycle) for n, others in left.items() if n not in cycle}


def _from_first(cycle: tuple[str, ...], order: list[str]) -> tuple[str, ...]:
    """Turn a cycle so that it starts with the name that the files give first."""
    names = cycle[:-1]
    start = names.index(min(names, key=order.index))
    return (*names[start:], *names[:start], names[start])
