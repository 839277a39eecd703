"""The terms of criteria: all that a verdict can come from, without words, sources and places.

Criteria of equal terms come to the same verdict on every application: nothing has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from authorisation.engine.plans.plan import (
    GroupPlan,
    ItemsPlan,
    LeafPlan,
    Origin,
    Plan,
    Reference,
    RefPlan,
    SymbolTable,
    references_in,
)
from authorisation.engine.program.program import Program
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.syntax.parse import parse
from authorisation.feel.syntax.tree import mentions
from authorisation.model.question import Question
from authorisation.model.rules import Criterion, Parameter, RuleSet, Severity

Terms: TypeAlias = "tuple[object, ...]"
_NONE: Final[Terms] = ()


class RowTerms(Struct, frozen=True):
    """All that it can come from whether a row of the outcome table applies."""

    outcome: str
    when: syntax.Node
    names: Terms
    reads_findings: bool


class CriteriaTerms:
    """The terms of the criteria of a rule set, and of the rows of its outcome table."""

    def __init__(self, program: Program, day: date | None = None) -> None:
        """`program` has rules as they are on one day; `day` is that of assessment, if it counts."""
        self._program = program
        self._day = day
        rules = program.rules
        self._symbols = SymbolTable(rules.questions, rules.parameters, rules.derived)
        self._plans = {plan.id: plan for plan in program.criteria}
        self.criterion = cache(self._criterion)

    @property
    def rules(self) -> RuleSet:
        """The rules that these are the terms of."""
        return self._program.rules

    def _criterion(self, identifier: str) -> Terms:
        """The terms of one criterion, with those of all that it looks at."""
        plan = self._plans[identifier]
        criterion = plan.criterion
        grades = criterion.judgement.grades if criterion.judgement else {}
        looked_at = self._program.references_of(plan)
        return (
            criterion.scope,
            tuple(sorted((grade, verdict.value) for grade, verdict in grades.items())),
            self._condition(plan.applies),
            self._condition(plan.require),
            self._names(looked_at),
        )

    def row(self, place: int) -> RowTerms:
        """The terms of one row of the outcome table, with those of the answers that it reads."""
        plan = self._program.outcomes[place]
        looked_at = self._program.expand(references_in(plan.when.syntax, self._symbols))
        names = self._names(looked_at)
        reads_findings = mentions(plan.when.syntax, "findings")
        return RowTerms(plan.row.id, plan.when.syntax, names, reads_findings)

    def weight(self, identifier: str) -> tuple[Severity, str]:
        """The severity and the domain of a criterion, which outcomes read beside its verdict."""
        criterion = self.rules.criteria[identifier]
        return criterion.severities[0].severity, criterion.domain

    def _names(self, references: Iterable[Reference]) -> Terms:
        """The terms behind each name: values of a figure, an answer's type, a formula, a day."""
        found: dict[str, object] = {}
        for reference in references:
            match reference.origin:
                case Origin.PARAMETER:
                    figure = self.rules.parameters[reference.name]
                    found[reference.name] = (
                        figure.type,
                        figure.unit,
                        tuple((each.setting, each.value) for each in figure.values),
                    )
                case Origin.DERIVED:
                    derived = self.rules.derived[reference.name]
                    found[reference.name] = (derived.unit, parse(derived.value.text))
                case Origin.SITUATION if reference.name == "as_of":
                    found[reference.name] = self._day
                case _ if reference.question:
                    found[reference.question] = _question(self.rules.bank[reference.question])
        return tuple(sorted(found.items(), key=lambda each: each[0]))

    def _condition(self, plan: Plan | None) -> Terms:
        match plan:
            case None:
                return _NONE
            case LeafPlan():
                return ("leaf", plan.test.syntax)
            case RefPlan(condition=condition):
                return ("criterion", self.criterion(condition.criterion))
            case ItemsPlan():
                kind = type(plan.condition).__name__
                body = self._condition(plan.body)
                return (kind, plan.condition.item, plan.within.syntax, body)
            case GroupPlan():
                kind, n = type(plan.condition).__name__, plan.n.syntax if plan.n else None
                return (kind, n, tuple(map(self._condition, plan.parts)))


def as_in_force(rules: RuleSet, day: date) -> RuleSet:
    """The rules with the values and severities of a day alone, as if they had always held.

    A figure without a value yet keeps those that are to come.
    """
    figures = {name: _figure(each, day) for name, each in rules.parameters.items()}
    criteria = {name: _criterion(each, day) for name, each in rules.criteria.items()}
    return replace(rules, parameters=MappingProxyType(figures), criteria=MappingProxyType(criteria))


def _figure(figure: Parameter, day: date) -> Parameter:
    entry = figure.on(day)
    if entry is None:
        return figure
    return replace(figure, values=(replace(entry, since=date.min),))


def _criterion(criterion: Criterion, day: date) -> Criterion:
    begun = [entry for entry in criterion.severities if entry.since <= day]
    entry = (begun or criterion.severities)[-1 if begun else 0]
    return replace(criterion, severities=(replace(entry, since=date.min),))


def asking_alike(old: RuleSet, new: RuleSet) -> RuleSet:
    """The older rules with the newer wording of each question that takes the same answers.

    Whether it wants evidence is of no account: it is for answers that have theirs.
    """

    def alike(questions: Mapping[str, Question]) -> Mapping[str, Question]:
        return MappingProxyType({path: now(each) for path, each in questions.items()})

    def now(question: Question) -> Question:
        other = new.bank.get(question.path)
        if other is None:
            return question
        return other if _answers_to(question) == _answers_to(other) else question

    return replace(old, bank=alike(old.bank), questions=alike(old.questions))


def _question(question: Question) -> Terms:
    return (*_answers_to(question), bool(question.evidence))


def _answers_to(question: Question) -> Terms:
    """The terms of the answers that a question may have."""
    return (
        question.path,
        question.type,
        question.unit,
        question.minimum,
        question.maximum,
        question.decimals,
        bool(question.none),
        question.of,
        question.max_items,
        question.name_by,
        tuple((name, _answers_to(field)) for name, field in question.each.items()),
    )
