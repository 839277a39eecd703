"""Which figures and which questions each criterion rests on."""

from __future__ import annotations

from collections.abc import Iterator

from authorisation.engine.plans.plan import (
    CriterionPlan,
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Plan,
    Reference,
)
from authorisation.engine.plans.references import SymbolTable, references_in
from authorisation.engine.program.program import Program


def criterion_references(plan: CriterionPlan, program: Program) -> tuple[Reference, ...]:
    """What a criterion looks at, each once; figures worked out are followed to their own."""
    found = [
        each
        for part in (plan.applies, plan.require)
        if part is not None
        for each in _direct(part, program)
    ]
    return tuple(dict.fromkeys(_followed(found, program, frozenset())))


def uses(program: Program) -> dict[str, tuple[str, ...]]:
    """For every parameter, the criteria that rest on it, in the order of the rules."""
    by_id = {plan.id: plan for plan in program.criteria}
    found: dict[str, dict[str, None]] = {name: {} for name in program.rules.parameters}
    for criterion in program.rules.criteria:
        for reference in criterion_references(by_id[criterion], program):
            if reference.origin is Origin.PARAMETER:
                found[reference.name][criterion] = None
    return {name: tuple(criteria) for name, criteria in found.items()}


def _direct(plan: Plan, program: Program) -> Iterator[Reference]:
    match plan:
        case LeafPlan():
            yield from plan.references
        case ItemsPlan():
            yield from plan.references
            yield from _direct(plan.body, program)
        case GroupPlan():
            if plan.n is not None:
                rules = program.rules
                names = SymbolTable(rules.questions, rules.parameters, rules.derived, {})
                yield from references_in(plan.n.syntax, names)
            for part in plan.parts:
                yield from _direct(part, program)


def _followed(
    found: list[Reference] | tuple[Reference, ...], program: Program, within: frozenset[str]
) -> Iterator[Reference]:
    for reference in found:
        yield reference
        if reference.origin is Origin.DERIVED and reference.name not in within:
            below = program.derived_references.get(reference.name, ())
            yield from _followed(below, program, within | {reference.name})
