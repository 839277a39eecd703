"""The questions that each criterion depends on, directly or through derived values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from authorisation.engine.plans.plan import GroupPlan, ItemsPlan, LeafPlan, Plan, Reference, RefPlan
from authorisation.engine.program.program import Program
from authorisation.forms.sections import QuestionWeight
from authorisation.model.rules import Severity


def question_weights(program: Program, day: date) -> dict[str, QuestionWeight]:
    """The weight of each question, by path: that of the gravest criterion that depends on it.

    `day` decides the severities.
    """
    by_path: dict[str, QuestionWeight] = {}
    for severity in Severity:
        for plan in program.criteria:
            if plan.criterion.severity_on(day) is severity:
                weight = QuestionWeight(severity=severity, domain=plan.criterion.domain)
                for path in criterion_questions(plan.criterion.id, program):
                    by_path.setdefault(path, weight)
    return by_path


def criterion_questions(criterion: str, program: Program) -> Iterator[str]:
    """Yield the paths of the questions that a criterion depends on; a path may come twice."""
    plan = next(plan for plan in program.criteria if plan.criterion.id == criterion)
    for part in (plan.applies, plan.require):
        if part is not None:
            yield from _questions(part, program)


def _questions(plan: Plan, program: Program) -> Iterator[str]:
    match plan:
        case LeafPlan(references=references):
            yield from _paths(references, program)
        case GroupPlan(parts=parts):
            for part in parts:
                yield from _questions(part, program)
        case ItemsPlan(references=references, body=body):
            yield from _paths(references, program)
            yield from _questions(body, program)
        case RefPlan(condition=condition):
            yield from criterion_questions(condition.criterion, program)


def _paths(references: Iterable[Reference], program: Program) -> Iterator[str]:
    for reference in references:
        if reference.question:
            yield reference.question
        yield from _paths(program.derived_references.get(reference.name, ()), program)
