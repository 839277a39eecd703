"""Responses in words, with their powers and support."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.regime.chain import TriggerConclusions
from authorisation.regime.chain_tables import NO_RESPONSE_NAME
from authorisation.regime.program import CompiledRegime


def response_title(name: str, compiled: CompiledRegime) -> str:
    """The title of a response, or `no response`."""
    return "no response" if name == NO_RESPONSE_NAME else compiled.regime.responses[name].title


def format_responses(names: Sequence[str], compiled: CompiledRegime) -> str:
    """Format the responses that are still possible."""
    return " or ".join(response_title(name, compiled) for name in names)


def format_powers(names: Sequence[str], compiled: CompiledRegime) -> str:
    """Format the power and step of each response; each of these powers is open."""
    texts: list[str] = []
    for name in names:
        if name == NO_RESPONSE_NAME:
            continue
        power = compiled.regime.powers[compiled.regime.responses[name].power]
        texts.append(f"{power.title} (step {power.step})")
    return "; ".join(dict.fromkeys(texts))


def format_trigger_response(concluded: TriggerConclusions, compiled: CompiledRegime) -> str:
    """Format the response that a trigger calls for, and the one instead where no power is open."""
    done = format_responses(concluded.responses, compiled)
    if concluded.wanted == concluded.responses:
        return done
    wanted = format_responses(concluded.wanted, compiled)
    return f"{wanted}, which these facts open no power for; so {done}"


def format_support(names: Sequence[str], compiled: CompiledRegime) -> str:
    """Format the support that comes with the responses; empty where there is none."""
    texts = [compiled.regime.responses[n].support for n in names if n != NO_RESPONSE_NAME]
    return "; ".join(dict.fromkeys(text for text in texts if text))
