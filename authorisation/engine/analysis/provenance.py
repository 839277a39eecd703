"""The values that a step looked at, and where each came from."""

from __future__ import annotations

from collections.abc import Iterable

from authorisation.engine.evidence import answer_evidence, evidence_level, evidence_support
from authorisation.engine.plans.plan import (
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Reference,
    RefPlan,
)
from authorisation.engine.program.program import Program
from authorisation.engine.results import Assessment, Provenance, Step
from authorisation.feel.values.values import ABSENT, Value
from authorisation.model.question import Question
from authorisation.model.rules import OURS, UNSOURCED, DatedValue, RuleSet, Standing
from authorisation.model.value import EvidenceLevel


def step_provenance(step: Step, assessment: Assessment, program: Program) -> tuple[Provenance, ...]:
    """List the values that a leaf compared, or an `every` or `some` ran over; else empty."""
    match step.plan:
        case LeafPlan(references=references) | ItemsPlan(references=references):
            return _provenances(references, step, assessment, program)
        case GroupPlan() | RefPlan():
            return ()


def support_level(step: Step, assessment: Assessment, program: Program) -> EvidenceLevel | None:
    """Give the level of the evidence behind a verdict; None where it rests on no answer."""
    found = evidence_support(step, assessment.counted, program)
    return None if found is None else found.level


def citation_standing(rules: RuleSet, source: str, given: Standing | None = None) -> str:
    """Give the standing of a citation in words; `unsourced` and `ours` stand for themselves."""
    if given is not None:
        return given.value
    if source in (UNSOURCED, OURS):
        return source
    cited = rules.sources.get(source.partition("#")[0])
    return cited.standing.value if cited else UNSOURCED


def _provenances(
    references: Iterable[Reference], step: Step, assessment: Assessment, program: Program
) -> tuple[Provenance, ...]:
    return tuple(_provenance(reference, step, assessment, program) for reference in references)


def _provenance(
    reference: Reference, step: Step, assessment: Assessment, program: Program
) -> Provenance:
    value = _value_in_scope(reference.name, step)
    match reference.origin:
        case Origin.PARAMETER:
            return _parameter_provenance(reference.name, value, assessment, program)
        case Origin.DERIVED:
            return Provenance(
                reference.name,
                reference.origin,
                value,
                program.rules.derived[reference.name].unit,
                of=_provenances(
                    program.derived_references[reference.name], step, assessment, program
                ),
            )
        case Origin.ANSWER | Origin.ITEM:
            return _answer_provenance(reference, value, assessment, program)
        case Origin.SITUATION:
            return Provenance(reference.name, reference.origin, value)


def _value_in_scope(name: str, step: Step) -> Value:
    """Follow a dotted name through the step's own scope; a list gives the list."""
    value: Value = step.scope
    for part in name.split("."):
        if not isinstance(value, dict):
            return value
        value = value.get(part)
    return value


def _parameter_provenance(
    name: str, value: Value, assessment: Assessment, program: Program
) -> Provenance:
    parameter = program.rules.parameters[name]
    entry: DatedValue = program.on(assessment.dated_on).dated[name]
    overridden = name in assessment.overrides
    return Provenance(
        name,
        Origin.PARAMETER,
        value,
        parameter.unit,
        since=None if overridden else entry.since,
        source="set for this run" if overridden else entry.source,
        standing=""
        if overridden
        else citation_standing(program.rules, entry.source, entry.standing),
        contested=tuple((other.value, other.source) for other in entry.contested),
        overridden=overridden,
    )


def _answer_provenance(
    reference: Reference, value: Value, assessment: Assessment, program: Program
) -> Provenance:
    question = program.rules.bank.get(reference.question)
    if reference.origin is Origin.ITEM:
        question = question_behind(reference, program.rules)
    missing = isinstance(value, ABSENT)
    level = evidence_level(reference.question, assessment.counted) if reference.question else None
    evidence = answer_evidence(reference.question, assessment.counted)
    return Provenance(
        reference.name,
        reference.origin,
        value,
        question.unit if question else "",
        reference.question,
        "not answered" if missing else level.word if level is not None else "",
        evidence.citation if evidence and not missing else "",
    )


def question_behind(looked_at: Reference | Provenance, rules: RuleSet) -> Question | None:
    """The question behind a value, of an entry's field that field's own; None if there is none."""
    question = rules.bank.get(looked_at.question)
    if looked_at.origin == Origin.ITEM:
        rest = looked_at.name.split(".")[1:]
    else:
        rest = [part for part in looked_at.name.removeprefix(looked_at.question).split(".") if part]
    for name in rest:
        question = question.each.get(name) if question else None
    return question


def is_personal(looked_at: Reference | Provenance, program: Program) -> bool:
    """Whether a value is a personal answer or is derived from one."""
    if looked_at.origin == Origin.DERIVED:
        behind = program.derived_references[looked_at.name]
        return any(is_personal(each, program) for each in behind)
    if looked_at.origin not in (Origin.ANSWER, Origin.ITEM):
        return False
    question = question_behind(looked_at, program.rules)
    return question is None or question.personal
