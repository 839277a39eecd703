"""What the rules say on one day: parameters, severities, and criteria ready to be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.engine.facts import Binder, plain
from authorisation.engine.lines import Line, line_of
from authorisation.engine.plan import CriterionPlan, Scope
from authorisation.engine.references import SITUATION
from authorisation.errors import InvalidSubmission
from authorisation.feel.values import Unknown, Value
from authorisation.model.rules import Criterion, Dated, RuleSet, Setting, Severity
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer
from authorisation.model.verdict import Verdict

NO_OVERRIDES: Final[Mapping[str, Answer]] = MappingProxyType({})
_INAPPLICABLE: Final = Unknown(inapplicable=True)

Shown: TypeAlias = Mapping[Verdict, dict[str, Value]]
"""What the outcome table sees of a criterion, by verdict."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A criterion with what it weighs on one day."""

    plan: CriterionPlan
    severity: Severity


@dataclass(frozen=True, slots=True)
class Settings:
    """What the rules say on one day, with the values set for one run worked in."""

    day: date
    scope: Scope
    dated: Mapping[str, Dated]
    overrides: Mapping[str, Answer]
    criteria: tuple[Line | Weighed, ...]
    """Each after the criteria that it rests on."""
    shown: tuple[Shown, ...]
    """In the order of the rules."""


def settings_on(
    rules: RuleSet,
    plans: Sequence[CriterionPlan],
    binder: Binder,
    day: date,
    overrides: Mapping[str, Answer],
) -> Settings:
    """Bind parameters and severities for a day.

    Raises:
        InvalidSubmission: a parameter has no value yet on that day.
    """
    dated = _dated(rules, day)
    scope = {name: _value(name, entry, overrides) for name, entry in dated.items()}
    severities = {key: c.severity_on(day) for key, c in rules.criteria.items()}
    taken = SITUATION | rules.derived.keys() | (binder.groups & scope.keys())
    # Values set for one run are asked for once: making them ready would cost more than it saves.
    ready = not overrides
    return Settings(
        day,
        scope,
        dated,
        overrides,
        tuple(
            (line_of(plan, severities[plan.id], scope, binder, taken) if ready else None)
            or Weighed(plan, severities[plan.id])
            for plan in plans
        ),
        tuple(_shown(c, severities[key]) for key, c in rules.criteria.items()),
    )


def _dated(rules: RuleSet, day: date) -> dict[str, Dated]:
    dated: dict[str, Dated] = {}
    problems = []
    for parameter in rules.parameters.values():
        entry = parameter.on(day)
        if entry is not None:
            dated[parameter.name] = entry
            continue
        first = parameter.values[0].since.isoformat()
        problems.append(
            Problem(
                Location(parameter.at.file, parameter.at.line, parameter.at.column),
                f"`{parameter.name}` has no value yet on {day.isoformat()}",
                f"its first value is of {first}: assess on that day or later",
            )
        )
    if problems:
        raise InvalidSubmission(problems)
    return dated


def _value(name: str, entry: Dated, overrides: Mapping[str, Answer]) -> Value:
    if name in overrides:
        return plain(overrides[name])
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
