"""Each comparison of a rule set as a criterion by itself, so that it can be asked about alone.

Of one on the items of a list it is asked whether some item there comes to it: that there is one is
what `some` requires. So the bounds on lists hold of it as of any criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from msgspec.structs import replace

from authorisation.model.condition import (
    Condition,
    Every,
    Leaf,
    Not,
    Some,
    parts_of,
    walk_conditions,
)
from authorisation.model.rules import Criterion, RuleSet

_Within: TypeAlias = Callable[[Condition], Condition]
"""What is asked of some item where a condition of the item is."""
_APPLIES: Final = 0
"""Stands for `applies` as a whole, where comparisons are counted from 1."""


def comparison_name(criterion: str, number: int, *, fails: bool = False) -> str:
    """The id under which a comparison stands apart, or that it is not met, where it `fails`."""
    return f"{criterion}, comparison {number}{' fails' if fails else ''}"


def applies_name(criterion: str) -> str:
    """The id under which the condition stands apart on which a criterion applies."""
    return comparison_name(criterion, _APPLIES)


def comparisons_apart(rules: RuleSet) -> RuleSet:
    """The rules with more criteria: every comparison, its opposite, and whether each applies."""
    criteria = dict(rules.criteria)
    for criterion in rules.criteria.values():
        for name, required in _apart(criterion):
            criteria[name] = replace(
                criterion, id=name, applies=None, judgement=None, require=required
            )
    return replace(rules, criteria=criteria)


def _apart(criterion: Criterion) -> Iterator[tuple[str, Condition]]:
    if criterion.applies is not None:
        yield applies_name(criterion.id), criterion.applies
    for number, (leaf, within) in enumerate(comparisons_of(criterion), start=1):
        yield comparison_name(criterion.id, number), within(leaf)
        yield comparison_name(criterion.id, number, fails=True), within(Not(part=leaf))


def comparisons_of(criterion: Criterion) -> Iterator[tuple[Leaf, _Within]]:
    """Yield the comparisons of a criterion in the order of the file, each within its lists."""
    for part in (criterion.applies, criterion.require):
        if part is not None:
            yield from _comparisons(part)


def is_of_applies(criterion: Criterion, number: int) -> bool:
    """Whether the comparison of that number, from 1, belongs to `applies`."""
    parts = walk_conditions(criterion.applies)
    return number <= sum(isinstance(part, Leaf) for part in parts)


def _comparisons(condition: Condition) -> Iterator[tuple[Leaf, _Within]]:
    if isinstance(condition, Leaf):
        yield condition, lambda asked: asked
    for part in parts_of(condition):
        for leaf, within in _comparisons(part):
            if isinstance(condition, Every | Some):
                yield leaf, _of_some_item(condition, within)
            else:
                yield leaf, within


def _of_some_item(listed: Every | Some, within: _Within) -> _Within:
    def some(asked: Condition) -> Condition:
        return Some(item=listed.item, within=listed.within, satisfies=within(asked))

    return some
