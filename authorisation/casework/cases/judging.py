"""What assessors and panels do with a version: views, moderation, a proposal."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from authorisation.casework.access import NOT_ASSESSED, require_move
from authorisation.casework.cases import reading
from authorisation.casework.cases.moving import Actor, add_move, day_of, move_on, moving
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import ProposalText, ReasonText, ViewText, write_text
from authorisation.casework.models import CaseEvent, GroupCase, Person
from authorisation.casework.moves import CaseMove
from authorisation.explain.words.answer_changes import format_question
from authorisation.model.source import Location
from authorisation.model.submission import Departure, Judgement, Judgements, Stage
from authorisation.records.assessment import judgements_record
from authorisation.records.inputs import read_recorded_judgements
from authorisation.usecases.assessing.judgements import refuse_idle_departures, refuse_unfit
from authorisation.usecases.library import Library


def take_up(actor: Actor, case: GroupCase) -> CaseEvent:
    """Begin to assess the version that counts."""
    return move_on(actor, case, CaseMove.TAKE_UP, ReasonText(reason=""))


def declare_interest(actor: Actor, case: GroupCase, interest: str) -> CaseEvent:
    """Declare an interest in the group, which the person judges no more."""
    return move_on(actor, case, CaseMove.DECLARE_INTEREST, ReasonText(reason=interest))


def assess(
    actor: Actor, case: GroupCase, entries: Sequence[Judgement], library: Library
) -> CaseEvent:
    """Keep an assessor's view of the version that counts: all grades and checks so far.

    It takes the place of the same person's view before; who and when are put in here.

    Raises:
        AuthorisationError: the rules have no such criterion or grade.
    """
    day = day_of(case, actor.at)
    own = [
        msgspec.structs.replace(each, assessor=actor.person.token, panel=(), on=day)
        for each in entries
    ]
    with moving(actor, case, CaseMove.ASSESS) as locked:
        said = _view(locked, Judgements(entries=tuple(own)), library)
        return add_move(actor, locked, CaseMove.ASSESS, write_text(said))


def moderate(
    actor: Actor,
    case: GroupCase,
    entries: Sequence[Judgement],
    sat: Sequence[Person],
    library: Library,
) -> CaseEvent:
    """Keep what a panel settled where assessors differ; `sat` are two or more, the actor one.

    Raises:
        NotAllowed: nobody assessed, something is not settled, or somebody sat who may not.
        AuthorisationError: the rules have no such criterion or grade.
    """
    day, panel = day_of(case, actor.at), tuple(each.token for each in sat)
    with moving(actor, case, CaseMove.MODERATE) as locked:
        for member in sat:
            require_move(member, CaseMove.MODERATE, locked)
        if entries and actor.person.token not in panel:
            raise NotAllowed("who keeps what a panel settled sat on it")
        settled = tuple(
            msgspec.structs.replace(each, assessor="", panel=panel, on=day) for each in entries
        )
        said = _view(locked, Judgements(entries=settled), library)
        _refuse_unsettled(locked, settled, library)
        return add_move(actor, locked, CaseMove.MODERATE, write_text(said))


def propose(
    actor: Actor,
    case: GroupCase,
    outcome: str,
    reason: str,
    departures: Sequence[Departure],
    library: Library,
) -> CaseEvent:
    """Propose an outcome, and what to decide otherwise than the rules indicate.

    Raises:
        AuthorisationError: the rules have no such outcome, or a departure departs from nothing.
    """
    day = day_of(case, actor.at)
    own = [msgspec.structs.replace(each, by=actor.person.token, on=day) for each in departures]
    with moving(actor, case, CaseMove.PROPOSE) as locked:
        view = _view(locked, Judgements(departures=tuple(own)), library)
        require_outcome(outcome, locked, library)
        program = reading.program_of(library, locked.rules)
        judged = reading.judgements_on(reading.version(locked), program, revealed=False)
        run = reading.run(
            locked,
            library,
            as_of=day,
            stage=Stage.DECISION,
            revealed=False,
            judgements=msgspec.structs.replace(judged, departures=tuple(own)),
        )
        refuse_idle_departures(run.assessments[0])
        said = ProposalText(
            version=view.version, outcome=outcome, reason=reason, judgements=view.judgements
        )
        return add_move(actor, locked, CaseMove.PROPOSE, write_text(said))


def refer_back(actor: Actor, case: GroupCase, reason: str) -> CaseEvent:
    """Send a proposal back to be assessed further."""
    return move_on(actor, case, CaseMove.REFER_BACK, ReasonText(reason=reason))


def _view(case: GroupCase, judged: Judgements, library: Library) -> ViewText:
    """The view on the version that counts, once the rules were seen to know what was judged."""
    record = judgements_record(judged)
    rules = reading.program_of(library, case.rules).rules
    read_recorded_judgements(record, rules)
    return ViewText(version=reading.version(case).sha256, judgements=record)


def _refuse_unsettled(case: GroupCase, settled: Sequence[Judgement], library: Library) -> None:
    program, submitted = reading.program_of(library, case.rules), reading.version(case)
    judged = reading.judgements_on(submitted, program, revealed=False)
    graded = [entry for entry in judged.entries if not entry.panel]
    if not graded:
        raise NotAllowed(NOT_ASSESSED)
    grades: dict[tuple[str, str], set[str]] = {}
    for entry in graded:
        grades.setdefault((entry.criterion, entry.answer), set()).add(entry.grade)
    differing = {about for about, given in grades.items() if len(given) > 1}
    left = differing - {(entry.criterion, entry.answer) for entry in settled}
    if left:
        questions = program.rules.questions
        names = ", ".join(
            sorted(criterion or format_question(questions[answer]) for criterion, answer in left)
        )
        raise NotAllowed(f"assessors differ, and the panel says nothing: {names}")
    whole = msgspec.structs.replace(judged, entries=(*graded, *settled), places=())
    submission = reading.submission_of(submitted, program, revealed=False)
    places = tuple(Location("panel") for _ in whole.entries)
    refuse_unfit([msgspec.structs.replace(whole, places=places)], [submission])


def require_outcome(outcome: str, case: GroupCase, library: Library) -> None:
    """Refuse an outcome that the rules of a case do not have.

    Raises:
        NotAllowed: naming those that they have.
    """
    known = [row.id for row in reading.program_of(library, case.rules).rules.outcomes]
    if outcome not in known:
        raise NotAllowed(f"no outcome `{outcome}`: there is {', '.join(known)}")
