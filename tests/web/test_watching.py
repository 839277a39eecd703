"""What follows on a letter: conditions that are met, returns typed in or uploaded, what was done."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from authorisation.casework.audit.verify import verify_store
from authorisation.casework.cases.deciding import send_letter
from authorisation.casework.cases.monitoring import begin_watch, filed_group
from authorisation.casework.cases.moving import Actor
from authorisation.casework.models import GroupCase, Person
from authorisation.casework.moves import CaseMove
from authorisation.casework.store import current_store
from authorisation.errors import EngineUnavailable, RecordDiffers
from authorisation.forms.answers_yaml import dump_yaml
from authorisation.forms.filed_yaml import written_group
from authorisation.model.returns import FiledReturn, Proof
from authorisation.web.domains import LIBRARY
from authorisation.web.fields.posted import error_text
from tests.casework.conftest import copy_of, to_be_copied
from tests.docs.blocks import ROOT
from tests.web.browser import parsed, posted
from tests.web.conftest import SETTINGS, signed_in
from tests.web.test_applicant import sent, words
from tests.web.test_manager import decided, said
from tests.web.test_routes import MEANS

TODAY = date(2013, 4, 25)
INSTANT = datetime(2012, 10, 2, 9, tzinfo=UTC)


@cache
def letter_sent() -> Path:
    """A store with a case whose letter was sent, and the watch begun."""
    with to_be_copied(decided()) as folder:
        case = GroupCase.objects.get()
        send_letter(by("manager"), case, b"%PDF letter")
        begin_watch(by("manager"), case, LIBRARY)
    return folder


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[GroupCase]:
    """That case on a day on which its conditions are overdue."""
    settings = SETTINGS | {"SITE_DAY": TODAY}
    with override_settings(**settings), copy_of(letter_sent(), tmp_path / "store"):
        yield GroupCase.objects.get()


def by(username: str) -> Actor:
    return Actor(Person.objects.get(username=username), INSTANT)


def at(case: GroupCase, path: str) -> str:
    return f"/cases/{case.uid}{path}"


def number(case: GroupCase, kind: CaseMove) -> int:
    return case.events.filter(kind=kind).count()


LETTER_SENT = {
    #            sig assessor panel decider manager
    "/watch": "   s   s   s   s   s",
    "/letter": "  s   s   s   s   s",
    "/conditions/MGT-7": ".   x   x   x   s",
    "/returns/new": "s   x   x   x   s",
    "/returns/questions/in_year.patients": "o   x   x   x   o",
    "/returns/conditions": "o   x   x   x   o",
    "/returns/check": "o   x   x   x   o",
    "/returns/causes": "o   x   x   x   o",
    "/returns/causes/1": "o   x   x   x   o",
    "/returns/upload": "s   x   x   x   s",
    "/returns/workbook": "s   x   x   x   s",
    "/history": " s   s   s   s   s",
    "/responses/new": ".   x   x   x   s",
}


@pytest.mark.slow
def test_who_comes_to_what_follows_on_a_letter(watched: GroupCase) -> None:
    people = ("signatory", "assessor 1", "panel 1", "decider", "manager")
    clients = [signed_in(name) for name in people]
    came = {
        path: [MEANS[client.get(at(watched, path)).status_code] for client in clients]
        for path in LETTER_SENT
    }
    assert came == {path: row.split() for path, row in LETTER_SENT.items()}
    before = watched.events.count()
    for client in clients[1:4]:
        for path in LETTER_SENT:
            client.post(at(watched, path), {"seen": str(before), "document": "x", "reason": "x"})
        client.post(at(watched, "/returns/begun"), {"seen": str(before)})
    assert watched.events.count() == before


@pytest.mark.slow
def test_the_diary_says_what_is_overdue_and_what_is_met(watched: GroupCase) -> None:
    manager = signed_in("manager")
    shown = words(manager, "/diary")
    assert "On 25 April 2013: 5 listed, 4 of them overdue." in shown
    assert "(MGT-7) Due 1 January 2013 State Overdue by 114 days" in shown
    assert "Return of 2012-13 Q3 Due 28 January 2013 State Overdue by 87 days" in shown
    assert "Return of 2012-13 Q4 Due 28 April 2013 State Due in 3 days" in shown
    assert "Return of 2012-13 Q4" not in words(manager, "/diary?show=overdue")
    assert "For you 4 overdue" in words(manager, "/")
    tasks = words(signed_in("signatory"), at(watched, ""))
    assert "Since the decision The decision and the letter Conditions and returns" in tasks
    assert "submit" not in tasks.casefold().partition("what you have submitted")[0]
    assert "Return of 2012-13 Q4" in words(manager, "/diary?show=soon")

    address = at(watched, "/conditions/MGT-7")
    empty = sent(manager, address)
    assert (
        "Name the document that shows it Say why it shows that the condition is met"
        " Write the day as day, month and year in numbers, the year with four digits"
    ) in said(empty)
    given = {"document": "The contract", "reason": "Signed"}
    for wrong, told in (
        ("2100-1-1", "The day has not come yet"),
        ("12-12-18", "Write the day as day, month and year in numbers, the year with four digits"),
        ("2012-1_2-18", "Write the day as"),
        ("2012-09-30", "“2012-09-30” lies before the condition was imposed, on “2012-10-01”"),
    ):
        assert told in said(sent(manager, address, **given, **day("on", wrong)))
    form = {
        **posted(manager.get(address).content.decode()),
        **given,
        **day("on", "2012-12-18"),
    }
    for _ in range(2):
        assert manager.post(address, form).url == at(watched, "/watch")  # type: ignore[attr-defined]
    assert number(watched, CaseMove.DISCHARGE) == 1
    assert json.loads(watched.events.get(kind=CaseMove.DISCHARGE).text) == {
        "criterion": "MGT-7",
        "evidence": "The contract",
        "on": "2012-12-18",
        "reason": "Signed",
    }
    met = words(manager, "/diary?show=met")
    assert "State Met on 18 December 2012 Note The contract: Signed" in met
    assert "(MGT-7)" not in words(manager, "/diary")
    assert verify_store(current_store()).faults == ()


@pytest.mark.slow
def test_every_list_is_the_same_as_csv(watched: GroupCase) -> None:
    manager = signed_in("manager")
    file_a_return(signed_in("signatory"), watched)
    found = {}
    for path in ("/", "/diary", "/diary?show=overdue", "/returns"):
        csv_link = next(
            each.get("href", "")
            for each in parsed(manager.get(path).content.decode()).iter("a")
            if "CSV" in "".join(each.itertext())
        )
        answer = manager.get(f"{path.partition('?')[0]}{csv_link}")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        found[path] = answer.content.decode("utf-8-sig").splitlines()
    assert found["/"][0] == "Group,Code,State,Last event,For you"
    assert found["/"][1].startswith("Imaginary Long Shore (illustrative),ILL2,Letter sent,")
    assert len(found["/diary"]) - 1 == 4
    assert len(found["/diary?show=overdue"]) - 1 == 3
    assert found["/returns"] == [
        "Group,Code,Period,Received,Late,Version,Answers",
        "Imaginary Long Shore (illustrative),ILL2,2012-13 Q3,25 April 2013,87 days,First,2",
    ]


def file_a_return(client: Client, case: GroupCase) -> object:
    """Type in two answers of the first return, and file it."""
    sent(client, at(case, "/returns/new"), which="2012-13 Q3")
    for name, text in (
        ("in_year.budget_to_date", "41250000"),
        ("in_year.variance_to_date", "2500000"),
    ):
        sent(client, at(case, f"/returns/questions/{name}"), answer__text=text)
    return sent(client, at(case, "/returns/check"))


@pytest.mark.slow
def test_a_return_is_typed_in_question_by_question(watched: GroupCase) -> None:
    signatory = signed_in("signatory")
    begun = sent(signatory, at(watched, "/returns/new"), which="2012-13 Q3")
    assert begun.url == at(watched, "/returns/questions/in_year.budget_to_date")  # type: ignore[attr-defined]
    first = words(signatory, begun.url)  # type: ignore[attr-defined]
    assert "2012-13 Q3. Question 1 of 21" in first
    wrong = sent(signatory, begun.url, answer__text="lots")  # type: ignore[attr-defined]
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    file_a_return(signatory, watched)
    assert number(watched, CaseMove.FILE_RETURNS) == 2

    group = filed_group(watched, LIBRARY)
    assert group is not None
    (filed,) = group.filed
    assert (filed.period.label, f"{filed.received_on}") == ("2012-13 Q3", "2013-04-25")
    assert {path: int(each) for path, each in filed.answers.items()} == {  # type: ignore[call-overload]
        "in_year.budget_to_date": 41250000,
        "in_year.variance_to_date": 2500000,
    }
    assert [each.id for each in group.conditions] == ["MGT-7", "POP-3", "POP-9"]
    again = signatory.get(at(watched, "/returns/check"))
    assert again.url == at(watched, "/returns/new")  # type: ignore[attr-defined] # nothing is begun


def day(name: str, text: str) -> dict[str, str]:
    year, month, of = text.split("-")
    return {f"{name}[day]": of, f"{name}[month]": month, f"{name}[year]": year}


@pytest.mark.slow
def test_what_shows_an_answer_and_why_it_is_right_are_typed_beside_it(watched: GroupCase) -> None:
    signatory = signed_in("signatory")
    sent(signatory, at(watched, "/returns/new"), which="2012-13 Q3")
    address = at(watched, "/returns/questions/in_year.variance_to_date")
    assert "Answer the question, or leave what stands beside" in said(
        sent(signatory, address, document="The ledger")
    )
    assert "the document" in said(sent(signatory, address, answer__text="5", where="p. 3"))
    given = {"document": "The ledger", "where": "p. 3", "explained": "The plan\nwas late"}
    sent(signatory, address, answer__text="2500000", **given)
    kept = posted(signatory.get(address).content.decode())
    assert (kept["document"], kept["where"]) == (["The ledger"], ["p. 3"])
    shown = words(signatory, at(watched, "/returns/check"))
    assert (
        "£2,500,000. Shown by: The ledger, p. 3. It is right because: The plan was late Change"
    ) in shown
    sent(signatory, at(watched, "/returns/check"))

    filed = last_return(watched)
    path = "in_year.variance_to_date"
    assert filed.evidence[path].document == "The ledger"
    assert dict(filed.explained) == {path: "The plan was late"}


def last_return(case: GroupCase) -> FiledReturn:
    group = filed_group(case, LIBRARY)
    assert group is not None
    return group.filed[-1]


@pytest.mark.slow
def test_causes_are_typed_in_with_what_shows_them_and_accepted_by_another(
    watched: GroupCase,
) -> None:
    signatory, causes = signed_in("signatory"), at(watched, "/returns/causes")
    sent(signatory, at(watched, "/returns/new"), which="2012-13 Q3")
    sent(
        signatory,
        at(watched, "/returns/questions/in_year.variance_to_date"),
        answer__text="2500000",
    )
    assert "No cause is claimed in this return." in words(signatory, causes)
    new = f"{causes}/1"
    assert "debt inherited, of a known date" in words(signatory, new).casefold()
    unchosen = signatory.get(f"{new}?cause=&about=")
    assert unchosen.status_code == 422
    assert "There is a problem Choose what explains it Choose what it explains" in said(unchosen)
    asked = f"{new}?cause=inheritance_one_off&about=whole_budget"
    shown = words(signatory, asked)
    assert "It is claimed for: The whole budget." in shown
    assert "Accepted" not in shown
    empty = said(sent(signatory, asked, by="", amount="lots"))
    assert "Write who says so Write the day on which it was said as day, month" in empty
    assert "the year with four digits “lots” is" in empty
    half = {"amount": "2000000", **day("on", "2013-04-20"), "proof__0__document": "Accounts"}
    assert (
        "Choose the kind of the evidence Say who made the document of the evidence"
        " Write the day of the evidence as"
    ) in said(sent(signatory, asked, **half))
    month_alone = {"proof-0-on[month]": "4", "on[day]": "1"}
    told = said(sent(signatory, asked, **month_alone)).partition("Imaginary")[0]
    assert "Choose the kind of the evidence Name the document of the evidence" in told
    proof = {"proof__0__kind": "accounts", "proof__0__by": "The auditor"}
    whole = {**half, **proof, **day("proof-0-on", "2012-09-01"), **day("arose", "2010-06-01")}
    assert "proofs" in posted(sent(signatory, asked, more="yes", **whole).content.decode())  # type: ignore[attr-defined]
    assert sent(signatory, asked, **whole).url == causes  # type: ignore[attr-defined]
    other = f"{causes}/2?cause=provider_failure&about=savings"
    sent(signatory, other, main="yes", **day("on", "2013-04-20"))
    again = signatory.get(f"{new}?choose=yes")
    assert again.status_code == 200
    assert posted(again.content.decode())["cause"] == ["inheritance_one_off"]
    listed = words(signatory, causes)
    assert (
        "Debt inherited, of a known date The whole budget. £2,000,000. Claimed by Imaginary Long"
        " Shore (illustrative), 20 April 2013. Shown by audited accounts of the body before:"
        " Accounts Change"
    ) in listed
    assert sent(signatory, f"{causes}/2", remove="yes").url == causes  # type: ignore[attr-defined]
    assert "The failure of a provider" not in words(signatory, causes)
    sent(signatory, at(watched, "/returns/check"))
    (share,) = last_return(watched).shares
    assert (share.cause, share.about, share.amount) == (
        *("inheritance_one_off", "whole_budget"),
        2000000,
    )
    assert share.arose == date(2010, 6, 1)
    assert share.evidence == (
        Proof(kind="accounts", document="Accounts", by="The auditor", on=date(2012, 9, 1)),
    )

    manager = signed_in("manager")
    sent(manager, at(watched, "/returns/new"), which="again 2012-13 Q3", reason="Accepted")
    own = {**whole, "by": share.by, "status": "accepted"}
    assert "write “claimed”: it is for the Board" in said(sent(manager, asked, **own))
    assert sent(manager, asked, **{**own, "by": "the Board"}).url == causes  # type: ignore[attr-defined]
    sent(manager, at(watched, "/returns/check"))
    assert [each.standing for each in last_return(watched).shares] == ["accepted"]


@pytest.mark.slow
def test_a_return_is_checked_against_the_last_and_corrected(watched: GroupCase) -> None:
    signatory = signed_in("signatory")
    file_a_return(signatory, watched)
    sent(signatory, at(watched, "/returns/new"), which="2012-13 Q4")
    empty = sent(signatory, at(watched, "/returns/check"))
    assert "There is a problem No question is answered yet" in said(empty)
    assert number(watched, CaseMove.FILE_RETURNS) == 2
    sent(
        signatory, at(watched, "/returns/questions/in_year.budget_to_date"), answer__text="82500000"
    )
    shown = words(signatory, at(watched, "/returns/check"))
    assert "The budget for the year so far £82,500,000 (2012-13 Q3: £41,250,000) Change" in shown
    assert "The return of 2012-13 Q4 is filed, with 1 answer" in shown
    assert (
        "Spending above budget for the year so far Not answered yet (2012-13 Q3: £2,500,000)"
        in shown
    )

    bare = sent(signatory, at(watched, "/returns/new"), which="again 2012-13 Q3")
    assert "Say why it is corrected" in said(bare)
    sent(signatory, at(watched, "/returns/new"), which="again 2012-13 Q3", reason="A slip")
    unchanged = sent(signatory, at(watched, "/returns/check"))
    assert "There is a problem Nothing is changed by this correction" in said(unchanged)
    address = at(watched, "/returns/questions/in_year.variance_to_date")
    assert posted(signatory.get(address).content.decode())["answer-text"] == ["2500000"]
    sent(signatory, address, answer__text="1500000")
    assert "The return of 2012-13 Q3 is corrected, with 1 answer" in words(
        signatory, at(watched, "/returns/check")
    )
    form = posted(signatory.get(at(watched, "/returns/check")).content.decode())
    for _ in range(2):
        filed = signatory.post(at(watched, "/returns/check"), form)
        assert filed.url == at(watched, "/watch")  # type: ignore[attr-defined]
    group = filed_group(watched, LIBRARY)
    assert group is not None
    assert [(each.corrects, each.reason, len(each.answers)) for each in group.filed] == [
        (False, "", 2),
        (True, "A slip", 1),
    ]


def upload(client: Client, case: GroupCase, data: bytes, name: str = "r.yaml") -> object:
    fields = posted(client.get(at(case, "/returns/upload")).content.decode())
    return client.post(
        at(case, "/returns/upload"), {**fields, "file": SimpleUploadedFile(name, data)}
    )


def test_what_is_wrong_with_a_file_is_mended_on_the_page_and_by_no_command(
    watched: GroupCase,
) -> None:
    manager = signed_in("manager")
    application = (ROOT / "fixtures" / "corby.yaml").read_bytes()
    early = written_file(watched).replace(b"first: 2012-13 Q3", b"first: 2009-10 Q1")
    other = io.BytesIO()
    openpyxl.Workbook().save(other)
    failing = EngineUnavailable("typst", "it ended", "run `authorise doctor`")
    told = {
        "an application": said(upload(manager, watched, application)),
        "another workbook": said(upload(manager, watched, other.getvalue(), "r.xlsx")),
        "too early": said(upload(manager, watched, early.replace(b"2012-10-01", b"2009-04-01"))),
        "a letter": error_text(failing),
        "a record": error_text(RecordDiffers("it differs", "`authorise show` says where")),
    }

    assert (
        "This is a submission, not a file of returns: choose another file" in told["an application"]
    )
    assert "fill in the one that can be downloaded here" in told["another workbook"]
    assert "correct “first” or “authorised_on”" in told["too early"]
    assert told["a letter"] == "Typst: it ended: tell whoever keeps this site"
    assert [name for name, text in told.items() if "authorise " in text or "--" in text] == []


def written_file(case: GroupCase) -> bytes:
    group = filed_group(case, LIBRARY)
    assert group is not None
    return dump_yaml(written_group(group, LIBRARY.regime(case.rules).regime)).encode()


@pytest.mark.slow
def test_an_uploaded_workbook_is_shown_before_it_is_filed(watched: GroupCase) -> None:
    signatory = signed_in("signatory")
    blank = signatory.get(at(watched, "/returns/workbook")).content
    assert "It says nothing that was not filed before." in said(upload(signatory, watched, blank))
    assert "Choose a file" in said(upload(signatory, watched, b""))
    large = said(upload(signatory, watched, b"x" * 500_001))
    assert "The file is larger than 500 kB: choose one group's file of returns" in large
    before = watched.events.count()
    text = watched.events.filter(kind=CaseMove.FILE_RETURNS).get().text
    more = text + (
        "returns:\n- period: 2012-13 Q3\n  received_on: 2013-01-20\n  answers:\n"
        "    in_year.budget_to_date: 41250000\n    in_year.variance_to_date: 2500000\n"
    )
    checked = upload(signatory, watched, more.encode())
    assert watched.events.count() == before
    shown = said(checked)
    assert "The return of 2012-13 Q3 is filed, with 2 answers" in shown
    assert "Fires at 2012-13 Q3: Spending is above budget" in shown
    form = posted(checked.content.decode())  # type: ignore[attr-defined]
    for _ in range(2):
        answer = signatory.post(at(watched, "/returns/upload"), form)
        assert answer.url == at(watched, "/watch")  # type: ignore[attr-defined]
    assert watched.events.count() == before + 1
    group = filed_group(watched, LIBRARY)
    assert group is not None
    assert group.filed[0].received_on == TODAY  # whatever day the file says
    for other, told in (
        (more.replace("2500000", "100"), "budget for the year so far: £2,500,000 is now £100"),
        (text, "The return of 2012-13 Q3 was filed before and is left out"),
    ):
        shown = upload(signatory, watched, other.encode())
        assert told in said(shown)
        refused = signatory.post(at(watched, "/returns/upload"), posted(shown.content.decode()))  # type: ignore[attr-defined]
        assert "What was filed before stays: file a correction beside it" in said(refused)
    assert watched.events.count() == before + 1
    wrong = upload(signatory, watched, more.replace("2500000", "lots").encode())
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    assert "“lots” is not" in said(wrong)


RETURN = "returns:\n- period: 2012-13 Q3\n  received_on: 2013-01-20\n"
CLAIM = """\
  answers: {in_year.variance_to_date: 1000, in_year.budget_to_date: 100000}
  causes:
  - {cause: management, about: whole_budget, status: accepted, by: the Board, on: 2013-01-20,
     amount: 500, evidence: [{kind: control_failed, document: d, by: the Board, on: 2013-01-20}]}
"""


@pytest.mark.parametrize(
    ("added", "told"),
    [
        (
            "acts:\n- {on: 2013-01-02, by: the Board, reason: ours, stage: recovery}\n",
            "What the Board judged and did is not for the group to say",
        ),
        (
            "capability:\n- {grade: 1, by: the Board, on: 2013-01-02, reason: ours}\n",
            "What the Board judged and did is not for the group to say",
        ),
        (
            f"{RETURN}{CLAIM}",
            "What of its claims was accepted is not for the group to say",
        ),
        (
            "published_facts_only: true\nsource: [A paper]\n",
            "When and on what it was authorised is not for the group to say",
        ),
    ],
)
def test_a_group_says_nothing_that_only_who_decides_may_say(
    watched: GroupCase, added: str, told: str
) -> None:
    text = watched.events.filter(kind=CaseMove.FILE_RETURNS).get().text + added
    for name, status in (("signatory", 409), ("manager", 302)):
        client = signed_in(name)
        form = posted(upload(client, watched, text.encode()).content.decode())  # type: ignore[attr-defined]
        answer = client.post(at(watched, "/returns/upload"), form)
        assert answer.status_code == status
        if name == "signatory":
            assert told in said(answer)
            assert number(watched, CaseMove.FILE_RETURNS) == 1


@pytest.mark.slow
def test_the_history_sets_what_is_called_for_beside_what_was_done(watched: GroupCase) -> None:
    file_a_return(signed_in("signatory"), watched)
    manager = signed_in("manager")
    shown = words(manager, at(watched, "/history"))
    assert "What was done Nothing is recorded Record what was done" in shown
    assert "Now, at 2012-13 Q3 Spending is above budget fires" in shown
    assert "The whole budget, period by period" in shown

    bare = sent(manager, at(watched, "/responses/new"))
    assert "Choose what was done Say why Write the day" in said(bare)
    given = {"what": "in recovery", "reason": "As the rules call for", "on[day]": "24"}
    form = {
        **posted(manager.get(at(watched, "/responses/new")).content.decode()),
        **given,
        "on[month]": "4",
        "on[year]": "2013",
    }
    for _ in range(2):
        answer = manager.post(at(watched, "/responses/new"), form)
        assert answer.url == at(watched, "/history")  # type: ignore[attr-defined]
    assert "Nothing is recorded" not in words(manager, at(watched, "/history"))
    assert "As the rules call for" in words(manager, at(watched, "/history"))
    group = filed_group(watched, LIBRARY)
    assert group is not None
    assert [(each.stage, each.by) for each in group.acts] == [("recovery", "the Board")]


@pytest.mark.slow
def test_two_windows_put_nothing_into_another_return_than_they_show(watched: GroupCase) -> None:
    signatory, new = signed_in("signatory"), at(watched, "/returns/new")
    file_a_return(signatory, watched)
    question = at(watched, "/returns/questions/in_year.budget_to_date")
    sent(signatory, new, which="2012-13 Q4")
    first = posted(signatory.get(question).content.decode()) | {"answer-text": ["1"]}
    sent(signatory, new, which="again 2012-13 Q3", reason="A slip")
    told = signatory.post(question, first)
    assert "You chose another return meanwhile" in said(told)
    assert "41250000" in signatory.get(question).content.decode()
    assert "You have begun that of 2012-13 Q3: go on with it" in words(signatory, new)

    check = at(watched, "/returns/check")
    sent(signatory, question, answer__text="41250001")
    seen = posted(signatory.get(check).content.decode())
    sent(signatory, question, answer__text="41250002")
    told = signatory.post(check, seen)
    assert "Something else was typed in meanwhile" in said(told)
    assert "£41,250,002" in said(told)
    assert number(watched, CaseMove.FILE_RETURNS) == 2
    sent(signatory, new, which="again 2012-13 Q3", reason="Two slips")
    assert "£41,250,002" in words(signatory, check)  # what was typed is still there
    sent(signatory, check)
    assert last_return(watched).reason == "Two slips"


@pytest.mark.slow
def test_a_button_pressed_twice_removes_and_adds_one_cause(watched: GroupCase) -> None:
    signatory, causes = signed_in("signatory"), at(watched, "/returns/causes")
    sent(signatory, at(watched, "/returns/new"), which="2012-13 Q3")
    for place, cause in enumerate(("provider_failure", "provider_failure"), start=1):
        address = f"{causes}/{place}?cause={cause}&about=savings"
        form = posted(signatory.get(address).content.decode())
        form |= {key: [text] for key, text in day("on", f"2013-04-0{place}").items()}
        for _ in range(2):
            assert signatory.post(address, form).url == causes  # type: ignore[attr-defined]
    both = words(signatory, causes)
    assert (both.count("1 April 2013"), both.count("2 April 2013")) == (1, 1)
    form = posted(signatory.get(f"{causes}/1").content.decode()) | {"remove": ["yes"]}
    for _ in range(2):
        assert signatory.post(f"{causes}/1", form).url == causes  # type: ignore[attr-defined]
    left = words(signatory, causes)
    assert (left.count("1 April 2013"), left.count("2 April 2013")) == (0, 1)


def test_what_was_done_is_done_on_a_day_that_has_come(watched: GroupCase) -> None:
    manager, address = signed_in("manager"), at(watched, "/responses/new")
    given = {"what": "in early_warning", "reason": "Why"}
    assert "The day has not come yet" in said(
        sent(manager, address, **given, **day("on", "9999-12-31"))
    )
    moved = {"what": "deadline", "reason": "Why", **day("on", "2013-04-01")}
    told = said(sent(manager, address, **moved, **day("until", "x-1-1")))
    assert "Write the new deadline as day, month and year in numbers" in told
    assert number(watched, CaseMove.FILE_RETURNS) == 1
    assert sent(manager, address, **moved, **day("until", "2030-01-01")).status_code == 302  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_group_says_in_a_return_that_a_condition_is_met(watched: GroupCase) -> None:
    signatory = signed_in("signatory")
    assert "Say in a return that it is met" in words(signatory, at(watched, "/watch"))
    sent(signatory, at(watched, "/returns/new"), which="2012-13 Q3")
    address, check = at(watched, "/returns/conditions"), at(watched, "/returns/check")
    sent(signatory, at(watched, "/returns/questions/in_year.patients"), answer__text="70000")
    assert "Say which conditions are met" in words(signatory, check)
    title = "Somebody in the group answers for work that is bought in"
    for wrong, told in (
        ("2012-9-30", f"“{title}” was not imposed yet on this day"),
        ("2100-1-1", f"The day for “{title}” has not come yet"),
        ("12-12-18", f"Write the day for “{title}” as day, month and year in numbers"),
    ):
        assert told in said(sent(signatory, address, **day("MGT-7", wrong)))
    other = {**posted(signatory.get(address).content.decode()), "which": "again 2012-13 Q3"}
    assert "You chose another return meanwhile" in said(signatory.post(address, other))
    assert sent(signatory, address, **day("MGT-7", "2012-12-18")).url == check  # type: ignore[attr-defined]
    kept = posted(signatory.get(address).content.decode())
    assert [kept[f"MGT-7[{of}]"] for of in ("year", "month", "day")] == [["2012"], ["12"], ["18"]]
    shown = words(signatory, check)
    assert f"{title} Met since 18 December 2012" in shown
    assert "The return of 2012-13 Q3 is filed, with 1 answer and 1 condition met" in shown
    sent(signatory, check)

    assert dict(last_return(watched).discharged) == {"MGT-7": date(2012, 12, 18)}
    due = words(signed_in("manager"), at(watched, "/watch"))
    assert "The group says that it was met on 18 December 2012 Say that it is met" in due
    sent(signatory, at(watched, "/returns/new"), which="2012-13 Q4")
    left = posted(signatory.get(address).content.decode())
    assert [name for name in left if name.endswith("[day]")] == ["POP-3[day]", "POP-9[day]"]
