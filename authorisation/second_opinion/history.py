"""The chain of every period derived again by the second engine, and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from authorisation.errors import EngineUnavailable
from authorisation.inference.durable.engine import DurableEngine
from authorisation.inference.facts import Fact, InferenceRun
from authorisation.regime.conclusions import PeriodConclusions
from authorisation.regime.monitored import HistoryOpinion

NamedResult: TypeAlias = tuple[str, PeriodConclusions]
_RUNS_A_REQUEST = 100
"""How many runs go into one request: durable-rules works best on small ones."""


def history_opinion(results: Iterable[NamedResult], second_engine: DurableEngine) -> HistoryOpinion:
    """Give a second opinion on the chain of every result, each with a name to call it by.

    Total: where the engine cannot be used, the opinion says why.
    """
    compared, differs = 0, []
    try:
        for batch in _batches(results):
            theirs = second_engine.derive(list(_join_runs(batch)))
            ours = [derived.facts for _, result in batch for derived in result.derived]
            compared += sum(map(len, ours))
            names = [name for name, result in batch for _ in result.derived]
            for name, mine, other in zip(names, ours, theirs, strict=True):
                if mine != other:
                    differs.append(f"{name}: {_format_difference(mine, other)}")
    except EngineUnavailable as error:
        return HistoryOpinion(
            version=second_engine.version, unavailable=f"{error.reason}; {error.remedy}"
        )
    return HistoryOpinion(
        version=second_engine.version, conclusions=compared, differs=tuple(differs)
    )


def _batches(results: Iterable[NamedResult]) -> Iterator[list[NamedResult]]:
    batch: list[NamedResult] = []
    runs = 0
    for name, result in results:
        more = len(result.runs)
        if batch and runs + more > _RUNS_A_REQUEST:
            yield batch
            batch, runs = [], 0
        batch.append((name, result))
        runs += more
    if batch:
        yield batch


def _join_runs(batch: Iterable[NamedResult]) -> Iterator[InferenceRun]:
    """Put the runs of several periods into one request, their wires leading where they did."""
    offset = 0
    for _, result in batch:
        runs = result.runs
        for run in runs:
            wires = tuple((key, leads_to + offset, there) for key, leads_to, there in run.wires)
            yield replace(run, wires=wires)
        offset += len(runs)


def _format_difference(ours: frozenset[Fact], theirs: frozenset[Fact]) -> str:
    differences = [f"only ours {sorted(ours - theirs)}"] if ours - theirs else []
    differences += [f"only theirs {sorted(theirs - ours)}"] if theirs - ours else []
    return "; ".join(differences)
