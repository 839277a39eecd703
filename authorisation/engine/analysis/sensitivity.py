"""Sensitivity to parameters that the sources dispute: verdicts and outcomes that change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authorisation.engine.assess import derive, judged_again
from authorisation.engine.outcomes import Table
from authorisation.engine.plans.binding import plain
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Origin, Plan, Reference
from authorisation.engine.program.program import Program, criteria_needed
from authorisation.engine.results import Assessment, Finding, Turn


def contested(assessment: Assessment, program: Program) -> tuple[str, ...]:
    """Give the names of the contested parameters in use on that day, in the rules' order."""
    used = _used(program)
    dated = program.on(assessment.dated_on, assessment.overrides).dated
    return tuple(name for name, entry in dated.items() if entry.contested and name in used)


def turns(program: Program, assessment: Assessment) -> tuple[Turn, ...]:
    """Give the alternative values of contested parameters that change an outcome or a verdict.

    Only the criteria that look at the figure are judged anew. A parameter that was set for this
    run is left as it was set.
    """
    settings = program.on(assessment.dated_on)
    table = Table(program, settings, assessment)
    found = []
    for name in contested(assessment, program):
        if name in assessment.overrides:
            continue
        looking = _looking(name, program)
        for alternative in settings.dated[name].contested:
            scope = {**assessment.scope, name: plain(alternative.value)}
            derive(program, scope)
            again = judged_again(program, assessment, scope, looking)
            changed = _changed(assessment, again)
            outcomes = table.rows_if(
                {at: again[f.criterion.id] for at, f in _places(assessment, again)}, scope
            )
            moves = outcomes != assessment.outcome_ids
            if changed or moves:
                value, source = alternative.value, alternative.source
                found.append(Turn(name, value, source, outcomes, changed, moves))
    return tuple(found)


def _places(assessment: Assessment, again: Mapping[str, Finding]) -> list[tuple[int, Finding]]:
    return [(at, f) for at, f in enumerate(assessment.findings) if f.criterion.id in again]


def _changed(before: Assessment, after: Mapping[str, Finding]) -> tuple[tuple[str, str], ...]:
    """Give the criteria whose verdict changes, each with its new verdict."""
    return tuple(
        (finding.criterion.id, after[finding.criterion.id].verdict.value)
        for _, finding in _places(before, after)
        if finding.verdict is not after[finding.criterion.id].verdict
    )


def _looking(parameter: str, program: Program) -> frozenset[str]:
    """Give the ids of the criteria that look at a parameter, or rest on one that does."""
    found: set[str] = set()
    for plan in program.criteria:
        parts = (plan.applies, plan.require)
        names = {reference.name for part in parts for reference in _parameters(part, program)}
        if parameter in names or not found.isdisjoint(criteria_needed(plan)):
            found.add(plan.id)
    return frozenset(found)


def _used(program: Program) -> frozenset[str]:
    names = set()
    for criterion in program.criteria:
        for plan in (criterion.applies, criterion.require):
            names |= {r.name for r in _parameters(plan, program)}
    return frozenset(names)


def _parameters(plan: Plan | None, program: Program) -> Iterator[Reference]:
    match plan:
        case LeafPlan(references=looked_at):
            yield from _through(looked_at, program)
        case ItemsPlan(references=looked_at, body=body):
            yield from _through(looked_at, program)
            yield from _parameters(body, program)
        case GroupPlan(parts=parts):
            for part in parts:
                yield from _parameters(part, program)
        case _:
            return


def _through(looked_at: tuple[Reference, ...], program: Program) -> Iterator[Reference]:
    for reference in looked_at:
        if reference.origin is Origin.PARAMETER:
            yield reference
        elif reference.origin is Origin.DERIVED:
            yield from _through(program.derived_references[reference.name], program)
