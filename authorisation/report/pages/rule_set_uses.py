"""Which figures and which questions each criterion rests on."""

from __future__ import annotations

from authorisation.engine.plans.plan import CriterionPlan, Origin, Reference
from authorisation.engine.program.program import Program


def criterion_references(plan: CriterionPlan, program: Program) -> tuple[Reference, ...]:
    """What a criterion looks at, each once; figures worked out are followed to their own."""
    return tuple(dict.fromkeys(program.references_of(plan)))


def uses(program: Program) -> dict[str, tuple[str, ...]]:
    """For every parameter, the criteria that rest on it, in the order of the rules."""
    by_id = {plan.id: plan for plan in program.criteria}
    found: dict[str, dict[str, None]] = {name: {} for name in program.rules.parameters}
    for criterion in program.rules.criteria:
        for reference in criterion_references(by_id[criterion], program):
            if reference.origin is Origin.PARAMETER:
                found[reference.name][criterion] = None
    return {name: tuple(criteria) for name, criteria in found.items()}
