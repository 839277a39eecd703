"""Sensitivity to parameters that the sources dispute: verdicts and outcomes that change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authorisation.engine.assess import add_derived_values, rejudge
from authorisation.engine.outcomes import OutcomeTable
from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Origin, Plan, Reference
from authorisation.engine.program.program import Program, criteria_needed
from authorisation.engine.results import Assessment, ChangedVerdict, Finding, Sensitivity


def contested_parameters(assessment: Assessment, program: Program) -> tuple[str, ...]:
    """Give the names of the contested parameters in use on that day, in the rules' order."""
    used = _parameters_used(program)
    dated = program.on(assessment.dated_on, assessment.overrides).dated
    return tuple(name for name, entry in dated.items() if entry.contested and name in used)


def sensitivities(program: Program, assessment: Assessment) -> tuple[Sensitivity, ...]:
    """Give the alternative values of contested parameters that change an outcome or a verdict.

    Only the criteria that look at the figure are judged anew. A parameter that was set for this
    run is left as it was set.
    """
    settings = program.on(assessment.dated_on)
    table = OutcomeTable(program, settings, assessment)
    found = []
    for name in contested_parameters(assessment, program):
        if name in assessment.overrides:
            continue
        criteria = _criteria_using(name, program)
        for alternative in settings.dated[name].contested:
            scope = {**assessment.scope, name: feel_value(alternative.value)}
            add_derived_values(program, scope)
            rejudged = rejudge(program, assessment, scope, criteria)
            changed = _changed_verdicts(assessment, rejudged)
            outcomes = table.rows_if(
                {at: rejudged[f.criterion.id] for at, f in _positions(assessment, rejudged)}, scope
            )
            changes_outcome = outcomes != assessment.outcome_ids
            if changed or changes_outcome:
                value, source = alternative.value, alternative.source
                found.append(Sensitivity(name, value, source, outcomes, changed, changes_outcome))
    return tuple(found)


def _positions(
    assessment: Assessment, rejudged: Mapping[str, Finding]
) -> list[tuple[int, Finding]]:
    return [(at, f) for at, f in enumerate(assessment.findings) if f.criterion.id in rejudged]


def _changed_verdicts(
    before: Assessment, after: Mapping[str, Finding]
) -> tuple[ChangedVerdict, ...]:
    """Give the criteria whose verdict changes, each with its new verdict."""
    return tuple(
        ChangedVerdict(finding.criterion.id, after[finding.criterion.id].verdict)
        for _, finding in _positions(before, after)
        if finding.verdict is not after[finding.criterion.id].verdict
    )


def _criteria_using(parameter: str, program: Program) -> frozenset[str]:
    """Give the ids of the criteria that look at a parameter, or rest on one that does."""
    found: set[str] = set()
    for plan in program.criteria:
        parts = (plan.applies, plan.require)
        names = {
            reference.name for part in parts for reference in _parameter_references(part, program)
        }
        if parameter in names or not found.isdisjoint(criteria_needed(plan)):
            found.add(plan.id)
    return frozenset(found)


def _parameters_used(program: Program) -> frozenset[str]:
    names = set()
    for criterion in program.criteria:
        for plan in (criterion.applies, criterion.require):
            names |= {r.name for r in _parameter_references(plan, program)}
    return frozenset(names)


def _parameter_references(plan: Plan | None, program: Program) -> Iterator[Reference]:
    match plan:
        case LeafPlan(references=references):
            yield from _expand_derived(references, program)
        case ItemsPlan(references=references, body=body):
            yield from _expand_derived(references, program)
            yield from _parameter_references(body, program)
        case GroupPlan(parts=parts):
            for part in parts:
                yield from _parameter_references(part, program)
        case _:
            return


def _expand_derived(references: tuple[Reference, ...], program: Program) -> Iterator[Reference]:
    for reference in references:
        if reference.origin is Origin.PARAMETER:
            yield reference
        elif reference.origin is Origin.DERIVED:
            yield from _expand_derived(program.derived_references[reference.name], program)
