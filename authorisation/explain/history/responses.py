"""Responses in words, with their powers and support."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.explain.words.titles import lower_initial
from authorisation.regime.conclusions import TriggerConclusions
from authorisation.regime.program import NO_RESPONSE_NAME, CompiledRegime
from authorisation.regime.replay import ReplayedPeriod


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
