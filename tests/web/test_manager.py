"""What a case manager does: opens a case, gives it a signatory, sends the letter on its decision."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import RequestFactory, override_settings
from django.utils import timezone

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases.deciding import decision_letter
from authorisation.casework.exchange.files import RECORD, case_files
from authorisation.casework.models import CaseEvent, GroupCase, HeldRole, Person
from authorisation.casework.moves import CaseMove, StoreAct
from authorisation.casework.people.accounts import close_account
from authorisation.casework.store import current_store
from authorisation.errors import EngineUnavailable
from authorisation.records.words.personal_tokens import personal_tokens
from authorisation.report.letters import typesetting
from authorisation.web.views.lookup import find_case
from tests.casework.conftest import copy_of, to_be_copied
from tests.casework.people import add_person
from tests.casework.walk import Walk, library
from tests.web.browser import parsed, text_of
from tests.web.conftest import SETTINGS, Site, signed_in, site_template
from tests.web.test_applicant import sent, words


@cache
def decided() -> Path:
    """A store with a case that is decided, made once, to be copied."""
    with to_be_copied(site_template()) as folder:
        walk = Walk()
        for part in (walk.submit, walk.assess, walk.moderate, walk.propose, walk.decide):
            part()
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Iterator[GroupCase]:
    """A case that is decided; people are called as in `PEOPLE`."""
    with override_settings(**SETTINGS), copy_of(decided(), tmp_path / "store"):
        yield GroupCase.objects.get()


def said(response: object) -> str:
    return text_of(parsed(response.content.decode()))  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_case_is_opened_for_a_new_group_and_somebody_signs_for_it(site: Site) -> None:
    manager = signed_in("manager")
    assert "Open a case" in words(manager, "/")
    assert "Open a case" not in words(site.assessor, "/")
    new = {"group": "new", "name": "Imaginary Cove", "code": "IC1", "rules": "gpcc-2010"}
    opened = sent(
        manager,
        "/open-case",
        **new,
        **{"as-of[day]": "1", "as-of[month]": "10", "as-of[year]": "2012"},
    )

    made = GroupCase.objects.get(group__code="IC1")
    assert opened.url == f"/cases/{made.uid}/signatory"  # type: ignore[attr-defined]
    assert (made.group.name, made.rules, f"{made.as_of}") == (
        "Imaginary Cove",
        "gpcc-2010",
        "2012-10-01",
    )
    event = made.events.get()
    assert (event.kind, event.by) == ("opened", manager_token())
    add_person("sal", "Sal Signer")
    assert "Nobody has the user name “sall”: did you mean “sal”?" in said(
        sent(manager, f"/cases/{made.uid}/signatory", username="sall")
    )
    assert (
        "who opens the case does not sign for the group"
        in said(sent(manager, f"/cases/{made.uid}/signatory", username="manager")).casefold()
    )
    for _ in range(2):
        answer = manager.post(f"/cases/{made.uid}/signatory", {"username": "sal"})
        assert answer.url == f"/cases/{made.uid}"  # type: ignore[attr-defined]
    add_person("second", "Sec Second")
    assert "an administrator gives further roles" in said(
        manager.post(f"/cases/{made.uid}/signatory", {"username": "second"})
    )
    assert manager.get(f"/cases/{made.uid}/signatory").status_code == 409
    assert HeldRole.objects.get(group=made.group).person.username == "sal"
    given = CaseEvent.objects.filter(kind=StoreAct.GIVE_ROLE).last()
    assert given is not None
    assert given.by == manager_token()
    assert "Imaginary Cove" in words(signed_in("sal"), "/")
    signs = "Say who signs for the group"
    assert signs not in words(manager, f"/cases/{made.uid}")
    close_account(Person.objects.get(username="sal"), timezone.now())
    assert signs in words(manager, f"/cases/{made.uid}")
    assert verify_store(current_store()).faults == ()


def manager_token() -> str:
    return CaseEvent.objects.filter(kind=CaseMove.OPEN)[0].by


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ["Choose a group", "Choose the rules"]),
        ({"group": "new", "rules": "gpcc-2010"}, ["Say what the group is called"]),
        ({"group": "9", "rules": "gpcc-2010@1"}, ["Choose a group", "Choose the rules"]),
        (
            {"group": "new", "name": "Imaginary Marsh", "code": "IM2", "rules": "gpcc-2010"},
            ["Imaginary Marsh (IM1) is there already: give the name and the code of one"],
        ),
        (
            {
                "group": "new",
                "name": "Cove",
                "rules": "gpcc-2010",
                "as-of[day]": "31",
                "as-of[month]": "2",
                "as-of[year]": "2012",
            },
            [
                (
                    "This is no day: write day, month and year in numbers, the year with four"
                    " digits, or leave all empty"
                )
            ],
        ),
    ],
)
def test_what_is_missing_is_said_where_it_is_missing(
    site: Site,  # noqa: ARG001
    given: dict[str, str],
    told: list[str],
) -> None:
    answer = sent(signed_in("manager"), "/open-case", **given)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    listed = " ".join(told)
    assert f"There is a problem {listed} " in said(answer)
    assert GroupCase.objects.count() == 1


@pytest.mark.parametrize("year", ["9" * 20, "9" * 5000, "-1", "２０１２", "0", "x", "12"])
def test_what_is_no_year_is_no_fault_of_ours(site: Site, year: str) -> None:  # noqa: ARG001
    day = {"as-of[day]": "1", "as-of[month]": "1", "as-of[year]": year}
    new = {"group": "new", "name": "Cove", "rules": "gpcc-2010"}
    answer = sent(signed_in("manager"), "/open-case", **new, **day)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "This is no day" in said(answer)


def test_a_case_is_opened_for_a_known_group_by_an_earlier_edition(site: Site) -> None:  # noqa: ARG001
    group = str(GroupCase.objects.get().group.pk)
    given = {"group": group, "rules": "statutory-2012@2012-10-01"}
    answer = sent(signed_in("manager"), "/open-case", **given)

    made = GroupCase.objects.exclude(rules="gpcc-2010").get()
    assert answer.url == f"/cases/{made.uid}"  # type: ignore[attr-defined] # it has a signatory
    assert (made.rules, made.as_of) == ("statutory-2012@2012-10-01", None)


def test_no_case_is_opened_by_rules_that_nobody_applies_under(site: Site) -> None:  # noqa: ARG001
    group = str(GroupCase.objects.get().group.pk)
    answer = sent(signed_in("manager"), "/open-case", group=group, rules="failure-statutory")

    assert "There is a problem Choose the rules " in said(answer)
    assert "(failure-statutory)" not in said(answer)
    assert GroupCase.objects.count() == 1


def test_a_page_carries_the_last_event_from_before_it_read_the_case(
    case: GroupCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "authorisation.web.views.managing.letters.set_letter", lambda _letter: b"%PDF "
    )
    request = RequestFactory().get("/")
    request.user = Person.objects.get(username="manager")
    before = case.events.count()

    found = find_case(request, case.uid)
    signed_in("manager").post(f"/cases/{case.uid}/letter", {"seen": str(before)})

    assert (case.events.count(), found.last_number) == (before + 1, before)


@pytest.mark.slow
def test_a_letter_is_looked_at_sent_once_and_then_seen_by_the_group(
    case: GroupCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_ones = []
    monkeypatch.setattr(
        "authorisation.web.views.managing.letters.set_letter",
        lambda letter: set_ones.append(letter) or b"%PDF " + letter.foot.head.encode(),
    )
    manager, signatory = signed_in("manager"), signed_in("signatory")
    address = f"/cases/{case.uid}/letter"
    assert signatory.get(address).status_code == 404
    assert signatory.get(f"{address}.pdf").status_code == 404
    head = case.events.get(kind=CaseMove.DECIDE).link_sha256
    shown = words(manager, address)
    assert "Not sent yet: the group does not see it." in shown
    for part in (
        "Full budget with conditions",
        "Dr decider decided this on 1 October 2012.",
        "Due: 1 January 2013, 3 months after the decision",
        "How to answer",
        f"Head of the audit chain at the decision {head}",
    ):
        assert part in shown
    form = {"seen": str(case.events.count())}
    looked_at = manager.get(f"{address}.pdf").content
    for _ in range(2):
        assert manager.post(address, form).url == address  # type: ignore[attr-defined]
    assert case.events.filter(kind=CaseMove.SEND_LETTER).count() == 1

    assert "The decision and the letter" in words(signatory, f"/cases/{case.uid}")
    assert "Due: 1 January 2013, 3 months after the decision" in words(signatory, address)
    pdf = signatory.get(f"{address}.pdf")
    assert pdf.content == looked_at == f"%PDF {head}".encode()
    assert pdf["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert set_ones[0] == set_ones[-1] == decision_letter(case, library())
    report = verify_store(current_store(), head)
    assert report.faults == ()


def test_a_letter_rests_on_the_record_that_the_case_exports(case: GroupCase) -> None:
    letter = decision_letter(case, library())
    assert letter is not None
    record = case_files(case, library())[RECORD]
    assert letter.foot.record_sha256 == sha256(record).hexdigest()
    assert personal_tokens(f"{letter}") == []
    pytest.importorskip("typst")
    assert typesetting.set_letter(letter).startswith(b"%PDF")


@pytest.mark.slow
def test_a_letter_that_cannot_be_set_is_not_sent(
    case: GroupCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> bytes:
        raise EngineUnavailable("typst", "it is not installed", "install it")

    monkeypatch.setattr("authorisation.web.views.managing.letters.set_letter", fail)
    manager, address = signed_in("manager"), f"/cases/{case.uid}/letter"
    answer = sent(manager, address)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "There is a problem Typst: it is not installed: tell whoever keeps this site" in said(
        answer
    )
    assert GroupCase.objects.get().state == "decided"
    assert manager.get(f"{address}.pdf").status_code == 409
