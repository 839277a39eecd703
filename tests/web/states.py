"""A store with a case in every state, and a person of each role who may act on each of them.

Of one group more the returns are not watched yet, the case of another is under rules that have
criteria to be judged, and one person more has a second factor.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from tests.casework.conftest import to_be_copied

# Models can be imported once the apps are loaded, which conftest does.
from tests.casework.people import add_person, give_role  # isort: skip
from authorisation.casework.models import GroupCase, Person  # isort: skip
from authorisation.casework.moves import CaseState, Role  # isort: skip
from authorisation.casework.cases.deciding import send_letter  # isort: skip
from authorisation.casework.cases.draft import submit  # isort: skip
from authorisation.casework.cases.judging import take_up  # isort: skip
from authorisation.casework.people.second_factor import add_factor, new_secret  # isort: skip
from tests.casework.walk import Walk, library  # isort: skip
from tests.web.conftest import PASSWORD, site_template  # isort: skip
from tests.web.test_second_factor import code_of  # isort: skip

BESIDE = {
    "applicant": Role.APPLICANT,
    "policy lead": Role.POLICY_LEAD,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
}
"""Whom a walk does without, by user name."""
PEOPLE = {
    "signatory": Role.SIGNATORY,
    "assessor 1": Role.ASSESSOR,
    "assessor 2": Role.ASSESSOR,
    "panel 1": Role.PANEL_MEMBER,
    "decider": Role.DECIDER,
    "manager": Role.CASE_MANAGER,
    **BESIDE,
}
"""Somebody of each role, of assessors two."""


@cache
def every_state() -> Path:
    """The folder of such a store, made once, to be copied; each group is called as its state is."""
    with to_be_copied(site_template()) as folder:
        for name, role in BESIDE.items():
            person = add_person(name, f"Dr {name}")
            if role is not Role.APPLICANT:
                give_role(person, role)
        for state in CaseState:
            walk = Walk(f"Imaginary {state.title()}", f"S{[*CaseState].index(state)}")
            give_role(Person.objects.get(username="applicant"), Role.APPLICANT, walk.group)
            for step in (
                walk.submit,
                walk.assess,
                walk.moderate,
                walk.propose,
                walk.decide,
                walk.watch,
            ):
                if GroupCase.objects.get(pk=walk.case.pk).state == state:
                    break
                step()
        unwatched = Walk("Imaginary Unwatched", "S21")
        for step in (
            unwatched.submit,
            unwatched.assess,
            unwatched.moderate,
            unwatched.propose,
            unwatched.decide,
        ):
            step()
        send_letter(unwatched.by("manager"), unwatched.case, b"%PDF letter")
        judged = Walk("Imaginary Grounds", "S20", "statutory-2012")
        submit(judged.by("signatory"), judged.case, library())
        take_up(judged.by("assessor 1"), judged.case)
        person = add_person("with a factor", "Dr Factor", PASSWORD)
        secret, sealed = new_secret(person)
        add_factor(person, sealed, code_of(secret), datetime.now(UTC))
    return folder
