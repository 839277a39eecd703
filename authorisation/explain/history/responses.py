"""Responses in words: what is done, under which power, with what support."""

from __future__ import annotations

from collections.abc import Sequence

from authorisation.regime.chain import Concluded
from authorisation.regime.chain_tables import NONE
from authorisation.regime.program import Compiled


def title(name: str, compiled: Compiled) -> str:
    """Give the title of a response, or say that there is none."""
    return "no response" if name == NONE else compiled.regime.responses[name].title


def responses(names: Sequence[str], compiled: Compiled) -> str:
    """Name every response that is still possible."""
    return " or ".join(title(name, compiled) for name in names)


def powers(names: Sequence[str], compiled: Compiled) -> str:
    """Say under which power each response stands; it is open, or the response were another."""
    told: list[str] = []
    for name in names:
        if name == NONE:
            continue
        power = compiled.regime.powers[compiled.regime.responses[name].power]
        told.append(f"{power.title} (step {power.step})")
    return "; ".join(dict.fromkeys(told))


def called_for(concluded: Concluded, compiled: Compiled) -> str:
    """Say what a trigger calls for, and what is done where no power is open for that."""
    done = responses(concluded.responses, compiled)
    if concluded.wanted == concluded.responses:
        return done
    wanted = responses(concluded.wanted, compiled)
    return f"{wanted}, which these facts open no power for; so {done}"


def support(names: Sequence[str], compiled: Compiled) -> str:
    """Say what help comes with the responses."""
    found = [compiled.regime.responses[n].support for n in names if n != NONE]
    return "; ".join(dict.fromkeys(text for text in found if text))
