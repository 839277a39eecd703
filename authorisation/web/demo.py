"""A demonstration: invented groups with a case in each state, and a person of each role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from django.utils import timezone

from authorisation.casework.cases import deciding, judging, reading
from authorisation.casework.cases.draft import fill_draft, submit
from authorisation.casework.cases.monitoring import (
    begin_watch,
    begun_group,
    discharge,
    file_group,
    regime_of,
)
from authorisation.casework.cases.moving import Actor, day_of, open_case
from authorisation.casework.cases.reading import program_of
from authorisation.casework.models import Consortium, GroupCase, Person
from authorisation.casework.moves import OF_A_GROUP, CaseState, Role
from authorisation.casework.people.accounts import (
    add_person,
    find_person,
    new_password,
    set_password,
)
from authorisation.casework.people.roles import give_role
from authorisation.model.calendar import next_period
from authorisation.model.submission import CHECKED, Judgement, Stage
from authorisation.report.letters.typesetting import set_letter
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.assessing.inputs import submission_in
from authorisation.usecases.filesystem.returns_file import ReturnsFile
from authorisation.web.domains import LIBRARY

_PACKAGE: Final = Path(__file__).parents[1]
_OWN: Final = "illustrative-half-answered.yaml"
"""The group of the applicant and the signatory, which is not done yet."""
_CASES: Final = {
    "illustrative-full-budget.yaml": CaseState.SUBMITTED,
    "illustrative-with-conditions.yaml": CaseState.SUBMITTED,
    "illustrative-developmental.yaml": CaseState.SUBMITTED,
    "illustrative-small-pooled.yaml": CaseState.IN_ASSESSMENT,
    "illustrative-nothing-shown.yaml": CaseState.MODERATED,
    "illustrative-asks-developmental.yaml": CaseState.PROPOSED,
    "illustrative-franchise.yaml": CaseState.DECIDED,
    "illustrative-single-locality.yaml": CaseState.LETTER_SENT,
}
"""How far each of the others is."""
_WATCHED: Final = "Imaginary Green Lane (illustrative)"
"""A group with a letter that files returns; the signatory signs for it too."""
_LIKE: Final = "illustrative-with-conditions.yaml"
"""What it answered."""
_RETURNS: Final = "returns/illustrative/management-accepted.yaml"
"""Whose returns its own are like."""
_RECEIVED: Final = (date(2013, 1, 21), date(2013, 4, 19))
_MET: Final = (
    "MGT-7",
    "The signed contract",
    date(2012, 12, 18),
    "It names who answers for each task",
)
"""The condition of it that is met, by what and when, and why that shows it."""
_CHECKED: Final = "population.registered"
"""The answer that the assessor has looked at."""
_PEOPLE: Final = {
    "applicant": ("Ann Archer", Role.APPLICANT),
    "signatory": ("Ben Baker", Role.SIGNATORY),
    "assessor": ("Cara Cooper", Role.ASSESSOR),
    "second-assessor": ("Dan Draper", Role.ASSESSOR),
    "panel-member": ("Eve Ellis", Role.PANEL_MEMBER),
    "second-panel-member": ("Finn Fisher", Role.PANEL_MEMBER),
    "decider": ("Gail Glover", Role.DECIDER),
    "case-manager": ("Hal Hunter", Role.CASE_MANAGER),
    "policy-lead": ("Ivy Inman", Role.POLICY_LEAD),
    "auditor": ("Jon Joiner", Role.AUDITOR),
    "administrator": ("Kim Knight", Role.ADMINISTRATOR),
}
"""Who there is by user name: what each is called, and is."""
_OTHER_SIGNATORY: Final = "others"
"""Submits for the other groups, and cannot sign in."""


def fill() -> None:
    """Fill an empty store: a group that has begun, others that have submitted, and people."""
    at = timezone.now()
    people = {name: add_person(name, called, None, at) for name, (called, _) in _PEOPLE.items()}
    other = add_person(_OTHER_SIGNATORY, "Lee Ledger", None, at)
    manager = people["case-manager"]
    own = _group(_OWN)
    for name, (_, role) in _PEOPLE.items():
        give_role(people[name], role, own if role in OF_A_GROUP else None, at)
    _begin(manager, people["signatory"], own, _OWN, submitted=False)
    for file, state in _CASES.items():
        group = _group(file)
        give_role(other, Role.SIGNATORY, group, at)
        _walk(people, _begin(manager, other, group, file, submitted=True), state)
    watched = Consortium.objects.create(name=_WATCHED, code="ILL12")
    give_role(people["signatory"], Role.SIGNATORY, watched, at)
    case = _begin(manager, people["signatory"], watched, _LIKE, submitted=True)
    _walk(people, case, CaseState.LETTER_SENT)
    _file_returns(manager, case)
    discharge(_by(manager), case, *_MET)


def _walk(people: Mapping[str, Person], case: GroupCase, state: CaseState) -> None:
    """Bring what was submitted to a state; the returns of a group with a letter are watched."""
    for move in _STEPS[: _STATES.index(state) - _STATES.index(CaseState.SUBMITTED)]:
        move(people, case)
    if state is CaseState.LETTER_SENT:
        begin_watch(_by(people["case-manager"]), case, LIBRARY)


def _take_up(people: Mapping[str, Person], case: GroupCase) -> None:
    judging.take_up(_by(people["assessor"]), case)
    check = Judgement(
        answer=_CHECKED,
        assessor="",
        on=day_of(case, timezone.now()),
        grade=CHECKED,
        reason="As the lists of the practices have it",
        document="The lists of the practices",
    )
    judging.assess(_by(people["assessor"]), case, [check], LIBRARY)


def _moderate(people: Mapping[str, Person], case: GroupCase) -> None:
    judging.moderate(_by(people["panel-member"]), case, [], [], LIBRARY)


def _propose(people: Mapping[str, Person], case: GroupCase) -> None:
    judging.propose(
        _by(people["panel-member"]), case, _indicated(case), "As indicated", [], LIBRARY
    )


def _decide(people: Mapping[str, Person], case: GroupCase) -> None:
    deciding.decide(_by(people["decider"]), case, _indicated(case), "", LIBRARY)


def _send(people: Mapping[str, Person], case: GroupCase) -> None:
    letter = deciding.decision_letter(case, LIBRARY)
    assert letter is not None  # noqa: S101 it was decided just now
    deciding.send_letter(_by(people["case-manager"]), case, set_letter(letter))


def _file_returns(manager: Person, case: GroupCase) -> None:
    """File returns of two periods, in which something fires."""
    group, loaded = begun_group(case, LIBRARY), regime_of(case.rules, LIBRARY)
    like = ReturnsFile(_bytes(_RETURNS), _RETURNS).group(LIBRARY.returns_context(loaded))
    period, filed = group.first, []
    for each, day in zip(like.filed, _RECEIVED, strict=False):
        filed.append(replace(each, period=period, received_on=day, shares=()))
        period = next_period(period, loaded.regime.periods)
    file_group(_by(manager), case, replace(group, filed=tuple(filed)), LIBRARY)


_STEPS: Final = (_take_up, _moderate, _propose, _decide, _send)
_STATES: Final = tuple(CaseState)
"""In their order: what was submitted comes to each by one more of the steps."""


def _indicated(case: GroupCase) -> str:
    run = reading.run(
        case, LIBRARY, as_of=day_of(case, timezone.now()), stage=Stage.DECISION, revealed=False
    )
    return run.assessments[0].outcome_ids[0]


def _by(person: Person) -> Actor:
    return Actor(person, timezone.now())


def new_passwords() -> dict[str, str]:
    """Give everybody of the demonstration a new password; by user name."""
    passwords = {name: new_password() for name in _PEOPLE}
    for name, password in passwords.items():
        person = find_person(name)
        set_password(person, password, timezone.now(), person)
    return passwords


def _group(file: str) -> Consortium:
    submission = submission_in(_bytes(file), file, program_of(LIBRARY, DEFAULT_SET))
    return Consortium.objects.create(name=submission.name, code=submission.code)


def _begin(
    manager: Person, signatory: Person, group: Consortium, file: str, *, submitted: bool
) -> GroupCase:
    """Open a case, and fill it in from a file."""
    day = submission_in(_bytes(file), file, program_of(LIBRARY, DEFAULT_SET)).as_of
    case = open_case(_by(manager), group, DEFAULT_SET, day)
    fill_draft(_by(signatory), case, _bytes(file), file, LIBRARY)
    if submitted:
        submit(_by(signatory), case, LIBRARY)
    return case


def _bytes(file: str) -> bytes:
    installed = _PACKAGE / "_fixtures"
    folder = installed if installed.is_dir() else _PACKAGE.parent / "fixtures"
    return (folder / file).read_bytes()
