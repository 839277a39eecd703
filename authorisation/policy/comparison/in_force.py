"""Rules as they are on one day: the figures and severities in force, and no others."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from msgspec.structs import replace

from authorisation.model.rules import Criterion, Parameter, RuleSet


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
