"""The questions that each criterion depends on, directly or through derived values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from authorisation.engine.program.program import Program, criteria_needed
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
    for reference in program.references_of(plan):
        if reference.question:
            yield reference.question
    for needed in criteria_needed(plan):
        yield from criterion_questions(needed, program)
