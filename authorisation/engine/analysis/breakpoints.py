"""The figures around which an answer can change a verdict: those that a test holds it against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from authorisation.engine.plans.plan import (
    CriterionPlan,
    GroupPlan,
    LeafPlan,
    Origin,
    Reference,
    RefPlan,
    walk,
)
from authorisation.engine.program.program import Program
from authorisation.feel.closures.expression import Expression
from authorisation.feel.syntax import tree as syntax
from authorisation.feel.temporal.kinds import DAY_NANOSECONDS, Date, DaysTime, YearsMonths
from authorisation.feel.temporal.text import parse_temporal
from authorisation.model.rules import RuleSet
from authorisation.model.value import Answer, Duration, Items

Figure: TypeAlias = Decimal | date | Duration


def breakpoints(
    program: Program, overrides: Mapping[str, Answer] = MappingProxyType({})
) -> Mapping[str, frozenset[Figure]]:
    """For each question that tests look at, the figures that stand in the same tests.

    Those are the numbers, days and lengths of time written there, and every value of a parameter
    that is named there: of each day, those that other sources have for it, and what `overrides` set
    for it. A list has those of the tests on its items. Which of them an answer is really held
    against is not worked out.
    """
    found: dict[str, set[Figure]] = {}
    rules = program.rules
    values = {name: set(parameter_figures(name, rules, overrides)) for name in rules.parameters}
    for expressions, references in _tests(program):
        figures = {figure for each in expressions for figure in written_figures(each.syntax)}
        for reference in references:
            if reference.origin is Origin.PARAMETER:
                figures |= values[reference.name]
        for reference in references:
            if reference.question:
                found.setdefault(reference.question, set()).update(figures)
    return {path: frozenset(figures) for path, figures in found.items()}


def comparisons(
    criteria: Iterable[CriterionPlan], program: Program
) -> Iterator[tuple[LeafPlan, tuple[str, ...]]]:
    """Yield each comparison of some criteria, with the questions that it looks at."""
    for criterion in criteria:
        for plan in walk(criterion.applies, criterion.require):
            if isinstance(plan, LeafPlan) and plan.operator:
                references = program.expand(plan.references)
                yield plan, tuple(dict.fromkeys(r.question for r in references if r.question))


def _tests(program: Program) -> Iterator[tuple[tuple[Expression, ...], tuple[Reference, ...]]]:
    """Yield the expressions of each test with all that they look at."""
    derived = {plan.derived.name: plan.value for plan in program.derived}
    for criterion in program.criteria:
        for plan in walk(criterion.applies, criterion.require):
            if isinstance(plan, RefPlan):
                continue
            references = tuple(program.expand(plan.references))
            behind = tuple(derived[r.name] for r in references if r.name in derived)
            match plan:
                case LeafPlan(test=test):
                    yield (test, *behind), references
                case GroupPlan(n=number):
                    yield (*([number] if number else ()), *behind), references
                case _:
                    yield (plan.within, *behind), references


def parameter_figures(
    name: str, rules: RuleSet, overrides: Mapping[str, Answer]
) -> Iterator[Figure]:
    """Yield every value of a parameter: of each day, of other sources, and what is set for it."""
    if name in overrides:
        yield from _answer_figures(overrides[name])
    for entry in rules.parameters[name].values:
        for value in (entry.value, *(other.value for other in entry.contested)):
            yield from _answer_figures(value)


def _answer_figures(value: Answer) -> Iterator[Figure]:
    if isinstance(value, Decimal | date | Duration):
        yield value
    elif isinstance(value, Items):
        for item in value.items:
            yield from _answer_figures(item)


def written_figures(node: syntax.Node) -> Iterator[Figure]:
    """Yield the numbers, days and lengths of time that a formula writes."""
    for part in syntax.walk_nodes(node):
        match part:
            case syntax.Literal(value=Decimal() as number):
                yield number
            case syntax.Negation(of=syntax.Literal(value=Decimal() as number)):
                yield -number
            case syntax.AtLiteral(text=text):
                yield from _temporal_figures(text)
            case syntax.Call(
                function=syntax.Name(name="date" | "duration"),
                positional=(syntax.Literal(value=str() as text),),
            ):
                yield from _temporal_figures(text)


def _temporal_figures(text: str) -> Iterator[Figure]:
    match parse_temporal(text):
        case Date(year=year, month=month, day=day) if year > 0:
            yield date(year, month, day)
        case YearsMonths(months=months) if months >= 0:
            yield Duration(months=months)
        case DaysTime(nanoseconds=length) if length >= 0:
            yield Duration(days=length // DAY_NANOSECONDS)
