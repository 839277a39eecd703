"""The returns known on a day: each period's newest version, corrections made whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from authorisation.model.returns import AuthorisedGroup, FiledReturn, Period, claims_upon
from authorisation.model.value import Answer


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer that a later version of a return gives otherwise; None where it gives none."""

    path: str
    before: Answer | None
    after: Answer | None
    was_answered: bool
    is_answered: bool


Corrected: TypeAlias = "dict[tuple[int, int], FiledReturn]"
"""Corrections made whole, by the identity of the version before and of what was filed."""


def returns_known_by(
    group: AuthorisedGroup, day: date, whole: Corrected | None = None
) -> dict[Period, FiledReturn]:
    """Give the version of each return that stood on a day, whole."""
    known: dict[Period, FiledReturn] = {}
    for filed in group.filed:
        if filed.received_on <= day:
            receive(filed, known, whole)
    return known


def receive(
    filed: FiledReturn, known: dict[Period, FiledReturn], whole: Corrected | None = None
) -> None:
    """Enter a return among those known before it.

    A correction that `whole` holds is the same value again; others are entered there.
    """
    before = known.get(filed.period)
    if filed.withdrawn:
        known.pop(filed.period, None)
    elif before is None:
        known[filed.period] = filed
    elif whole is None:
        known[filed.period] = _corrected(before, filed)
    else:
        key = (id(before), id(filed))
        if key not in whole:
            whole[key] = _corrected(before, filed)
        known[filed.period] = whole[key]


def _corrected(before: FiledReturn, filed: FiledReturn) -> FiledReturn:
    """Give a correction made whole: what it leaves out stands as in the version before.

    The evidence of an answer that is corrected went with the old answer.
    """
    evidence = {path: e for path, e in before.evidence.items() if path not in filed.answers}
    return replace(
        filed,
        answers=MappingProxyType({**before.answers, **filed.answers}),
        evidence=MappingProxyType({**evidence, **filed.evidence}),
        explained=MappingProxyType({**before.explained, **filed.explained}),
        discharged=MappingProxyType({**before.discharged, **filed.discharged}),
        shares=claims_upon(before.shares, filed.shares, str(filed.period)),
        first_received_on=before.came_on,
    )


def answer_changes(before: FiledReturn | None, after: FiledReturn | None) -> Iterator[AnswerChange]:
    """Yield each answer of a period that a later version gives otherwise."""
    old, new = (each.answers if each else {} for each in (before, after))
    for path in dict.fromkeys((*old, *new)):
        change = AnswerChange(path, old.get(path), new.get(path), path in old, path in new)
        if change.was_answered != change.is_answered or change.before != change.after:
            yield change
