"""Checks the figures that a regime needs beside its tests: those of chance and of attribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from msgspec import structs

from authorisation.errors import InvalidOption
from authorisation.language.yaml.characters import quote
from authorisation.model.question import NUMERIC
from authorisation.model.regime import MonitoredLine, Regime
from authorisation.model.rules import DatedValueKind, Parameter
from authorisation.model.source import Location, Problem
from authorisation.model.value import Answer

_LEVEL: Final = (Decimal(0), Decimal(1), "write a share of 1, such as `0.95`")
_SHARE: Final = (Decimal(0), Decimal(1), "write a share such as `50%`")
_SPREAD: Final = (Decimal(0), None, "write a number above 0, such as `3.6`")


class WrongFigure(NamedTuple):
    """A problem of figures that no group could be held to, and the names of these figures."""

    problem: Problem
    figures: tuple[str, ...]


def check_figures(regime: Regime, places: Mapping[str, Location]) -> Iterator[Problem]:
    """Yield a problem for each figure of chance or attribution that no group could be held to.

    `places` are where the regime names each of them.
    """
    for name, at in places.items():
        if name in regime.rules.parameters:
            yield from _no_number(regime.rules.parameters[name], at)
    for wrong in _wrong_figures(regime):
        yield wrong.problem


def _wrong_figures(regime: Regime) -> Iterator[WrongFigure]:
    parameters = regime.rules.parameters
    for line in regime.lines.values():
        for name in (line.watch_level, line.serious_level):
            yield from _outside(parameters[name], *_LEVEL)
        for name in filter(None, (line.cv, line.freedom)):
            yield from _outside(parameters[name], *_SPREAD)
        yield from _out_of_order(line, regime)
    if regime.attribution is not None:
        yield from _outside(parameters[regime.attribution.mainly], *_SHARE)


def check_overrides(regime: Regime, overrides: Mapping[str, Answer], option: str = "") -> None:
    """Refuse values for a run that leave a figure that no group could be held to.

    `option` is what set them, such as `--set`.

    Raises:
        InvalidOption: the first of them.
    """
    for problem, _ in check_settings(regime, overrides):
        message = f"`{option}`: {problem.message}" if option else problem.message
        raise InvalidOption(message, problem.help)


def check_settings(regime: Regime, settings: Mapping[str, Answer]) -> Iterator[WrongFigure]:
    """Yield each figure that no group could be held to once these are set."""
    if not settings:
        return
    parameters = {
        name: structs.replace(
            each, values=tuple(structs.replace(e, value=settings[name]) for e in each.values)
        )
        if name in settings
        else each
        for name, each in regime.rules.parameters.items()
    }
    rules = structs.replace(regime.rules, parameters=MappingProxyType(parameters))
    yield from _wrong_figures(replace(regime, rules=rules))


def _no_number(parameter: Parameter, at: Location) -> Iterator[Problem]:
    """Yield a problem for a figure that is no number on some day.

    A test whose figure has no value does not apply; a limit cannot do without.
    """
    needs = f"and a number is needed at {at}"
    if parameter.type not in NUMERIC or parameter.unit not in {"", "1", "%"}:
        kind = f"in {quote(parameter.unit)}" if parameter.unit else f"a {parameter.type}"
        message = f"{quote(parameter.name)} is {kind}, {needs}"
        yield Problem(parameter.at, message, "make it a number without a unit, or a percentage")
    elif ends := [e.since for e in parameter.values if e.setting is not DatedValueKind.VALUE]:
        message = f"{quote(parameter.name)} has no value from {ends[0].isoformat()}, {needs}"
        yield Problem(parameter.at, message, "give it a value from that day on")


def _outside(
    parameter: Parameter, low: Decimal, high: Decimal | None, remedy: str
) -> Iterator[WrongFigure]:
    for entry in parameter.values:
        value = entry.value
        if isinstance(value, Decimal) and not (low < value and (high is None or value < high)):
            bounds = f"above {low}" + ("" if high is None else f" and below {high}")
            message = f"{quote(parameter.name)} is {value.normalize():f}, and is to be {bounds}"
            yield WrongFigure(Problem(parameter.at, message, remedy), (parameter.name,))


def _out_of_order(line: MonitoredLine, regime: Regime) -> Iterator[WrongFigure]:
    watch, serious = (
        regime.rules.parameters[name] for name in (line.watch_level, line.serious_level)
    )
    for day in sorted({entry.since for each in (watch, serious) for entry in each.values}):
        low, high = (
            next((e.value for e in reversed(each.values) if e.since <= day), None)
            for each in (watch, serious)
        )
        if isinstance(low, Decimal) and isinstance(high, Decimal) and low >= high:
            names = f"{quote(line.watch_level)} is not below {quote(line.serious_level)}"
            message = f"{names} from {day.isoformat()}"
            problem = Problem(watch.at, message, "the watch limit is the nearer one: lower it")
            yield WrongFigure(problem, (line.watch_level, line.serious_level))
            return
