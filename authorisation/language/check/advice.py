"""Advice on rules that may be used as they are: tests that may be null, unused figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.feel.syntax import tree as syntax
from authorisation.language.check.conditions import RuleProblems
from authorisation.language.check.expressions.checker import ExpressionChecker
from authorisation.language.check.rule_set import checked_criterion, checked_scope
from authorisation.language.yaml.characters import quote
from authorisation.model.case import Property
from authorisation.model.question import ValueType
from authorisation.model.rules import (
    Criterion,
    DatedValueKind,
    Derived,
    Parameter,
    RuleSet,
    Severity,
)
from authorisation.model.source import AdviceCode, Formula, Location, Problem

_EMPTY: Final = frozenset({"sum", "mean", "median", "min", "max", "product", "stddev"})
"""Functions that give null for an empty list."""

_NEVER_EMPTY: Final = (syntax.Name("append"),)


@dataclass(frozen=True, slots=True)
class _AdviceContext:
    """Rules, and the text of a criterion's tests, or a figure's, any of which may be a guard."""

    rules: RuleSet
    guards: str = ""


class NullRisk(Struct, frozen=True):
    """That a test comes to null, and the FEEL condition on which it does."""

    problem: Problem
    test: Formula
    when: str


def advise_rule_set(rules: RuleSet, properties: Iterable[Property] = ()) -> tuple[Problem, ...]:
    """A problem for each test that may be null, each unused figure, each forgotten criterion.

    None of it is an error: the rules can be used as they are. What `properties` of the rules look
    at is used.
    """
    promised = [f for each in properties for f in (each.given, each.claim) if f is not None]
    problems = [*advise_unused_figures(rules, dotted_names(promised))]
    problems += (*_forgotten_in_the_table(rules), *_unproven_documents(rules))
    for derived in rules.derived.values():
        context = _AdviceContext(rules, _guards([derived.value]))
        problems += (risk.problem for risk in _risks(derived.value, context))
    for criterion in rules.criteria.values():
        problems += (risk.problem for risk in null_risks(criterion, rules))
    return tuple(sorted(set(problems)))


def null_risks(criterion: Criterion, rules: RuleSet) -> Iterator[NullRisk]:
    """Yield each part of a criterion's expressions that may come to null."""
    context = _AdviceContext(rules, _guards(criterion.formulas))
    for formula in criterion.formulas:
        yield from _risks(formula, context)


def advise_unused_figures(rules: RuleSet, used_elsewhere: AbstractSet[str]) -> Iterator[Problem]:
    """Yield the rules' own figures that no expression and no message mentions."""
    problems = RuleProblems()
    scope = checked_scope(rules, problems)
    for criterion in rules.criteria.values():
        checked_criterion(criterion, rules, scope, problems)
    places: list[tuple[Parameter | Derived, Location]]
    places = [(each, each.at) for each in rules.parameters.values()]
    places += [(each, each.value.at) for each in rules.derived.values()]
    for figure, at in places:
        own = not figure.edition or figure.edition.startswith(rules.id)
        if own and figure.name not in problems.used | used_elsewhere:
            message, remedy = f"nothing uses `{figure.name}`", "use it, or take it out"
            yield Problem(at, message, remedy, AdviceCode.UNUSED_FIGURE)


def _forgotten_in_the_table(rules: RuleSet) -> Iterator[Problem]:
    """Yield each gate and condition that no row speaks of, where rows name others by their ids."""
    nodes = [node for row in rules.outcomes if (node := ExpressionChecker(row.when).tree())]
    texts = {
        part.value
        for node in nodes
        for part in syntax.walk_nodes(node)
        if isinstance(part, syntax.Literal) and isinstance(part.value, str)
    }
    day = rules.in_force[0]
    for severity in (Severity.GATE, Severity.CONDITION):
        alike = [c for c in rules.criteria.values() if c.severity_on(day) is severity]
        named = [each.id for each in alike if each.id in texts]
        if severity.value in texts or not named:
            continue
        for criterion in alike:
            if criterion.id not in texts:
                message = (
                    f"no outcome looks at {quote(criterion.id)}, as one does at {quote(named[0])}"
                )
                remedy = f'name it too, or write `severity = "{severity.value}"`'
                yield Problem(criterion.at, message, remedy, AdviceCode.NOT_IN_OUTCOMES)


def _unproven_documents(rules: RuleSet) -> Iterator[Problem]:
    """Yield the documents by whose title alone a gate or a condition is met."""
    for criterion in rules.criteria.values():
        severities = {entry.severity for entry in criterion.severities}
        gravest = next(each for each in Severity if each in severities)
        if gravest is Severity.NOTE:
            continue
        for path in sorted(dotted_names(criterion.formulas)):
            question = rules.bank.get(path)
            if question and question.type is ValueType.DOCUMENT and not question.evidence:
                message = (
                    f"the {gravest} `{criterion.id}` is met by the title of a document: `{path}`"
                )
                remedy = "give the question `evidence: ...`"
                yield Problem(criterion.at, message, remedy, AdviceCode.UNPROVEN_DOCUMENT)


def dotted_names(formulas: Iterable[Formula]) -> set[str]:
    """The names, dotted or not, in expressions."""
    trees = (ExpressionChecker(formula).tree() for formula in formulas)
    parts = (part for tree in trees if tree is not None for part in syntax.walk_nodes(tree))
    return {name for part in parts if (name := syntax.dotted_name(part))}


def _guards(formulas: Iterable[Formula]) -> str:
    return "\n".join(" ".join(formula.text.split()) for formula in formulas)


def _risks(formula: Formula, context: _AdviceContext) -> Iterator[NullRisk]:
    """Yield each part of an expression that may come to null, with the remedy."""
    checker, whens = ExpressionChecker(formula), list[str]()
    node = checker.tree()
    if node is None:
        return
    for part in syntax.walk_nodes(node):
        match part:
            case syntax.Call(syntax.Name(name), (over,)) if name in _EMPTY:
                whens += _risk_of_empty(checker, part, name, over, context)
            case syntax.Arithmetic("/", _, divisor) if not _nonzero(divisor, context):
                whens += _risk_of_zero(checker, divisor, context)
            case _:
                pass
    if isinstance(node, syntax.Comparison) and node.op in syntax.ORDERINGS:
        whens += _risk_of_none(checker, node.left, context)
        whens += _risk_of_none(checker, node.right, context)
    for problem, when in zip(checker.problems, whens, strict=True):
        yield NullRisk(replace(problem, code=AdviceCode.MAY_BE_NULL), formula, when)


def _risk_of_empty(
    checker: ExpressionChecker,
    node: syntax.Node,
    name: str,
    over: syntax.Node,
    context: _AdviceContext,
) -> Iterator[str]:
    text = checker.quote(over)
    # A field of the entries is a list as long as they are.
    counted = [text] if not isinstance(over, syntax.Path) else [text, checker.quote(over.of)]
    if isinstance(over, syntax.ListLiteral):
        return
    if any(f"count({each})" in context.guards for each in counted):
        return
    if isinstance(over, syntax.Call) and over.function in _NEVER_EMPTY:
        return
    remedy = f"guard it with `applies: count({text}) >= 1`"
    if name == "sum":
        remedy = f"write `sum(append({text}, 0))`, or {remedy}"
    checker.report(node, f"`{checker.quote(node)}` is null while the list is empty", remedy)
    yield f"count({text}) = 0"


def _nonzero(divisor: syntax.Node, context: _AdviceContext) -> bool:
    rules = context.rules
    match divisor:
        case syntax.Literal(Decimal() as value):
            return value != 0
        case syntax.Name(name) if name in rules.parameters:
            dated = rules.parameters[name].values
            values = [each.value for each in dated if each.setting is DatedValueKind.VALUE]
            others = [other.value for each in dated for other in each.contested]
            return 0 not in (*values, *others)
        case syntax.Arithmetic("*" | "/", left, right):
            return _nonzero(left, context) and _nonzero(right, context)
        case _:
            question = rules.questions.get(syntax.dotted_name(divisor))
            low = None if question is None else question.minimum
            return low is not None and low > 0


def _risk_of_zero(
    checker: ExpressionChecker, divisor: syntax.Node, context: _AdviceContext
) -> Iterator[str]:
    text = checker.quote(divisor)
    if f"{text} > 0" in context.guards or f"{text} != 0" in context.guards:
        return
    asked = syntax.dotted_name(divisor) in context.rules.questions
    remedy = "give the question a `min` above 0, or " if asked else ""
    message = f"`{text}` may be 0, and then the quotient is null"
    checker.report(divisor, message, f"{remedy}guard it with `applies: {text} > 0`")
    yield f"({text}) = 0"


def _risk_of_none(
    checker: ExpressionChecker, node: syntax.Node, context: _AdviceContext
) -> Iterator[str]:
    path = syntax.dotted_name(node)
    question = context.rules.questions.get(path)
    if question is None or not question.none or f"{path} != null" in context.guards:
        return
    message = f"`{path}` may be answered none, and then the test comes to null"
    checker.report(node, message, f"put `{path} != null` beside it under `all:`")
    yield f"{path} = null"
