"""What a case holds, as the engine reads it: submissions, judgements, its state and conditions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
from django.db.models import QuerySet

from authorisation.casework.access import roles_of
from authorisation.casework.cases.personal import reveal_json
from authorisation.casework.errors import NotAllowed
from authorisation.casework.events.texts import (
    DischargeText,
    ProposalText,
    ViewText,
    read_decision,
    read_text,
)
from authorisation.casework.models import CaseEvent, GroupCase, Person
from authorisation.casework.moves import MOVES, OF_A_GROUP, CaseMove, CaseState, Role, StoreAct
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.records.assessment_shape import (
    AssessmentRecord,
    DepartureRecord,
    JudgementRecord,
    JudgementsRecord,
    SubmissionRecord,
)
from authorisation.records.inputs import read_recorded_judgements, read_recorded_submission
from authorisation.usecases.assessing.assess import AssessmentRun
from authorisation.usecases.assessing.single import assess_submission
from authorisation.usecases.library import Library

NOTHING_SUBMITTED: Final = "nothing was submitted yet"


@lru_cache(maxsize=16)
def program_of(library: Library, rules: str) -> Program:
    """The rules of a case, compiled once for each library."""
    return compile_rules(library.rule_set(rules))


def versions(case: GroupCase) -> list[CaseEvent]:
    """The submissions of a case, the first one first."""
    return list(case.events.filter(kind=CaseMove.SUBMIT))


def version(case: GroupCase) -> CaseEvent:
    """The submission that counts: the last.

    Raises:
        NotAllowed: nothing was submitted yet.
    """
    last = case.events.filter(kind=CaseMove.SUBMIT).last()
    if last is None:
        raise NotAllowed(NOTHING_SUBMITTED)
    return last


def submission_of(event: CaseEvent, program: Program, *, revealed: bool) -> Submission:
    """The submission that an event holds, with its personal answers or with their tokens."""
    record = json.loads(event.text)
    shape = msgspec.convert(reveal_json(record) if revealed else record, SubmissionRecord)
    return read_recorded_submission(shape, program.rules)


def judgements_on(submitted: CaseEvent, program: Program, *, revealed: bool) -> Judgements:
    """All that was judged of a version: the last view of each assessor, then the panel's."""
    entries: dict[str, tuple[JudgementRecord, ...]] = {}
    departures: tuple[DepartureRecord, ...] = ()
    for event, view in _views(submitted):
        if isinstance(view, ProposalText):
            departures = view.judgements.departures or ()
        else:
            panel = event.kind == CaseMove.MODERATE
            entries["" if panel else event.by] = view.judgements.entries
    panels = entries.pop("", ())
    graded = (*(entry for each in entries.values() for entry in each), *panels)
    return _judgements(graded, departures, program, revealed=revealed)


def views_for(person: Person, submitted: CaseEvent, case: GroupCase) -> list[JudgementRecord]:
    """The grades and checks of a version that a person may see, tokens revealed.

    An assessor sees another's on a criterion or an answer only after giving one on it; applicants
    see none.
    """
    roles = roles_of(person, case)
    if not roles - OF_A_GROUP:
        return []
    latest = {
        event.by: view.judgements.entries
        for event, view in _views(submitted)
        if event.kind == CaseMove.ASSESS
    }
    given = {(each.criterion, each.answer) for each in latest.get(person.token, ())}
    bound = Role.ASSESSOR in roles and case.state == CaseState.IN_ASSESSMENT
    visible = [
        entry
        for by, entries in latest.items()
        for entry in entries
        if not bound or by == person.token or (entry.criterion, entry.answer) in given
    ]
    return [
        msgspec.convert(reveal_json(msgspec.to_builtins(each)), JudgementRecord) for each in visible
    ]


def run(
    case: GroupCase,
    library: Library,
    *,
    as_of: date,
    stage: Stage,
    revealed: bool = True,
    judgements: Judgements | None = None,
    submitted: CaseEvent | None = None,
) -> AssessmentRun:
    """The assessment of the version that counts, as judged, beside the other groups' versions.

    With tokens in the place of personal answers unless they are `revealed`. `judgements` are those
    that count, such as what one person may see; None for all. Another version may be `submitted`.

    Raises:
        NotAllowed: nothing was submitted yet.
        AuthorisationError: what was submitted cannot be read under these rules.
    """
    program, submitted = program_of(library, case.rules), submitted or version(case)
    if judgements is None:
        judgements = judgements_on(submitted, program, revealed=revealed)
    return assess_submission(
        program,
        submission_of(submitted, program, revealed=revealed),
        as_of=as_of,
        stage=stage,
        judgements=judgements,
        others=_other_submissions(case, library, revealed=revealed),
    )


def last_text(case: GroupCase, move: CaseMove) -> str:
    """The text of the last event of a kind, such as the record of the decision; "" for none."""
    event = case.events.filter(kind=move).last()
    return event.text if event else ""


def _views(submitted: CaseEvent) -> Iterator[tuple[CaseEvent, ViewText | ProposalText]]:
    """The events that judged a version or proposed on it, in order, each with its text."""
    kinds = (CaseMove.ASSESS, CaseMove.MODERATE, CaseMove.PROPOSE)
    events = CaseEvent.objects.filter(uid=submitted.uid, kind__in=kinds)
    for event in events.filter(case_number__gt=submitted.case_number):
        view: ViewText | ProposalText
        if event.kind == CaseMove.PROPOSE:
            view = read_text(event, ProposalText)
        else:
            view = read_text(event, ViewText)
        if view.version == submitted.sha256:
            yield event, view


def _judgements(
    entries: Iterable[JudgementRecord],
    departures: tuple[DepartureRecord, ...],
    program: Program,
    *,
    revealed: bool,
) -> Judgements:
    found = JudgementsRecord(
        entries=tuple(entries), sha256="", departures=departures or msgspec.UNSET
    )
    if revealed:
        found = msgspec.convert(reveal_json(msgspec.to_builtins(found)), JudgementsRecord)
    return read_recorded_judgements(found, program.rules)


def other_versions(case: GroupCase) -> QuerySet[CaseEvent]:
    """The versions that count of the other groups under the same rules."""
    others = GroupCase.objects.filter(rules=case.rules).exclude(group=case.group_id)
    return CaseEvent.last_of(others.values("uid"), [CaseMove.SUBMIT])


def _other_submissions(case: GroupCase, library: Library, *, revealed: bool) -> list[Submission]:
    """The submissions of the other groups under the same rules; each version is read once.

    Until values are erased, or come in with a case, what each token leads to stays the same.
    """
    acts = CaseEvent.last_of([""], (StoreAct.ERASE, StoreAct.IMPORT))
    read = _reading_once(acts.values_list("number", flat=True).first() or 0)
    known = other_versions(case).values_list("number", "sha256")
    return [read(*each, case.rules, library, revealed) for each in known]


@lru_cache(maxsize=1)
def _reading_once(_: int) -> Callable[[int, str, str, Library, bool], Submission]:
    """Reads a version by its number and hash; after another erasure forgets all that it read."""

    @lru_cache(maxsize=1_000)
    def read(number: int, _: str, rules: str, library: Library, revealed: bool) -> Submission:  # noqa: FBT001 - part of the key
        event = CaseEvent.objects.get(number=number)
        return submission_of(event, program_of(library, rules), revealed=revealed)

    return read


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
