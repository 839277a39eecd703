"""Each comparison of a rule set as a criterion by itself, so that it can be asked about alone.

Of one on the items of a list it is asked whether some item there comes to it: that there is one is
what `some` requires. So the bounds on lists hold of it as of any criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from msgspec.structs import replace

from authorisation.model.condition import (
    AllOf,
    AnyOf,
    AtLeast,
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
_REQUIRES: Final = -1
"""Stands for what is required as a whole."""


def comparison_name(criterion: str, number: int, *, fails: bool = False) -> str:
    """The id under which a comparison stands apart, or that it is not met, where it `fails`."""
    return f"{criterion}, comparison {number}{' fails' if fails else ''}"


def applies_name(criterion: str) -> str:
    """The id under which the condition stands apart on which a criterion applies."""
    return comparison_name(criterion, _APPLIES)


def whole_name(criterion: Criterion, number: int) -> str:
    """The id under which the condition stands apart that a comparison is a part of."""
    return comparison_name(
        criterion.id, _APPLIES if is_of_applies(criterion, number) else _REQUIRES
    )


def turned_name(criterion: str, number: int) -> str:
    """The id under which that condition stands with the comparison turned round."""
    return f"{comparison_name(criterion, number)} turned round"


def comparisons_apart(rules: RuleSet) -> RuleSet:
    """The rules with more criteria: every comparison and its opposite, and both conditions whole.

    Of what is not asked of the items of a list there is the whole with it turned round as well.
    """
    criteria = dict(rules.criteria)
    for criterion in rules.criteria.values():
        for name, required in _apart(criterion):
            criteria[name] = replace(
                criterion, id=name, applies=None, judgement=None, require=required
            )
    return replace(rules, criteria=criteria)


def _apart(criterion: Criterion) -> Iterator[tuple[str, Condition]]:
    number = 0
    for part, whole in ((_APPLIES, criterion.applies), (_REQUIRES, criterion.require)):
        if whole is None:
            continue
        yield comparison_name(criterion.id, part), whole
        for turned in _turned_round(whole):
            number += 1
            if turned is not None:
                yield turned_name(criterion.id, number), turned
    for number, (leaf, within) in enumerate(comparisons_of(criterion), start=1):
        yield comparison_name(criterion.id, number), within(leaf)
        yield comparison_name(criterion.id, number, fails=True), within(Not(part=leaf))


def comparisons_of(criterion: Criterion) -> Iterator[tuple[Leaf, _Within]]:
    """Yield the comparisons of a criterion in the order of the file, each within its lists."""
    for part in (criterion.applies, criterion.require):
        if part is not None:
            yield from _comparisons(part)


def _turned_round(condition: Condition) -> Iterator[Condition | None]:
    """Yield the condition with each of its comparisons turned round, in the order of the file.

    None stands for one on the items of a list, which may be turned round for one of them.
    """
    match condition:
        case Leaf():
            yield Not(part=condition)
        case Not(part=part):
            for turned in _turned_round(part):
                yield None if turned is None else replace(condition, part=turned)
        case AllOf(of=parts) | AnyOf(of=parts) | AtLeast(of=parts):
            for place, part in enumerate(parts):
                for turned in _turned_round(part):
                    others = (*parts[:place], turned, *parts[place + 1 :])
                    yield None if turned is None else replace(condition, of=others)
        case Every() | Some():
            leaves = (each for each in walk_conditions(condition) if isinstance(each, Leaf))
            yield from (None for _ in leaves)


def is_of_items(criterion: Criterion, number: int) -> bool:
    """Whether the comparison of that number, from 1, is asked of the items of a list."""
    turned = [
        each
        for whole in (criterion.applies, criterion.require)
        if whole is not None
        for each in _turned_round(whole)
    ]
    return turned[number - 1] is None


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
