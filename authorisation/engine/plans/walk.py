"""What a criterion's plan rests on: other criteria, and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from authorisation.engine.plans.plan import (
    CriterionPlan,
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Plan,
    Reference,
    RefPlan,
)

DerivedReferences = Mapping[str, tuple[Reference, ...]]
"""What each derived value looks at, by its name."""


def criteria_needed(plan: CriterionPlan) -> list[str]:
    """Give the ids of the criteria that one refers to, in `require` or `applies`."""
    return [part.condition.criterion for part in _parts_of(plan) if isinstance(part, RefPlan)]


def plans_by_parameter(
    plans: Iterable[CriterionPlan], derived: DerivedReferences
) -> dict[str, tuple[CriterionPlan, ...]]:
    """Give the criteria that look at each parameter or rest on one that does, in their order.

    `plans` holds each after the criteria that it rests on.
    """
    found: dict[str, list[CriterionPlan]] = {}
    parameters: dict[str, set[str]] = {}
    for plan in plans:
        names = set(_parameters_in(plan, derived))
        names.update(*(parameters[needed] for needed in criteria_needed(plan)))
        parameters[plan.id] = names
        for name in names:
            found.setdefault(name, []).append(plan)
    return {name: tuple(using) for name, using in found.items()}


def _parts_of(plan: CriterionPlan) -> Iterator[Plan]:
    """Yield every condition of a criterion, those inside others too."""
    waiting = [part for part in (plan.require, plan.applies) if part is not None]
    while waiting:
        part = waiting.pop()
        yield part
        match part:
            case GroupPlan(parts=parts):
                waiting.extend(reversed(parts))
            case ItemsPlan(body=body):
                waiting.append(body)
            case LeafPlan() | RefPlan():
                pass


def _parameters_in(plan: CriterionPlan, derived: DerivedReferences) -> Iterator[str]:
    for part in _parts_of(plan):
        if isinstance(part, LeafPlan | ItemsPlan):
            yield from _parameters_behind(part.references, derived)


def _parameters_behind(
    references: Iterable[Reference], derived: DerivedReferences
) -> Iterator[str]:
    for reference in references:
        if reference.origin is Origin.PARAMETER:
            yield reference.name
        elif reference.origin is Origin.DERIVED:
            yield from _parameters_behind(derived[reference.name], derived)
