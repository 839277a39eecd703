"""A demonstration: invented groups, each with its case, and a person of each role."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from django.utils import timezone

from authorisation.casework.cases.draft import fill_draft, submit
from authorisation.casework.cases.moving import Actor
from authorisation.casework.cases.opening import open_case
from authorisation.casework.cases.reading import program_of
from authorisation.casework.models import Consortium, Person
from authorisation.casework.moves import OF_A_GROUP, Role
from authorisation.casework.people.accounts import add_person
from authorisation.casework.people.roles import give_role
from authorisation.usecases import DEFAULT_SET
from authorisation.usecases.assessing.inputs import submission_in
from authorisation.web.domains import LIBRARY

_PACKAGE: Final = Path(__file__).parents[1]
_OWN: Final = "illustrative-half-answered.yaml"
"""The group of the applicant and the signatory, which is not done yet."""
_SUBMITTED: Final = (
    "illustrative-full-budget.yaml",
    "illustrative-with-conditions.yaml",
    "illustrative-developmental.yaml",
)
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
    for file in _SUBMITTED:
        group = _group(file)
        give_role(other, Role.SIGNATORY, group, at)
        _begin(manager, other, group, file, submitted=True)


def new_passwords() -> dict[str, str]:
    """Give everybody of the demonstration a new password; by user name."""
    passwords = {name: secrets.token_urlsafe(9) for name in _PEOPLE}
    for name, password in passwords.items():
        person = Person.objects.get(username=name)
        person.set_password(password)
        person.save()
    return passwords


def _group(file: str) -> Consortium:
    submission = submission_in(_bytes(file), file, program_of(LIBRARY, DEFAULT_SET))
    return Consortium.objects.create(name=submission.name, code=submission.code)


def _begin(
    manager: Person, signatory: Person, group: Consortium, file: str, *, submitted: bool
) -> None:
    """Open a case, and fill it in from a file."""
    day = submission_in(_bytes(file), file, program_of(LIBRARY, DEFAULT_SET)).as_of
    case = open_case(Actor(manager, timezone.now()), group, DEFAULT_SET, day)
    fill_draft(Actor(signatory, timezone.now()), case, _bytes(file), file, LIBRARY)
    if submitted:
        submit(Actor(signatory, timezone.now()), case, LIBRARY)


def _bytes(file: str) -> bytes:
    installed = _PACKAGE / "_fixtures"
    folder = installed if installed.is_dir() else _PACKAGE.parent / "fixtures"
    return (folder / file).read_bytes()
