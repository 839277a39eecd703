"""What follows from the events of a case: its state, and the conditions of its authorisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from authorisation.casework.events.texts import DischargeText, read_decision, read_text
from authorisation.casework.models import CaseEvent
from authorisation.casework.moves import MOVES, CaseMove, CaseState
from authorisation.records.assessment_shape import AssessmentRecord


class ConditionRow(NamedTuple):
    """A condition as the table of conditions has it."""

    requires: str
    due: date | None
    met_on: date | None


def derive_state(events: Iterable[CaseEvent]) -> CaseState | None:
    """The state that the moves lead to; None before the first."""
    state = None
    for event in events:
        state = MOVES[CaseMove(event.kind)].leads_to or state
    return state


def derive_conditions(events: Iterable[CaseEvent]) -> Mapping[str, ConditionRow]:
    """The conditions that the decision imposed, by criterion, with what discharged them."""
    found: dict[str, ConditionRow] = {}
    for event in events:
        if event.kind == CaseMove.DECIDE:
            found = imposed_conditions(read_decision(event))
        elif event.kind == CaseMove.DISCHARGE:
            said = read_text(event, DischargeText)
            found[said.criterion] = found[said.criterion]._replace(met_on=said.on)
    return found


def imposed_conditions(record: AssessmentRecord) -> dict[str, ConditionRow]:
    """The conditions of the outcome that was decided, by criterion."""
    decided = record.decision.outcome if record.decision else ""
    return {
        each.criterion: ConditionRow(each.evidence, each.due, None)
        for outcome in record.outcomes
        if outcome.id == decided
        for each in outcome.conditions
    }
