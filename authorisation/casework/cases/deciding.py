"""What is decided, and the letter that says so."""

from __future__ import annotations

import msgspec

from authorisation.casework.cases import reading
from authorisation.casework.cases.derived import imposed_conditions
from authorisation.casework.cases.judging import require_outcome
from authorisation.casework.cases.moving import Actor, add_move, day_of, move_on, moving
from authorisation.casework.cases.uploads import store_upload
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import (
    LetterText,
)
from authorisation.casework.models import (
    CaseEvent,
    DueCondition,
    GroupCase,
)
from authorisation.casework.moves import CaseMove
from authorisation.model.submission import Stage
from authorisation.records.assessment_shape import DecisionRecord
from authorisation.records.record import render_record
from authorisation.usecases.assessing.judged import refuse_idle_departures
from authorisation.usecases.delivery.records import record_of
from authorisation.usecases.library import Library


def decide(
    actor: Actor, case: GroupCase, outcome: str, departing: str, library: Library
) -> CaseEvent:
    """Decide: the record of all that it rests on is kept as it was signed.

    Raises:
        NotAllowed: it departs from what the rules indicate, and `departing` does not say why.
        AuthorisationError: there is no such outcome, or a departure departs from nothing.
    """
    day = day_of(case, actor.at)
    with moving(actor, case, CaseMove.DECIDE) as locked:
        require_outcome(outcome, locked, library)
        run = reading.run(locked, library, as_of=day, stage=Stage.DECISION, revealed=False)
        (assessment,) = run.assessments
        refuse_idle_departures(assessment)
        if not departing and assessment.outcome_ids != (outcome,):
            raise NotAllowed("this is not what the rules indicate: say why it departs from them")
        decision = DecisionRecord(
            by=actor.person.token, on=day, outcome=outcome, departing=departing
        )
        record = msgspec.structs.replace(record_of(run, assessment), decision=decision)
        event = add_move(actor, locked, CaseMove.DECIDE, render_record(record).decode())
        for criterion, row in imposed_conditions(record).items():
            DueCondition.objects.create(case=locked, criterion=criterion, **row._asdict())
        return event


def send_letter(actor: Actor, case: GroupCase, letter: bytes) -> CaseEvent:
    """Keep the letter that goes out, under its hash."""
    said = LetterText(sha256=store_upload(letter))
    return move_on(actor, case, CaseMove.SEND_LETTER, said)
