"""The rules on one day: parameters, severities, and criteria ready to be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from authorisation.engine.plans.binding import feel_value
from authorisation.engine.plans.plan import Bindings, CriterionPlan
from authorisation.engine.program.outcome_view import OutcomeView
from authorisation.errors import InvalidSubmission
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
