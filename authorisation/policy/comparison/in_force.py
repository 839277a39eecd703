"""Rules as they are on one day: the figures and severities in force, and no others."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from msgspec.structs import replace

from authorisation.model.rules import Criterion, Parameter, RuleSet


def as_in_force(rules: RuleSet, day: date) -> RuleSet:
    """The rules with the values and severities of a day alone; a figure to come keeps its own."""
    figures = {name: _figure(each, day) for name, each in rules.parameters.items()}
    criteria = {name: _criterion(each, day) for name, each in rules.criteria.items()}
    return replace(rules, parameters=MappingProxyType(figures), criteria=MappingProxyType(criteria))


def _figure(figure: Parameter, day: date) -> Parameter:
    entry = figure.on(day)
    return figure if entry is None else replace(figure, values=(entry,))


def _criterion(criterion: Criterion, day: date) -> Criterion:
    begun = [entry for entry in criterion.severities if entry.since <= day]
    return replace(criterion, severities=(begun[-1:] or criterion.severities[:1]))
