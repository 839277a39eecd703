"""Responses in words, with their powers and support."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.regime.chain import Concluded
from authorisation.regime.chain_tables import NONE
from authorisation.regime.program import Compiled


def title(name: str, compiled: Compiled) -> str:
    """The title of a response, or `no response`."""
    return "no response" if name == NONE else compiled.regime.responses[name].title


def responses(names: Sequence[str], compiled: Compiled) -> str:
    """Format the responses that are still possible."""
    return " or ".join(title(name, compiled) for name in names)


def powers(names: Sequence[str], compiled: Compiled) -> str:
    """Format the power and step of each response; each of these powers is open."""
    told: list[str] = []
    for name in names:
        if name == NONE:
            continue
        power = compiled.regime.powers[compiled.regime.responses[name].power]
        told.append(f"{power.title} (step {power.step})")
    return "; ".join(dict.fromkeys(told))


def called_for(concluded: Concluded, compiled: Compiled) -> str:
    """Format the response that a trigger calls for, and the one instead where no power is open."""
    done = responses(concluded.responses, compiled)
    if concluded.wanted == concluded.responses:
        return done
    wanted = responses(concluded.wanted, compiled)
    return f"{wanted}, which these facts open no power for; so {done}"


def support(names: Sequence[str], compiled: Compiled) -> str:
    """Format the support that comes with the responses; empty where there is none."""
    found = [compiled.regime.responses[n].support for n in names if n != NONE]
    return "; ".join(dict.fromkeys(text for text in found if text))
