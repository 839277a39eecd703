"""What follows under each variant of the figures of chance that are open, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from authorisation.explain.history.attribution import format_open_figures
from authorisation.explain.history.responses import format_responses, format_trigger_response
from authorisation.explain.words.quantities import join_words
from authorisation.model.regime import Trigger
from authorisation.regime.program import CompiledRegime
from authorisation.regime.replay import ReplayedPeriod

ResultsByVariant: TypeAlias = Mapping[str, ReplayedPeriod]
"""The result of one period, by variant of the figures of chance that are open."""


def trigger_by_variant(
    trigger: Trigger, result: ReplayedPeriod, variants: ResultsByVariant, compiled: CompiledRegime
) -> Iterator[str]:
    """Yield a trigger's response under each variant; nothing where all agree."""
    words = {
        name: format_trigger_response(each.conclusions.triggers[trigger.id], compiled)
        for name, each in variants.items()
    }
    if len(set(words.values())) > 1:
        yield from _prefix_figures(words, result)


def period_by_variant(
    result: ReplayedPeriod, variants: ResultsByVariant, compiled: CompiledRegime
) -> Iterator[str]:
    """Yield response and stage under each variant; one text where all agree."""
    if not any(line.has_variants for line in result.judged.lines.values()):
        return
    words = {name: _format_result(each, compiled) for name, each in variants.items()}
    if len({*words.values(), _format_result(result, compiled)}) == 1:
        if not any(line.variance and line.variance > 0 for line in result.judged.lines.values()):
            return
        figures = dict.fromkeys(_format_figures(result, name) for name in words)
        yield f"the same with {join_words(list(figures))}"
    else:
        yield from _prefix_figures(words, result)


def _format_result(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    response = format_responses(result.conclusions.responses, compiled)
    return f"{response}; stage: {compiled.regime.stages[result.stage_after].title}"


def _prefix_figures(words: Mapping[str, str], result: ReplayedPeriod) -> Iterator[str]:
    yield from (f"with {_format_figures(result, name)}: {text}" for name, text in words.items())


def _format_figures(result: ReplayedPeriod, variant: str) -> str:
    """Format the figures of one variant, for each budget line that has open ones."""
    lines = [
        line for line in result.judged.lines.values() if line.has_variants and line.budget_line
    ]
    figures_by_line = {
        line.line.title: format_open_figures(
            line.budget_line, dict(line.budget_line.variants())[variant]
        )
        for line in lines
        if line.budget_line
    }
    if len(set(figures_by_line.values())) == 1:
        return next(iter(figures_by_line.values()))
    return join_words([f"{figures} for {title}" for title, figures in figures_by_line.items()])
