"""A figure's timeline has, for every edition, the value in force on each day of change."""

from datetime import timedelta
from functools import cache

import pytest

from authorisation.explain.words.quantities import format_setting
from authorisation.model.rules import RuleSet
from authorisation.usecases.inspecting.editions import editions_of, figure_timeline
from authorisation.usecases.library import Library
from tests.shipped import RULES, SETS


@cache
def library() -> Library:
    return Library(RULES)


def figures_of(asked: str) -> RuleSet:
    loaded = library().regime_if_any(asked)
    return loaded.regime.rules if loaded else library().rule_set(asked)


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
def test_a_timeline_has_what_each_edition_says_on_each_day_of_change(name: str) -> None:
    editions = {
        edition: figures_of(str(asked)) for edition, asked in editions_of(name, library()).items()
    }
    figures = {each for rules in editions.values() for each in rules.parameters}
    found, expected = {}, {}
    for figure in figures:
        values = figure_timeline(figure, name, library()).values
        changes = {each.since for each in values} | {each.until for each in values if each.until}
        days = sorted(changes | {min(changes) - timedelta(days=1)})
        for edition, rules in editions.items():
            parameter = rules.parameters.get(figure)
            for day in days:
                found[figure, edition, day] = [
                    (each.value, each.source.cited)
                    for each in values
                    if edition in each.editions
                    and each.since <= day
                    and (each.until is None or day < each.until)
                ]
                entry = parameter.on(day) if parameter else None
                expected[figure, edition, day] = (
                    [(format_setting(entry, parameter), entry.source)]
                    if entry and parameter
                    else []
                )

    assert found == expected
    assert bool(found) is bool(figures)
