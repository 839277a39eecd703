"""The questions that each criterion depends on, directly or through derived values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from authorisation.engine.plans.plan import CriterionPlan
from authorisation.engine.program.program import Program, criteria_needed
from authorisation.feel.syntax.parse import parse
from authorisation.feel.syntax.tree import Name, Path, walk_nodes
from authorisation.forms.sections import QuestionWeight
from authorisation.model.rules import RuleSet, Severity


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


def with_fields_read(rules: RuleSet, program: Program, day: date) -> RuleSet:
    """The rules with those fields of entries of lists alone that gates may read on a day.

    A field counts as read where its name stands in a test of a gate; what names the entries stays.
    """
    gates = [plan for plan in program.criteria if plan.criterion.severity_on(day) is Severity.GATE]
    names = {name for plan in gates for name in _names_in(plan, program)}
    return replace(
        rules,
        questions={
            path: replace(question, each=each)
            if (each := {n: f for n, f in question.each.items() if n in {*names, question.name_by}})
            else question
            for path, question in rules.questions.items()
        },
    )


def _names_in(plan: CriterionPlan, program: Program) -> Iterator[str]:
    """Yield every name in the tests of a criterion, and of those that it refers to."""
    derived = {each.derived.name: each.value for each in program.derived}
    tests = [parse(formula.text) for formula in plan.criterion.formulas]
    tests += [derived[r.name].syntax for r in program.references_of(plan) if r.name in derived]
    for test in tests:
        for node in walk_nodes(test):
            if isinstance(node, Name | Path):
                yield node.name
    for needed in criteria_needed(plan):
        yield from _names_in(next(p for p in program.criteria if p.id == needed), program)


def criterion_questions(criterion: str, program: Program) -> Iterator[str]:
    """Yield the paths of the questions that a criterion depends on; a path may come twice."""
    plan = next(plan for plan in program.criteria if plan.criterion.id == criterion)
    for reference in program.references_of(plan):
        if reference.question:
            yield reference.question
    for needed in criteria_needed(plan):
        yield from criterion_questions(needed, program)
