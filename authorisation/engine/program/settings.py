"""The rules on one day: figures, severities, criteria to judge, findings alike to their tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import Bindings, CriterionPlan
from authorisation.errors import InvalidSubmission
from authorisation.feel.closures.expression import Expression
from authorisation.feel.syntax.tree import (
    And,
    Call,
    Comparison,
    Filter,
    In,
    ListLiteral,
    Literal,
    Name,
    Node,
    Or,
    UnaryTest,
    child_nodes,
)
from authorisation.feel.values.absent import INAPPLICABLE
from authorisation.feel.values.values import Value
from authorisation.model.rules import (
    Criterion,
    DatedValue,
    DatedValueKind,
    Parameter,
    RuleSet,
    Severity,
)
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict

FINDINGS: Final = "findings"
GRADE: Final = "grade"
_FIELDS: Final = frozenset({"id", "domain", "title", "severity", "verdict", GRADE})
_OF_THE_FINDING: Final = frozenset({"verdict", GRADE})
"""The fields that two findings of one criterion may differ in."""
_WHETHER: Final = frozenset(
    {
        *((op, Decimal(0)) for op in (">", "=", "!=", "<=")),
        *((op, Decimal(1)) for op in (">=", "<")),
    }
)
_WORD: Final = re.compile(r"\w+")


class OutcomeView(msgspec.Struct, frozen=True):
    """The parts of findings that the rows of an outcome table look at."""

    words: frozenset[str]
    """Every word in them, and so every name that they may mention."""
    texts: frozenset[str] | None
    """The texts that they compare fields of findings with, where they only count findings by such
    comparisons; None where they look at findings in any other way."""
    only_whether: bool = False
    """Whether they only ask whether there is any such finding at all: one counts as much as ten."""
    reads_grades: bool = True
    """Whether they, or what they impose, may look at the grades of findings."""
    one_of_each: bool = False
    """Whether one finding of each kind tells all: rows ask only whether there is any, and what
    they impose is all findings of some kinds."""

    def likeness(self, criterion: Criterion, severity: Severity) -> tuple[str, ...]:
        """Give what a criterion shares with those that are alike to every row.

        Whichever of two alike has a verdict, the same rows apply.
        """
        if self.texts is None:
            return (criterion.id,)
        fixed = (criterion.id, criterion.domain, criterion.title, severity.value)
        return tuple(text if text in self.texts else "" for text in fixed)


def outcome_view(rows: Sequence[Expression], imposed: Sequence[Expression] = ()) -> OutcomeView:
    """Give what the conditions of an outcome table's rows, and what they impose, look at."""
    words = [word for row in rows for word in _WORD.findall(row.text)]
    counts = [node for row in rows for node in _counts_in(row.syntax)]
    compared = [_compared_texts(by) for by in counts]
    known = [texts for texts in compared if texts is not None]
    only_counted = words.count(FINDINGS) == len(counts) == len(known)
    texts = frozenset[str]().union(*known) if only_counted else None
    asked = [node for row in rows for node in _asked_whether(row.syntax)]
    only_whether = texts is not None and len(asked) == len(counts)
    graded = any(GRADE in _WORD.findall(each.text) for each in (*rows, *imposed))
    chosen = [_texts_that_choose(each.syntax) for each in imposed]
    if texts is None or None in chosen:
        return OutcomeView(frozenset(words), texts, only_whether, graded)
    texts = texts.union(*(each for each in chosen if each is not None))
    return OutcomeView(frozenset(words), texts, only_whether, graded, one_of_each=only_whether)


def _texts_that_choose(node: Node) -> frozenset[str] | None:
    """Give the texts that `findings[condition]` compares fields with; None for any other form."""
    match node:
        case Filter(Name(name), by) if name == FINDINGS:
            return _compared_texts(by)
        case _:
            return None


def _asked_whether(node: Node) -> Iterator[Node]:
    """Yield every comparison that asks of `count(findings[condition])` whether it is nought."""
    match node:
        case Comparison(
            op, Call(Name("count"), (Filter(Name(name), _),), ()), Literal(Decimal() as number)
        ) if name == FINDINGS and (op, number) in _WHETHER:
            yield node
        case _:
            for child in child_nodes(node):
                yield from _asked_whether(child)


def _counts_in(node: Node) -> Iterator[Node]:
    """Yield the condition of every `count(findings[condition])`."""
    match node:
        case Call(Name("count"), (Filter(Name(name), by),), ()) if name == FINDINGS:
            yield by
        case _:
            for child in child_nodes(node):
                yield from _counts_in(child)


def _compared_texts(node: Node) -> frozenset[str] | None:
    """Give the texts that a condition compares fields of a finding with; None if it does more."""
    match node:
        case And(left, right) | Or(left, right):
            both = _compared_texts(left), _compared_texts(right)
            return None if both[0] is None or both[1] is None else both[0] | both[1]
        case Comparison("=" | "!=", Name(name), Literal(str() as text)) if name in _FIELDS:
            return frozenset({text})
        case In(Name(name), (UnaryTest(None, Name(listed)),)) if name in _OF_THE_FINDING:
            return None if listed in _FIELDS or listed == "item" else frozenset()
        case In(Name(name), (UnaryTest(None, ListLiteral(items)),)) if name in _FIELDS:
            texts = [item.value for item in items if isinstance(item, Literal)]
            found = frozenset(text for text in texts if isinstance(text, str))
            return found if len(found) == len(items) else None
        case _:
            return None


NO_OVERRIDES: Final[Mapping[str, Answer]] = MappingProxyType({})

OutcomeContexts: TypeAlias = Mapping[Verdict, dict[str, Value]]
"""A criterion as the context that the outcome table reads, for each verdict."""


class DatedCriterion(msgspec.Struct, frozen=True, gc=False):
    """A criterion's plan, and its severity on one day."""

    plan: CriterionPlan
    severity: Severity


class Settings(msgspec.Struct, frozen=True):
    """Parameters, severities and criteria of one day, with the values set for one run."""

    day: date
    scope: Bindings
    dated: Mapping[str, DatedValue]
    overrides: Mapping[str, Answer]
    criteria: tuple[DatedCriterion, ...]
    """Each after the criteria that it rests on."""
    criteria_by_id: Mapping[str, DatedCriterion]
    """The same by their ids."""
    outcome_contexts: tuple[OutcomeContexts, ...]
    """In the order of the rules."""
    likeness: tuple[int, ...]
    """For each criterion, in that order, the place of the first that is alike to every row."""
    alike: tuple[int, ...]
    """The same where one of those alike tells the outcome table as much as all do; else each
    criterion's own place."""


def settings_on(
    rules: RuleSet, plans: Sequence[CriterionPlan], view: OutcomeView, day: date
) -> Settings:
    """Give the settings of a day, without overrides.

    Raises:
        InvalidSubmission: a parameter has no value yet on that day.
    """
    dated = _dated_parameters(rules, day)
    scope = {
        name: feel_value(e.value) if e.setting is DatedValueKind.VALUE else INAPPLICABLE
        for name, e in dated.items()
    }
    severities = {key: c.severity_on(day) for key, c in rules.criteria.items()}
    likeness = _likeness(rules, severities, view)
    criteria = tuple(DatedCriterion(plan, severities[plan.id]) for plan in plans)
    return Settings(
        day,
        scope,
        dated,
        NO_OVERRIDES,
        criteria,
        {each.plan.id: each for each in criteria},
        tuple(_outcome_contexts(c, severities[key]) for key, c in rules.criteria.items()),
        likeness,
        likeness if view.one_of_each else tuple(range(len(likeness))),
    )


def _likeness(
    rules: RuleSet, severities: Mapping[str, Severity], view: OutcomeView
) -> tuple[int, ...]:
    first: dict[tuple[str, ...], int] = {}
    kinds = (view.likeness(c, severities[key]) for key, c in rules.criteria.items())
    return tuple(first.setdefault(kind, place) for place, kind in enumerate(kinds))


def with_overrides(settings: Settings, overrides: Mapping[str, Answer]) -> Settings:
    """Give settings with parameters set for one run."""
    values = {
        name: feel_value(value) for name, value in overrides.items() if name in settings.scope
    }
    return replace(settings, scope={**settings.scope, **values}, overrides=overrides)


def _dated_parameters(rules: RuleSet, day: date) -> dict[str, DatedValue]:
    dated: dict[str, DatedValue] = {}
    missing = []
    for parameter in rules.parameters.values():
        entry = parameter.on(day)
        if entry is not None:
            dated[parameter.name] = entry
        else:
            missing.append(parameter)
    if missing:
        raise InvalidSubmission([_no_value_problem(missing, day)])
    return dated


def _no_value_problem(missing: Sequence[Parameter], day: date) -> Problem:
    """Give one problem for all parameters that begin after a day, with the day to wait for."""
    named, others = missing[0], len(missing) - 1
    more = f" and {others} other {'parameter' if others == 1 else 'parameters'}" if others else ""
    have = "have" if others else "has"
    first = "the latest of their first values" if others else "its first value"
    begins = max(parameter.values[0].since for parameter in missing).isoformat()
    return Problem(
        Location(named.at.file, named.at.line, named.at.column),
        f"`{named.name}`{more} {have} no value yet on {day.isoformat()}",
        f"{first} is of {begins}: assess on that day or later",
    )


def _outcome_contexts(criterion: Criterion, severity: Severity) -> OutcomeContexts:
    return {
        verdict: {
            "id": criterion.id,
            "domain": criterion.domain,
            "title": criterion.title,
            # FEEL's texts are exactly `str`.
            "severity": severity.value,
            "verdict": verdict.value,
            "grade": None,
        }
        for verdict in Verdict
    }
