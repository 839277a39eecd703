"""The values that a step looked at, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable

from authorisation.engine.evidence_basis import evidence_of, level_of, support
from authorisation.engine.plans.plan import (
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Reference,
    RefPlan,
)
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Origins, Step
from authorisation.feel.values.values import ABSENT, Value
from authorisation.model.rules import OURS, UNSOURCED, Dated, RuleSet, Standing
from authorisation.model.value import Level


def seen(step: Step, assessment: Assessment, program: Program) -> tuple[Origins, ...]:
    """List the values that a leaf compared, or an `every` or `some` ran over; else empty."""
    match step.plan:
        case LeafPlan(references=looked_at) | ItemsPlan(references=looked_at):
            return _origins(looked_at, step, assessment, program)
        case GroupPlan() | RefPlan():
            return ()


def basis(step: Step, assessment: Assessment, program: Program) -> Level | None:
    """Give the level of the evidence behind a verdict; None where it rests on no answer."""
    found = support(step, assessment.submission, program)
    return None if found is None else found.level


def standing_of(rules: RuleSet, source: str, given: Standing | None = None) -> str:
    """Give the standing of a citation in words; `unsourced` and `ours` stand for themselves."""
    if given is not None:
        return given.value
    if source in (UNSOURCED, OURS):
        return source
    cited = rules.sources.get(source.partition("#")[0])
    return cited.standing.value if cited else UNSOURCED


def _origins(
    looked_at: Iterable[Reference], step: Step, assessment: Assessment, program: Program
) -> tuple[Origins, ...]:
    return tuple(_origin(reference, step, assessment, program) for reference in looked_at)


def _origin(reference: Reference, step: Step, assessment: Assessment, program: Program) -> Origins:
    value = _value(reference.name, step)
    match reference.origin:
        case Origin.PARAMETER:
            return _parameter(reference.name, value, assessment, program)
        case Origin.DERIVED:
            return Origins(
                reference.name,
                reference.origin.value,
                value,
                program.rules.derived[reference.name].unit,
                of=_origins(program.derived_references[reference.name], step, assessment, program),
            )
        case Origin.ANSWER | Origin.ITEM:
            return _answer(reference, value, assessment, program)
        case Origin.SITUATION:
            return Origins(reference.name, reference.origin.value, value)


def _value(name: str, step: Step) -> Value:
    """Follow a dotted name through the step's own scope; a list gives the list."""
    value: Value = step.scope
    for part in name.split("."):
        if not isinstance(value, dict):
            return value
        value = value.get(part)
    return value


def _parameter(name: str, value: Value, assessment: Assessment, program: Program) -> Origins:
    parameter = program.rules.parameters[name]
    entry: Dated = program.on(assessment.dated_on).dated[name]
    overridden = name in assessment.overrides
    return Origins(
        name,
        Origin.PARAMETER.value,
        value,
        parameter.unit,
        since=None if overridden else entry.since,
        source="set for this run" if overridden else entry.source,
        standing="" if overridden else standing_of(program.rules, entry.source, entry.standing),
        contested=tuple((other.value, other.source) for other in entry.contested),
        overridden=overridden,
    )


def _answer(
    reference: Reference, value: Value, assessment: Assessment, program: Program
) -> Origins:
    question = program.rules.bank.get(reference.question)
    rest = reference.name.split(".")[1:] if reference.origin is Origin.ITEM else ()
    for name in rest:
        question = question.each.get(name) if question else None
    missing = isinstance(value, ABSENT)
    level = level_of(reference.question, assessment.submission) if reference.question else None
    evidence = evidence_of(reference.question, assessment.submission)
    return Origins(
        reference.name,
        reference.origin.value,
        value,
        question.unit if question else "",
        reference.question,
        "not answered" if missing else level.name.lower() if level is not None else "",
        _cited(evidence.document, evidence.where) if evidence and not missing else "",
    )


def _cited(document: str, where: str) -> str:
    return f"{document}, {where}" if where else document
