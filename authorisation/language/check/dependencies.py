"""What rules rest on: in which order, and how deep, so that every walk through it ends in time."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from authorisation.language.check.conditions import RuleProblems
from authorisation.model.condition import Condition, CriterionRef, parts_of
from authorisation.model.rules import RuleSet


def topological_order(
    needs: Mapping[str, AbstractSet[str]],
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Sort names so that each comes after those it needs, and give the cycles found.

    A cycle starts and ends with the name that the files give first; its names are left out of the
    order.
    """
    left = {name: set(others) & needs.keys() for name, others in needs.items()}
    cycles: list[tuple[str, ...]] = []
    while True:
        sorter = graphlib.TopologicalSorter(left)
        try:
            return [name for name in sorter.static_order() if name in left], cycles
        except graphlib.CycleError as error:
            names = error.args[1][:0:-1]
            start = names.index(min(names, key=list(needs).index))
            cycles.append((*names[start:], *names[:start], names[start]))
            left = {n: others - set(names) for n, others in left.items() if n not in names}


DEEPEST: Final = 100
"""Conditions within each other, those of the criteria referred to included; each is a few calls
on Python's stack, which holds a thousand."""

WIDEST: Final = 1_000
"""Figures that one derived value is worked out from, each counted wherever it is used."""


def check_criteria_depth(rules: RuleSet, order: Iterable[str], problems: RuleProblems) -> None:
    """Enter the first criterion that rests on others through too many steps.

    `order` has each criterion after those that it refers to.
    """
    depths_by_criterion: dict[str, int] = {}
    for name in order:
        criterion = rules.criteria[name]
        conditions = [part for part in (criterion.applies, criterion.require) if part is not None]
        depths_by_criterion[name] = max(
            (_depth(part, depths_by_criterion) for part in conditions), default=0
        )
        if depths_by_criterion[name] > DEEPEST:
            message = f"`{name}` leads through more than {DEEPEST} conditions within each other"
            help_ = "refer to fewer criteria that refer to others in turn"
            problems.wrong(criterion.at, message, help_)
            return


def _depth(condition: Condition, depths_by_criterion: Mapping[str, int]) -> int:
    if isinstance(condition, CriterionRef):
        return 1 + depths_by_criterion.get(condition.criterion, 0)
    parts = parts_of(condition)
    return 1 + max((_depth(part, depths_by_criterion) for part in parts), default=0)


def check_derived_depth(
    rules: RuleSet,
    needs: Mapping[str, AbstractSet[str]],
    order: Iterable[str],
    problems: RuleProblems,
) -> None:
    """Enter the first derived value that is worked out from too many others.

    `order` has each derived value after those that it needs.
    """
    depths: dict[str, int] = {}
    counts: dict[str, int] = {}
    for name in order:
        used = [other for other in needs[name] if other in depths]
        depths[name] = 1 + max((depths[other] for other in used), default=0)
        counts[name] = 1 + sum(counts[other] for other in used)
        at = rules.derived[name].value.at
        if depths[name] > DEEPEST:
            message = f"`{name}` rests on derived values more than {DEEPEST} deep"
            problems.wrong(at, message, "work it out from fewer derived values")
            return
        if counts[name] > WIDEST:
            message = f"`{name}` rests on derived values more than {WIDEST:,} times in all"
            problems.wrong(at, message, "work it out from fewer derived values")
            return
