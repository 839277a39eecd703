"""Responses in words, with powers and support, and under each variant of the figures of chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from authorisation.explain.history.attribution import format_open_figures
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.titles import lower_initial
from authorisation.model.regime import Trigger
from authorisation.regime.conclusions import TriggerConclusions
from authorisation.regime.program import NO_RESPONSE_NAME, CompiledRegime
from authorisation.regime.replay import ReplayedPeriod

ResultsByVariant: TypeAlias = Mapping[str, ReplayedPeriod]
"""The result of one period, by variant of the figures of chance that are open."""


def response_title(name: str, compiled: CompiledRegime) -> str:
    """The title of a response, or `no response`."""
    return "no response" if name == NO_RESPONSE_NAME else compiled.regime.responses[name].title


def format_responses(names: Sequence[str], compiled: CompiledRegime) -> str:
    """Format the responses that are still possible."""
    first, *others = [response_title(name, compiled) for name in names]
    return ", or ".join([first, *map(lower_initial, others)])


def format_response(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    """Format the response of a period; what nothing calls for yet is no more than possible."""
    names = result.conclusions.responses
    if not is_open(result):
        return format_responses(names, compiled)
    filed = result.judged.filed
    if filed is not None and not filed.answers:
        return "nothing so far: the return answers no question"
    perhaps = format_responses([name for name in names if name != NO_RESPONSE_NAME], compiled)
    return f"nothing so far; what is not known yet may call for: {perhaps}"


def is_open(result: ReplayedPeriod) -> bool:
    """Say whether nothing surely calls for a response, and something may."""
    names = result.conclusions.responses
    return NO_RESPONSE_NAME in names and len(names) > 1


def format_powers(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    """Format the power and step of each response that something surely calls for."""
    texts: list[str] = []
    for name in () if is_open(result) else result.conclusions.responses:
        if name == NO_RESPONSE_NAME:
            continue
        power = compiled.regime.powers[compiled.regime.responses[name].power]
        closed = power.id not in result.conclusions.powers
        texts.append(f"{power.title} (step {power.step}{', not surely open' if closed else ''})")
    return "; ".join(dict.fromkeys(texts))


def format_trigger_response(concluded: TriggerConclusions, compiled: CompiledRegime) -> str:
    """Format the response that a trigger calls for, and the one instead where no power is open."""
    done = format_responses(concluded.responses, compiled)
    if set(concluded.wanted) <= set(concluded.responses):
        return done
    wanted = format_responses(concluded.wanted, compiled)
    return f"{wanted}, which these facts open no power for; so {done}"


def format_support(result: ReplayedPeriod, compiled: CompiledRegime) -> str:
    """Format the support that comes with the responses; empty where there is none."""
    names = () if is_open(result) else result.conclusions.responses
    texts = [compiled.regime.responses[n].support for n in names if n != NO_RESPONSE_NAME]
    return "; ".join(dict.fromkeys(text for text in texts if text))


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
