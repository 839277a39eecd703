"""The rules on one day: parameters, severities, and criteria ready to be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.engine.judge.simple_tests import Line, Weighed, line_of
from authorisation.engine.plans.binding import Binder, plain
from authorisation.engine.plans.plan import CriterionPlan, Scope
from authorisation.engine.plans.references import SITUATION
from authorisation.errors import InvalidSubmission
from authorisation.feel.values.values import Unknown, Value
from authorisation.model.rules import Criterion, Dated, Parameter, RuleSet, Setting, Severity
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict

NO_OVERRIDES: Final[Mapping[str, Answer]] = MappingProxyType({})
_INAPPLICABLE: Final = Unknown(inapplicable=True)

Shown: TypeAlias = Mapping[Verdict, dict[str, Value]]
"""A criterion as the context that the outcome table reads, for each verdict."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Parameters, severities and criteria of one day, with the values set for one run."""

    day: date
    scope: Scope
    dated: Mapping[str, Dated]
    overrides: Mapping[str, Answer]
    criteria: tuple[Line | Weighed, ...]
    """Each after the criteria that it rests on."""
    shown: tuple[Shown, ...]
    """In the order of the rules."""


def settings_on(
    rules: RuleSet, plans: Sequence[CriterionPlan], binder: Binder, day: date
) -> Settings:
    """Give the settings of a day, without overrides.

    Raises:
        InvalidSubmission: a parameter has no value yet on that day.
    """
    dated = _dated(rules, day)
    scope = {name: _value(entry) for name, entry in dated.items()}
    severities = {key: c.severity_on(day) for key, c in rules.criteria.items()}
    taken = SITUATION | rules.derived.keys() | (binder.groups & scope.keys())
    weighed = [Weighed(plan, severities[plan.id]) for plan in plans]
    return Settings(
        day,
        scope,
        dated,
        NO_OVERRIDES,
        tuple(line_of(each, scope, binder, taken) or each for each in weighed),
        tuple(_shown(c, severities[key]) for key, c in rules.criteria.items()),
    )


def with_overrides(settings: Settings, overrides: Mapping[str, Answer]) -> Settings:
    """Give settings with parameters set for one run.

    A simple test against such a parameter is judged as any other criterion is.
    """
    values = {name: plain(value) for name, value in overrides.items() if name in settings.scope}
    criteria = tuple(
        each.weighed if isinstance(each, Line) and each.parameter in values else each
        for each in settings.criteria
    )
    scope = {**settings.scope, **values}
    return replace(settings, scope=scope, overrides=overrides, criteria=criteria)


def _dated(rules: RuleSet, day: date) -> dict[str, Dated]:
    dated: dict[str, Dated] = {}
    missing = []
    for parameter in rules.parameters.values():
        entry = parameter.on(day)
        if entry is not None:
            dated[parameter.name] = entry
        else:
            missing.append(parameter)
    if missing:
        raise InvalidSubmission([_no_value_yet(missing, day)])
    return dated


def _no_value_yet(missing: Sequence[Parameter], day: date) -> Problem:
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


def _value(entry: Dated) -> Value:
    return plain(entry.value) if entry.setting is Setting.VALUE else _INAPPLICABLE


def _shown(criterion: Criterion, severity: Severity) -> Shown:
    return {
        verdict: {
            "id": criterion.id,
            "domain": criterion.domain,
            "title": criterion.title,
            # FEEL's texts are exactly `str`.
            "severity": severity.value,
            "verdict": verdict.value,
        }
        for verdict in Verdict
    }
