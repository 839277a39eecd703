"""Whether a value that a rule looks at is a personal answer, or is worked out from one."""

from __future__ import annotations

from authorisation.engine.plans.plan import Origin, Reference
from authorisation.engine.program.program import Program
from authorisation.engine.results import Provenance
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet


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
