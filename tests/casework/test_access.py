"""Who may do what: expectations written by hand, held against the table in the code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence

import pytest

from authorisation.casework.access import cases_of, may, may_move, why_not
from authorisation.casework.cases import reading
from authorisation.casework.cases.deciding import decide
from authorisation.casework.cases.draft import submit
from authorisation.casework.cases.judging import (
    assess,
    declare_interest,
    moderate,
    propose,
    refer_back,
    take_up,
)
from authorisation.casework.cases.moving import open_case, upload
from authorisation.casework.cases.personal import reveal
from authorisation.casework.errors import NotAllowed
from authorisation.casework.models import CaseEvent, Consortium, HeldRole, Person
from authorisation.casework.moves import MOVES, OF_A_GROUP, CaseMove, CaseState, Permission, Role
from authorisation.casework.operating import begin_case
from authorisation.casework.people import accounts, roles
from authorisation.errors import InvalidOption, InvalidSubmission
from authorisation.model.submission import Departure
from authorisation.model.verdict import Verdict
from tests.casework.people import AT, add_person, give_role
from tests.casework.walk import DAY, INDICATED, Walk, check, library
from tests.docs.blocks import ROOT

pytestmark = pytest.mark.usefixtures("store")

EXPECTED: Mapping[Role, set[str]] = {
    Role.APPLICANT: {"uploaded", "document removed"},
    Role.SIGNATORY: {"uploaded", "document removed", "submitted", "returns filed"},
    Role.ASSESSOR: {"taken up", "interest declared", "assessed"},
    Role.PANEL_MEMBER: {"interest declared", "moderated", "proposed"},
    Role.DECIDER: {"interest declared", "referred back", "decided"},
    Role.CASE_MANAGER: {
        *("opened", "uploaded", "taken up", "letter sent", "condition met", "returns filed"),
    },
    Role.POLICY_LEAD: set(),
    Role.AUDITOR: set(),
    Role.ADMINISTRATOR: set(),
}
"""The moves of each role, in some state, on a case of its group or of any."""

SEES: Mapping[Role, tuple[bool, bool]] = {
    Role.APPLICANT: (True, False),
    Role.SIGNATORY: (True, False),
    Role.ASSESSOR: (True, True),
    Role.PANEL_MEMBER: (True, True),
    Role.DECIDER: (True, True),
    Role.CASE_MANAGER: (True, True),
    Role.POLICY_LEAD: (True, True),
    Role.AUDITOR: (True, True),
    Role.ADMINISTRATOR: (False, False),
}
"""Whether each role reads a case of its own group, and one of another."""

OTHERS: Mapping[Permission, set[Role]] = {
    Permission.SAVE: {Role.APPLICANT, Role.SIGNATORY},
    Permission.EXPORT: {Role.CASE_MANAGER},
    Permission.ERASE: {Role.CASE_MANAGER},
    Permission.ERASE_ACCOUNT: {Role.ADMINISTRATOR},
    Permission.VERIFY: {Role.AUDITOR},
    Permission.ADMINISTER: {Role.ADMINISTRATOR},
}


def somebody(role: Role, group: Consortium) -> Person:
    person = add_person(f"some {role}", f"Some {role}")
    give_role(person, role, group if role in OF_A_GROUP else None)
    return person


@pytest.mark.parametrize("role", Role)
def test_each_role_makes_its_own_moves_and_no_other(role: Role) -> None:
    walk = Walk()
    walk.submit()
    walk.assess()
    person = somebody(role, walk.group)
    made = {CaseMove.OPEN} if role in MOVES[CaseMove.OPEN].roles else set()
    for state in CaseState:
        walk.case.state = state
        made |= {move for move in CaseMove if may_move(person, move, walk.case)}

    assert {move.value for move in made} == EXPECTED[role]


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_what_is_its_own(role: Role) -> None:
    own, other = Walk(), Walk("Another", "X1")
    person = somebody(role, own.group)
    seen = tuple(each.case in cases_of(person) for each in (own, other))
    may_read = tuple(may(person, Permission.READ, each.case) for each in (own, other))

    assert seen == may_read == SEES[role]
    allowed = {what for what in OTHERS if may(person, what, own.case)}
    assert allowed == {what for what, roles in OTHERS.items() if role in roles}
    person.is_active = False
    person.save()
    assert not may(person, Permission.READ, own.case)
    assert not cases_of(person).exists()


def test_the_page_has_the_table_of_moves() -> None:
    page = (ROOT / "docs" / "casework.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| ([a-z ]+) \| ([a-z, ]*) ?\| ([a-z ]+) \| ([a-z, ]+) \|$", page, re.MULTILINE
    )
    told = {row[0]: tuple(each.strip() for each in row[1:]) for row in rows[1:]}

    assert told == {
        move.value: (
            "any"
            if len(rule.states) == len(CaseState)
            else ", ".join(state.value for state in CaseState if state in rule.states),
            rule.leads_to.value if rule.leads_to else "the same",
            ", ".join(role.value for role in Role if role in rule.roles),
        )
        for move, rule in MOVES.items()
    }


def test_no_move_is_made_from_another_state_or_twice() -> None:
    walk = Walk()
    with pytest.raises(NotAllowed, match="`taken up` cannot follow on `draft`"):
        take_up(walk.by("assessor 1"), walk.case)
    walk.submit()
    take_up(walk.by("assessor 1"), walk.case)
    with pytest.raises(NotAllowed, match="`taken up` cannot follow on `in assessment`"):
        take_up(walk.by("assessor 2"), walk.case)
    with pytest.raises(NotAllowed, match="somebody did something with this case since"):
        assess(walk.by("assessor 1", seen=3), walk.case, [], library())
    assert walk.case.events.count() == 4


def test_an_assessor_sees_anothers_grade_only_after_giving_one() -> None:
    walk = Walk()
    walk.submit()
    walk.assess()  # the second checked one of the two that the first did
    submitted = reading.version(walk.case)
    third = somebody(Role.ASSESSOR, walk.group)

    def seen(person: Person) -> list[tuple[str, str]]:
        views = reading.views_for(person, submitted, walk.case)
        return sorted((each.assessor, each.answer) for each in views)

    first = [
        ("Dr assessor 1", "accountable_officer.name"),
        ("Dr assessor 1", "population.registered"),
    ]
    second = [("Dr assessor 2", "population.registered")]
    assert seen(walk.people["assessor 1"]) == [*first, *second]
    assert seen(walk.people["assessor 2"]) == [first[1], *second]
    assert seen(third) == []
    assert seen(walk.people["panel 1"]) == [*first, *second]
    assert seen(walk.people["signatory"]) == []


def test_who_proposes_does_not_decide_in_whatever_role() -> None:
    walk = Walk()
    walk.submit()
    walk.assess()
    walk.moderate()
    propose(walk.by("panel 1"), walk.case, INDICATED, "", [], library())
    give_role(walk.people["panel 1"], Role.DECIDER)
    give_role(walk.people["panel 2"], Role.DECIDER)

    with pytest.raises(NotAllowed, match="who proposes does not decide, in whatever role"):
        decide(walk.by("panel 1"), walk.case, INDICATED, "", library())
    assert not why_not(walk.people["panel 2"], CaseMove.DECIDE, walk.case)
    decide(walk.by("panel 2"), walk.case, INDICATED, "", library())
    assert walk.case.state == "decided"


def test_nobody_judges_a_group_that_they_have_an_interest_in() -> None:
    walk = Walk()
    walk.submit()
    take_up(walk.by("assessor 1"), walk.case)
    declare_interest(walk.by("assessor 2"), walk.case, "a cousin is a partner there")
    with pytest.raises(NotAllowed, match="in which they have declared an interest"):
        assess(walk.by("assessor 2"), walk.case, [], library())
    give_role(walk.people["assessor 1"], Role.APPLICANT, walk.group)
    with pytest.raises(NotAllowed, match="nobody judges the application of their own group"):
        assess(walk.by("assessor 1"), walk.case, [], library())
    other = Walk("Another", "X1")
    other.case.state = CaseState.IN_ASSESSMENT
    assert may_move(walk.people["assessor 2"], CaseMove.ASSESS, other.case)


def test_a_panel_settles_what_assessors_differ_on_and_nothing_else() -> None:
    walk = Walk()
    walk.submit()
    take_up(walk.by("assessor 1"), walk.case)
    two = [walk.people["panel 1"], walk.people["panel 2"]]
    settled = [check("population.registered", "checked")]

    def panel(entries: list, sat: list[Person]) -> None:  # type: ignore[type-arg]
        moderate(walk.by("panel 1"), walk.case, entries, sat, library())

    with pytest.raises(NotAllowed, match="nobody has assessed this version yet"):
        panel([], two)
    assess(walk.by("assessor 1"), walk.case, settled, library())
    with pytest.raises(InvalidSubmission, match="no assessors differed on"):
        panel(settled, two)
    second = [check("population.registered", "not accepted")]
    assess(walk.by("assessor 2"), walk.case, second, library())
    with pytest.raises(NotAllowed, match="the panel says nothing: Registered patients"):
        panel([], two)
    with pytest.raises(NotAllowed, match="`moderated` is for: panel member"):
        panel(settled, [*two, walk.people["decider"]])
    with pytest.raises(NotAllowed, match="who keeps what a panel settled sat on it"):
        panel(settled, [walk.people["panel 2"]])
    panel(settled, two)
    assert walk.case.state == "moderated"


def test_what_departs_says_why_and_departs_from_something() -> None:
    walk = Walk()
    walk.submit()
    walk.assess()
    walk.moderate()
    with pytest.raises(NotAllowed, match="no outcome `yes`: there is developmental track as asked"):
        propose(walk.by("panel 1"), walk.case, "yes", "", [], library())
    idle = Departure(criterion="MGT-7", verdict=Verdict.NOT_MET, by="", on=DAY, reason="seen")
    with pytest.raises(InvalidSubmission, match="departs from nothing"):
        propose(walk.by("panel 1"), walk.case, "full budget now", "", [idle], library())
    propose(walk.by("panel 1"), walk.case, "full budget now", "", [], library())
    refer_back(walk.by("decider"), walk.case, "look at MGT-7 again")
    assert walk.case.state == "in assessment"
    walk.moderate()
    met = Departure(criterion="MGT-7", verdict=Verdict.MET, by="", on=DAY, reason="signed since")
    propose(walk.by("panel 1"), walk.case, "full budget now", "", [met], library())
    with pytest.raises(NotAllowed, match="say why it departs"):
        decide(walk.by("decider"), walk.case, "full budget now", "", library())
    decide(walk.by("decider"), walk.case, "full budget now", "it may", library())
    record = json.loads(reading.last_text(walk.case, CaseMove.DECIDE))
    (departed,) = record["judgements"]["departures"]

    assert (departed["criterion"], departed["verdict"]) == ("MGT-7", "met")
    assert reveal(departed["by"]) == "Dr panel 1"
    assert record["decision"]["departing"] == "it may"
    assert walk.case.due.count() == 0  # that outcome has no conditions


def test_a_new_version_begins_the_assessment_anew() -> None:
    walk = Walk()
    walk.submit()
    walk.assess()
    first = reading.version(walk.case)
    with pytest.raises(NotAllowed, match="documents that were submitted last"):
        submit(walk.by("signatory"), walk.case, library())
    upload(walk.by("signatory"), walk.case, "plan.pdf", b"%PDF plan", "application/pdf")
    submit(walk.by("signatory"), walk.case, library())
    second = reading.version(walk.case)

    assert walk.case.state == "submitted"
    assert first.text == second.text
    assert reading.views_for(walk.people["panel 1"], second, walk.case) == []
    assert len(reading.views_for(walk.people["panel 1"], first, walk.case)) == 3


def test_applicants_have_the_role_for_one_group_and_others_for_none() -> None:
    walk = Walk()
    with pytest.raises(InvalidOption, match="is that of one group"):
        give_role(walk.people["decider"], Role.SIGNATORY)
    with pytest.raises(InvalidOption, match="is of no group"):
        give_role(walk.people["decider"], Role.DECIDER, walk.group)
    with pytest.raises(NotAllowed, match="`opened` is for: case manager"):
        open_case(walk.by("decider"), walk.group, "gpcc-2010")


def test_accounts_are_for_an_administrator_and_a_case_manager_names_people_of_a_group() -> None:
    group = Consortium.objects.create(name="A group", code="A1")
    manager, admin = somebody(Role.CASE_MANAGER, group), somebody(Role.ADMINISTRATOR, group)
    ann, cas = add_person("ann", "Ann Archer", "a long enough one"), add_person("cas", "Cas Carter")
    acts: Sequence[Callable[[Person], object]] = (
        lambda by: accounts.add_person("bob", "Bob Baker", "a long enough one", AT, by),
        lambda by: accounts.set_password(ann, "another long enough", AT, by),
        lambda by: roles.give_role(ann, Role.ASSESSOR, None, AT, by),
        lambda by: roles.take_role(ann, Role.ASSESSOR, None, AT, by),
        lambda by: accounts.close_account(ann, AT, by),
        lambda by: accounts.reopen_account(ann, AT, by),
    )
    before = CaseEvent.objects.count()
    for act in acts:
        with pytest.raises(NotAllowed, match="`manage accounts` is for: administrator"):
            act(manager)
    assert CaseEvent.objects.count() == before
    for act in acts:
        act(admin)
    for _ in range(2):  # one that is held already is no event, and no further signatory
        roles.give_role(ann, Role.SIGNATORY, group, AT, manager)
    with pytest.raises(NotAllowed, match="an administrator gives further roles"):
        roles.give_role(cas, Role.SIGNATORY, group, AT, manager)
    assert not HeldRole.objects.filter(person=cas).exists()
    roles.give_role(cas, Role.SIGNATORY, group, AT, admin)
    by = CaseEvent.objects.filter(number__gt=before).values_list("by", flat=True)
    assert list(by) == [*[admin.token] * 6, manager.token, admin.token]


def test_a_case_of_a_new_group_is_begun_by_who_opens_cases_or_at_the_machine_itself() -> None:
    def begin(name: str, by: Person | None) -> str:
        return CaseEvent.objects.get(
            uid=begin_case(name, "", "gpcc-2010", DAY, library(), AT, by).uid
        ).by

    people = {role: add_person(role.value, "Dr Ash") for role in Role}
    group = Consortium.objects.create(name="Imaginary Field", code="IF1")
    for role, person in people.items():
        give_role(person, role, group if role in OF_A_GROUP else None)
    opens = people.pop(Role.CASE_MANAGER)
    for role, person in people.items():
        with pytest.raises(NotAllowed):
            begin(f"Imaginary {role.value}", person)

    assert not CaseEvent.objects.exclude(uid="").exists()
    assert [*Consortium.objects.all()] == [group]
    assert begin("Imaginary Cove", opens) == opens.token
    assert begin("Imaginary Down", None) == ""
