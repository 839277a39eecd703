"""What follows under each variant of the figures of chance without a source, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from authorisation.explain.history.attribution import open_figures
from authorisation.explain.history.responses import called_for, responses
from authorisation.explain.words.quantities import listed
from authorisation.model.regime import Trigger
from authorisation.regime.program import Compiled
from authorisation.regime.replay import Result

Under: TypeAlias = Mapping[str, Result]
"""The result of one period, by variant of the figures of chance without a source."""


def trigger_under(
    trigger: Trigger, result: Result, under: Under, compiled: Compiled
) -> Iterator[str]:
    """Yield a trigger's response under each variant; nothing where all agree."""
    words = {
        name: called_for(each.conclusions.triggers[trigger.id], compiled)
        for name, each in under.items()
    }
    if len(set(words.values())) > 1:
        yield from _with_figures(words, result)


def period_under(result: Result, under: Under, compiled: Compiled) -> Iterator[str]:
    """Yield response and stage under each variant; one text where all agree."""
    if not any(line.open for line in result.seen.lines.values()):
        return
    words = {name: _followed(each, compiled) for name, each in under.items()}
    if len({*words.values(), _followed(result, compiled)}) == 1:
        yield f"the same with {listed(list(dict.fromkeys(_figures(result, n) for n in words)))}"
    else:
        yield from _with_figures(words, result)


def _followed(result: Result, compiled: Compiled) -> str:
    response = responses(result.conclusions.responses, compiled)
    return f"{response}; stage: {compiled.regime.stages[result.stage_after].title}"


def _with_figures(words: Mapping[str, str], result: Result) -> Iterator[str]:
    yield from (f"with {_figures(result, name)}: {said}" for name, said in words.items())


def _figures(result: Result, variant: str) -> str:
    """Format the figures of one variant, for each budget line that has open ones."""
    lines = [line for line in result.seen.lines.values() if line.open and line.varied]
    told = {
        line.line.title: open_figures(line.varied, dict(line.varied.variants())[variant])
        for line in lines
        if line.varied
    }
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    return listed([f"{figures} for {title}" for title, figures in told.items()])
