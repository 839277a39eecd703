"""The chain of every period derived again by the second engine, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from authorisation.errors import EngineUnavailable
from authorisation.inference.durable.engine import Rete
from authorisation.inference.facts import Fact, Run
from authorisation.regime.monitored import HistoryOpinion
from authorisation.regime.replay import Result

Named: TypeAlias = tuple[str, Result]
_AT_ONCE = 100
"""How many runs go into one request: durable-rules works best on small ones."""


def confirm(results: Iterable[Named], rete: Rete) -> HistoryOpinion:
    """Give a second opinion on the chain of every result, each with a name to call it by.

    Total: where the engine cannot be used, the opinion says why.
    """
    compared, differs = 0, []
    try:
        for batch in _batches(results):
            theirs = rete.derive(list(_joined(batch)))
            ours = [derived.facts for _, result in batch for derived in result.conclusions.derived]
            compared += sum(map(len, ours))
            names = [name for name, result in batch for _ in result.conclusions.derived]
            for name, mine, other in zip(names, ours, theirs, strict=True):
                if mine != other:
                    differs.append(f"{name}: {_apart(mine, other)}")
    except EngineUnavailable as error:
        return HistoryOpinion(version=rete.version, unavailable=f"{error.reason}; {error.remedy}")
    return HistoryOpinion(version=rete.version, conclusions=compared, differs=tuple(differs))


def _batches(results: Iterable[Named]) -> Iterator[list[Named]]:
    batch: list[Named] = []
    runs = 0
    for name, result in results:
        more = len(result.conclusions.runs)
        if batch and runs + more > _AT_ONCE:
            yield batch
            batch, runs = [], 0
        batch.append((name, result))
        runs += more
    if batch:
        yield batch


def _joined(batch: Iterable[Named]) -> Iterator[Run]:
    """Put the runs of several periods into one request, their wires leading where they did."""
    offset = 0
    for _, result in batch:
        runs = result.conclusions.runs
        for run in runs:
            wires = tuple((key, leads_to + offset, there) for key, leads_to, there in run.wires)
            yield replace(run, wires=wires)
        offset += len(runs)


def _apart(ours: frozenset[Fact], theirs: frozenset[Fact]) -> str:
    told = [f"only ours {sorted(ours - theirs)}"] if ours - theirs else []
    told += [f"only theirs {sorted(theirs - ours)}"] if theirs - ours else []
    return "; ".join(told)
