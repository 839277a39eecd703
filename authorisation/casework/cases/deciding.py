"""What is decided, and the letter that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from authorisation.casework.access import require_move
from authorisation.casework.cases import reading
from authorisation.casework.cases.judging import require_outcome
from authorisation.casework.cases.moving import Actor, add_move, day_of, moving
from authorisation.casework.cases.personal import reveal_json
from authorisation.casework.cases.reading import imposed_conditions
from authorisation.casework.cases.uploads import store_upload, upload_place
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import LetterText, read_decision, read_text, write_text
from authorisation.casework.models import CaseEvent, DueCondition, GroupCase
from authorisation.casework.moves import CaseMove
from authorisation.model.submission import Stage
from authorisation.records.assessment_shape import AssessmentRecord, DecisionRecord
from authorisation.records.record import render_record
from authorisation.report.letters.letter import Letter
from authorisation.usecases.assessing.judgements import refuse_idle_departures
from authorisation.usecases.delivery.records import record_of
from authorisation.usecases.library import Library
from authorisation.usecases.records.letter import kept_letter


def decide(
    actor: Actor, case: GroupCase, outcome: str, departing: str, library: Library
) -> CaseEvent:
    """Decide: the record of all that it rests on is kept as it was signed.

    Raises:
        NotAllowed: it departs from what the rules indicate, and `departing` does not say why.
        AuthorisationError: there is no such outcome, or a departure departs from nothing.
    """
    with moving(actor, case, CaseMove.DECIDE) as locked:
        record = _decided(actor, locked, outcome, departing, library)
        event = add_move(actor, locked, CaseMove.DECIDE, render_record(record).decode())
        for criterion, row in imposed_conditions(record).items():
            DueCondition.objects.create(case=locked, criterion=criterion, **row._asdict())
        return event


def draft_letter(
    actor: Actor, case: GroupCase, outcome: str, departing: str, library: Library
) -> Letter:
    """The letter that would go out if this were decided now; nothing is kept of it.

    Raises:
        NotAllowed, AuthorisationError: as `decide` would.
    """
    require_move(actor.person, CaseMove.DECIDE, case)
    record = _decided(actor, case, outcome, departing, library)
    return _letter(render_record(record), library)


def _decided(
    actor: Actor, case: GroupCase, outcome: str, departing: str, library: Library
) -> AssessmentRecord:
    """The record of a decision, by whoever decides and for the day on which it is done."""
    require_outcome(outcome, case, library)
    day = day_of(case, actor.at)
    run = reading.run(case, library, as_of=day, stage=Stage.DECISION, revealed=False)
    (assessment,) = run.assessments
    refuse_idle_departures(assessment)
    if not departing and assessment.outcome_ids != (outcome,):
        raise NotAllowed("this is not what the rules indicate: say why it departs from them")
    decision = DecisionRecord(by=actor.person.token, on=day, outcome=outcome, departing=departing)
    return msgspec.structs.replace(record_of(run, assessment), decision=decision)


def condition_titles(cases: Iterable[GroupCase]) -> Mapping[str, Mapping[str, str]]:
    """The titles of the conditions of each case, by the case and the condition's criterion."""
    last = CaseEvent.last_of([case.uid for case in cases], [CaseMove.DECIDE])
    decided = dict(last.values_list("uid", "sha256"))
    for event in CaseEvent.objects.filter(sha256__in=set(decided.values()) - _TITLES.keys()):
        record = read_decision(event)
        imposed = imposed_conditions(record)
        _TITLES[event.sha256] = {
            f.criterion: f.title for f in record.findings if f.criterion in imposed
        }
    return {uid: _TITLES[sha256] for uid, sha256 in decided.items()}


_TITLES: Final[dict[str, Mapping[str, str]]] = {}
"""Those of a decision by its hash, which never changes; its record is long."""


def decision_letter(case: GroupCase, library: Library) -> Letter | None:
    """The letter on the decision of a case, with names in clear; None before it is decided.

    The head of the audit chain on it is that at the decision, so that it is the same whenever it is
    set.

    Raises:
        AuthorisationError: the decision comes out otherwise here, or its rules are not here.
    """
    event = case.events.filter(kind=CaseMove.DECIDE).last()
    if event is None:
        return None
    return _letter(event.text.encode(), library, event.link_sha256)


def _letter(record: bytes, library: Library, head: str = "") -> Letter:
    """The letter on the record of a decision, with names in clear."""
    letter = kept_letter(record, library, head)
    return msgspec.convert(reveal_json(msgspec.to_builtins(letter)), Letter)


def sent_letter(case: GroupCase) -> bytes | None:
    """The letter that was sent, as it was; None before."""
    event = case.events.filter(kind=CaseMove.SEND_LETTER).last()
    return upload_place(read_text(event, LetterText).sha256).read_bytes() if event else None


def send_letter(actor: Actor, case: GroupCase, letter: bytes) -> CaseEvent:
    """Keep the letter that goes out, under its hash."""
    with moving(actor, case, CaseMove.SEND_LETTER) as locked:
        said = LetterText(sha256=store_upload(letter))
        return add_move(actor, locked, CaseMove.SEND_LETTER, write_text(said))
