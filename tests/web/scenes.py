"""The pages in states that no link leads to, nor a form that is sent without thought."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings

from authorisation.casework.cases.deciding import decide, send_letter
from authorisation.casework.cases.draft import fill_draft, submit
from authorisation.casework.cases.judging import assess, propose, take_up
from authorisation.casework.models import CaseEvent, GroupCase, Person, PersonalValue
from authorisation.casework.moves import CaseMove, CaseState, Role
from authorisation.casework.people import accounts
from authorisation.casework.people.erasure import erase_account
from authorisation.casework.people.roles import take_role
from authorisation.casework.store import current_store
from authorisation.errors import EngineUnavailable
from authorisation.usecases.forms.blank import form_as_workbook
from authorisation.web.settings import LARGEST_BODY
from tests.casework.people import AT, add_person
from tests.casework.walk import Walk, check, library
from tests.docs.blocks import ROOT
from tests.web.browser import posted
from tests.web.conftest import PASSWORD, signed_in
from tests.web.elements import read_elements
from tests.web.everything import Collector, undone
from tests.web.test_second_factor import code_of

DAY: Final = date(2013, 4, 25)
"""The day of the site: a condition of a group that is watched is overdue, and so is a return."""
PDF: Final = b"%PDF-1.7 list sizes"
FULL: Final = ROOT / "fixtures" / "illustrative-full-budget.yaml"
HALF_ANSWERED: Final = ROOT / "fixtures" / "illustrative-half-answered.yaml"
CONTRADICTORY: Final = {
    "membership.practice_count": "2",
    "population.registered": "70729",
    "risk_pool.agreement": "Agreement",
    "risk_pool.population_covered": "7",
}
"""Answers of which two cannot both be so."""
ONE_RETURN: Final = """\
returns:
- period: 2012-13 Q3
  received_on: 2013-01-20
  answers: {in_year.budget_to_date: 41250000, in_year.variance_to_date: 2500000}
"""
"""What is put behind a file of returns that has none: a trigger fires by it."""
TWICE: Final = {"before": "gpcc-2010", "now": "same", "figure": "self_pooling_population"}


def add_states() -> None:
    """Add to a store with a case in every state what else changes a page.

    A draft that is half answered, one that contradicts itself, a case of a group that has none to
    sign for it, one that nobody differs on, and accounts of every kind.
    """
    half = Walk("Imaginary Half", "H1")
    fill_draft(half.by("signatory"), half.case, HALF_ANSWERED.read_bytes(), "a.yaml", library())
    wrong = Walk("Imaginary Twice Told", "H2")
    client = signed_in("signatory")
    for question, answer in CONTRADICTORY.items():
        given = {"answer-text": answer, "revision": "0"}
        client.post(f"/cases/{wrong.case.uid}/questions/{question}", given)
    agreed = Walk("Imaginary Agreed", "H3")
    agreed.submit()
    take_up(agreed.by("assessor 1"), agreed.case)
    alone = [check("population.registered", "checked")]
    assess(agreed.by("assessor 1"), agreed.case, alone, library())
    orphan = Walk("Imaginary Orphan", "H4")
    take_role(orphan.people["signatory"], Role.SIGNATORY, orphan.group, AT)
    full = Walk("Imaginary Full", "H5")
    fill_draft(full.by("signatory"), full.case, FULL.read_bytes(), "a.yaml", library())
    submit(full.by("signatory"), full.case, library())
    full.assess()
    full.moderate()
    propose(full.by("panel 1"), full.case, "full budget now", "As indicated", [], library())
    decide(full.by("decider"), full.case, "full budget now", "", library())
    send_letter(full.by("manager"), full.case, b"%PDF letter")
    for walk in (Walk("Imaginary Ash", "H6"), Walk("Imaginary Elm", "H7")):
        entry = f"/cases/{walk.case.uid}/questions/membership.practices/entries/1"
        client.post(
            entry,
            {"name-text": "Ash Surgery", "code": "A81001", "code-text": "A81001", "revision": "0"},
        )
        submit(walk.by("signatory"), walk.case, library())
    accounts.add_person("newcomer", "Dr New", PASSWORD, AT)
    for name in ("without a role", "closed", "erased"):
        add_person(name, f"Dr {name.title()}")
    accounts.close_account(Person.objects.get(username="closed"), AT)
    erase_account(Person.objects.get(username="erased"), "It was asked for", AT)


class Scenes:
    """Looks at what is made on purpose, and undoes it."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._clients: dict[str, Client] = {}

    def client(self, who: str) -> Client:
        if who not in self._clients:
            self._clients[who] = signed_in(who) if who else Client()
        return self._clients[who]

    def get(self, who: str, path: str, **asked: str) -> HttpResponse:
        """Look at an address."""
        address = f"{path}?{urlencode(asked)}" if asked else path
        answer = self.client(who).get(address)
        self._collector.keep(who, address, "looked at", answer)
        return answer

    def post(self, who: str, path: str, **given: Any) -> HttpResponse:
        """Send the form of a page with these fields, and look at what answers or follows."""
        client = self.client(who)
        fields = posted(client.get(path).content.decode())
        named = {name.replace("__", "-"): value for name, value in given.items()}
        answer = client.post(path, {**fields, **named})
        self._collector.keep(who, path, f"sent with {given}"[:200], answer)
        if answer.status_code == 302:
            self.get(who, answer.headers["Location"])
        return answer

    def show(self, who: str, address: str, answer: HttpResponse) -> None:
        """Look at what was answered otherwise than by one of our clients."""
        self._collector.keep(who, address, "refused", answer)

    @contextmanager
    def undone(self, who: str) -> Iterator[None]:
        with undone(self.client(who)):
            yield


def case_at(state: str, path: str = "", **which: str) -> str:
    """The address of a page of the first case in a state."""
    return f"/cases/{GroupCase.objects.filter(state=state, **which).earliest('pk').uid}{path}"


def own_account(scene: Scenes) -> None:
    with scene.undone("newcomer"):
        scene.show("newcomer", "/sign-out", scene.client("newcomer").post("/sign-out"))
    scene.get("newcomer", "/")
    scene.get("newcomer", "/password")
    for new, again in (("short", "short"), ("three words for Ann", "others")):
        scene.post("with a factor", "/password", current=PASSWORD, new=new, again=again)
    with scene.undone(""):
        scene.post("", "/sign-in", username="with a factor", password=PASSWORD)
        scene.post("", "/sign-in/code", code="1")
        for _ in range(6):
            scene.post("", "/sign-in", username="nobody", password="x")
    for who in ("without a role", "with a factor"):
        for path in ("/", "/account", "/second-factor"):
            scene.get(who, path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("authorisation.web.views.people.own.needs_factor", lambda _: True)
        scene.get("without a role", "/second-factor")
        patched.setattr("authorisation.web.views.people.own.is_fresh", lambda _: False)
        scene.post("without a role", "/second-factor", code="1", current="x")
    scene.post("without a role", "/second-factor", code="1")
    with scene.undone("without a role"):
        shown = scene.get("without a role", "/second-factor").content.decode()
        (secret,) = re.findall("Key: <code>([A-Z2-7 ]+)</code>", shown)
        given = posted(shown) | {"code": code_of(secret.replace(" ", ""))}
        scene.post("without a role", "/second-factor", **given)


def accounts_of_others(scene: Scenes) -> None:
    number = {each.username: each.pk for each in Person.objects.all()}
    who = "administrator"
    for name in ("without a role", "closed", "with a factor", "administrator", "signatory"):
        for act in ("", "/roles", "/password", "/close", "/reopen", "/second-factor"):
            scene.get(who, f"/people/{number[name]}{act}")
            if act not in {"", "/roles"}:
                with scene.undone(who):
                    scene.post(who, f"/people/{number[name]}{act}")
    scene.get(who, f"/people/{Person.objects.get(name__value='').pk}")
    scene.post(who, f"/people/{number['closed']}/roles", role="signatory")
    scene.post(who, "/people/add", name="Dr Twice", username="signatory")


def applying(scene: Scenes) -> None:
    who, at = "signatory", case_at(CaseState.SUBMITTED)
    stale = {"revision": "-1"}
    scene.post(who, f"{at}/questions/population.registered", answer__text="1", **stale)
    scene.post(who, f"{at}/questions/board/entries/1", name__text="Dr Other", **stale)
    with scene.undone(who):
        file = SimpleUploadedFile("lists.pdf", PDF)
        given = {"answer__text": "70729", "document": "", "file": file}
        scene.post(who, f"{at}/questions/population.registered", **given)
        scene.get(who, f"{at}/questions/population.registered")
        shown = scene.get(who, f"{at}/documents").content.decode()
        for address in re.findall(r'href="([^"]+/remove)"', shown):
            scene.get(who, address)
    for name in ("a.pdf", "a.exe"):
        file = SimpleUploadedFile(name, b"MZ")
        scene.post(who, f"{at}/questions/population.registered", file=file)
    wrong = case_at(CaseState.DRAFT, group__code="H2")
    for path in ("", "/indicated", "/indicated/at-decision", "/check", "/submit"):
        scene.get(who, f"{wrong}{path}")
        scene.get(who, f"{case_at(CaseState.DRAFT, group__code='H1')}{path}")
    for rows in (3, 90):
        scene.post(who, f"{at}/upload", workbook=SimpleUploadedFile("a.xlsx", workbook(rows)))
    scene.post(who, f"{at}/upload", workbook=SimpleUploadedFile("a.xlsx", bytes(5_000_001)))
    scene.post(who, f"{at}/submit", changes="x", declared="yes")


def workbook(wrong: int) -> bytes:
    """A filled form with so many answers that are said not to be known too."""
    book = openpyxl.load_workbook(io.BytesIO(form_as_workbook("gpcc-2010", library())))
    sheet = book["Questions"]
    heads = {cell.value: cell.column for cell in sheet[3]}
    asked = [row[0].row for row in sheet.iter_rows(min_row=4) if row[heads["Path"] - 1].value]
    for row in asked[:wrong]:
        sheet.cell(row, heads["Answer"]).value = "many"
        sheet.cell(row, heads["Don't know yet"]).value = "x"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def judging(scene: Scenes) -> None:
    at = case_at(CaseState.IN_ASSESSMENT)
    ground = case_at(CaseState.IN_ASSESSMENT, rules="statutory-2012")
    for who in ("assessor 1", "assessor 2"):
        scene.get(who, at)
        scene.post(who, f"{ground}/assessed/criteria/14C-2-c", grade="x")
    answer = f"{at}/assessed/answers/population.registered"
    scene.post("assessor 1", answer, version="x")
    scene.post("assessor 1", answer, grade="checked", reason="", document="")
    scene.post("assessor 1", answer, grade="checked", reason="Seen", document="")
    with scene.undone("assessor 1"):
        scene.post("assessor 1", f"{at}/interest", interest="A cousin of mine is its chair")
        scene.get("assessor 1", f"{at}/assessed/answers/population.registered")
    who = "panel 1"
    agreed = case_at(CaseState.IN_ASSESSMENT, group__code="H3")
    scene.get(who, f"{agreed}/moderate")
    sat = [str(Person.objects.get(username="panel 2").pk)]
    scene.post(who, f"{at}/moderate", sat=sat)
    scene.post(who, f"{at}/moderate", sat=sat, **{"point-0-grade": "x", "point-0-reason": "Read"})
    with scene.undone("assessor 1"), scene.undone("assessor 2"):
        for by, grade in (("assessor 1", 0), ("assessor 2", -2)):
            address = f"{ground}/assessed/criteria/14C-2-c"
            page = scene.client(by).get(address).content.decode()
            scene.post(by, address, grade=choices(page, "grade")[grade], reason="Read")
        scene.get(who, f"{ground}/moderate")
        scene.post(who, f"{ground}/moderate", sat=sat)
    departure = {"departures": "1", "departure-0-criterion": "FIN-3a"}
    propose = case_at(CaseState.MODERATED, "/propose")
    scene.post(who, propose, more="yes")
    scene.post(who, propose, **departure)
    scene.post(who, propose, departures="1", **{"departure-0-reason": "So it is"})
    both = {"departure-0-verdict": "not_applicable", "departure-0-reason": "So it is"}
    scene.post(who, propose, **departure, **both)
    scene.post("decider", case_at(CaseState.PROPOSED, "/decide"), back="yes")
    with scene.undone("decider"):
        scene.post("decider", case_at(CaseState.PROPOSED, "/decide"), back="yes", reason="Why?")


def managing(scene: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    who = "manager"
    orphan = case_at(CaseState.DRAFT, "/signatory", group__code="H4")
    scene.get(who, orphan)
    for username in ("", "nobody"):
        scene.post(who, orphan, username=username)
    scene.post(who, "/open-case", group="new", **{"as-of-day": "x"})
    scene.post(who, "/open-case", group="new", name="Imaginary Half", code="H9", rules="gpcc-2010")
    with scene.undone(who):
        scene.post(
            who, "/open-case", group="new", name="Imaginary Fen", code="H9", rules="gpcc-2010"
        )
    letter = case_at(CaseState.DECIDED, "/letter")

    def fail(*_: object) -> bytes:
        raise EngineUnavailable("typst", "it is not installed", "install it")

    with monkeypatch.context() as patched:
        patched.setattr("authorisation.web.views.managing.letters.set_letter", fail)
        scene.post(who, letter)
        scene.get(who, f"{letter}.pdf")
        patched.setattr("authorisation.web.views.managing.letters.decision_letter", fail)
        scene.get(who, letter)


def watching(scene: Scenes) -> None:
    at = case_at(CaseState.LETTER_SENT, group__code="S6")
    who = "signatory"
    for file in (
        b"x: [",
        b"group: {name: A}\nreturns: 1\n",
        rows_of(3),
        rows_of(60),
        bytes(500_001),
    ):
        scene.post(who, f"{at}/returns/upload", file=SimpleUploadedFile("r.yaml", file))
    filed = GroupCase.objects.get(group__code="S6").events.filter(kind=CaseMove.FILE_RETURNS)
    same = SimpleUploadedFile("r.yaml", filed.latest("number").text.encode())
    scene.post(who, f"{at}/returns/upload", file=same)
    scene.post(who, f"{at}/returns/new", which="x")
    offered = choices(scene.get(who, f"{at}/returns/new").content.decode(), "which")
    for which in (offered[0], offered[-1]):
        with scene.undone(who):
            scene.post(who, f"{at}/returns/new", which=which)
            begun = scene.post(who, f"{at}/returns/new", which=which, reason="A slip")
            address = begun.headers["Location"]
            scene.post(who, f"{at}/returns/check")
            scene.post(who, address, answer__text="41250000")
            while "/questions/" in address:
                scene.post(who, address, answer="x", answer__text="x", **{"answer[day]": "x"})
                address = scene.post(who, address).headers["Location"]
            claiming(scene, who, f"{at}/returns/causes")
            scene.get(who, address)
            scene.post(who, address)
    with scene.undone("manager"):
        scene.post("manager", f"{at}/returns/new", which=offered[0], reason="A slip")
        causes = f"{at}/returns/causes/1?cause=inheritance_one_off&about=whole_budget"
        scene.get("manager", causes)
        scene.post("manager", causes)
        on = {"on[day]": "20", "on[month]": "4", "on[year]": "2013"}
        scene.post("manager", causes, amount="1", **on, **{"claimed-on[day]": "99"})
    unwatched = case_at(CaseState.LETTER_SENT, group__code="S21")
    scene.get("manager", f"{unwatched}/watch")
    with scene.undone("manager"):
        scene.client("manager").post(
            f"{unwatched}/returns/begun",
            posted(scene.get("manager", f"{unwatched}/watch").content.decode()),
        )
        for path in ("/watch", "/returns/new", "/history"):
            scene.get("manager", f"{unwatched}{path}")
        saying_met(scene, unwatched)
        begun = CaseEvent.objects.latest("number").text
        more = SimpleUploadedFile("r.yaml", f"{begun}{ONE_RETURN}".encode())
        scene.post("manager", f"{unwatched}/returns/upload", file=more)
        with override_settings(SITE_DAY=date(2012, 9, 1)):
            scene.get("manager", f"{unwatched}/returns/new")
    free = case_at(CaseState.LETTER_SENT, group__code="H5")
    for path in ("", "/watch", "/letter"):
        scene.get("signatory", f"{free}{path}")
    with scene.undone("manager"):
        seen = posted(scene.get("manager", f"{free}/watch").content.decode())
        scene.client("manager").post(f"{free}/returns/begun", seen)
        saying_met(scene, free)


def saying_met(scene: Scenes, at: str) -> None:
    """Begin a return of a case, and say in it which conditions are met, wrongly too."""
    who, new, met = "manager", f"{at}/returns/new", f"{at}/returns/conditions"
    scene.get(who, met)
    offered = choices(scene.get(who, new).content.decode(), "which")
    scene.post(who, new, which=offered[0])
    for path in (new, f"{at}/returns/check"):
        scene.get(who, path)
    days = posted(scene.get(who, met).content.decode())
    for text in ("99", "2012"):
        given = {f: text if "[year]" in f else "12" for f in days if "[" in f}
        if given:
            scene.post(who, met, **given)


def claiming(scene: Scenes, who: str, causes: str) -> None:
    """Claim a cause of what was typed in, in every way that is wrong too."""
    scene.get(who, causes)
    for address in (f"{causes}/1", f"{causes}/1?cause=&about="):
        scene.get(who, address)
    asked = f"{causes}/1?cause=inheritance_one_off&about=whole_budget"
    scene.get(who, asked)
    on = {"on[day]": "20", "on[month]": "4", "on[year]": "2013"}
    proof = {
        **{f"proof-0-on{name[2:]}": text for name, text in on.items()},
        "proof-0-kind": "accounts",
        "proof-0-by": "The auditor",
        "proof-0-document": "Accounts",
    }
    scene.post(who, asked, by="", amount="lots", status="")
    for wrong in ({"arose[day]": "99"}, {"proof-0-kind": "accounts"}):
        scene.post(who, asked, amount="1000", **on, **wrong)
    scene.post(who, asked, amount="1000", **on, **{"proof-0-document": "Accounts"})
    scene.post(who, asked, more="yes", amount="1000", **on, **proof)
    scene.post(who, asked, amount="1000", **on, **proof)
    other = f"{causes}/2?cause=provider_failure&about=savings"
    scene.get(who, other)
    scene.post(who, other, main="yes", **on)
    scene.get(who, causes)
    scene.get(who, f"{causes}/1")
    scene.get(who, f"{causes}/1?choose=yes")


def rows_of(wrong: int) -> bytes:
    """A file of returns with so many problems."""
    rows = "".join(f"- period: nothing {number}\n" for number in range(wrong))
    return f"group: {{name: Imaginary Letter Sent, code: S6}}\nrules: gpcc-2010\nreturns:\n{rows}".encode()


def choices(markup: str, name: str) -> list[str]:
    """What a page offers under a name."""
    inputs = read_elements(markup).all("input")
    return [each.get("value") for each in inputs if each.get("name") == name]


def comparing(scene: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    who = "policy lead"
    for asked in (
        {"before": ""},
        {"before": "gpcc-2010", "now": ""},
        {"before": "gpcc-2010", "now": "same"},
        {**TWICE, "figure": "x"},
        {**TWICE, "value": "many"},
        {**TWICE, "value": "900000"},
        {**TWICE, "value": "100000"},
        {"before": "gpcc-2010", "now": "statutory-2012"},
        {"before": "statutory-2022", "now": "statutory-2012"},
    ):
        scene.get(who, "/compare", **asked)
    monkeypatch.setattr("authorisation.web.views.reading.comparing._SECONDS", 0.0)
    scene.get(who, "/compare", **TWICE, value="900001")


def auditing(scene: Scenes) -> None:
    who, address = "auditor", "/audit/verify"
    for head in ("", "0" * 64, "x", CaseEvent.objects.latest("number").link_sha256):
        scene.post(who, address, head=head)
    with scene.undone(who):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM casework_heldrole WHERE role = 'decider'")
        scene.post(who, address)
    with scene.undone(who):
        PersonalValue.objects.filter(value="Dr closed".title()).update(value="Dr Other")
        scene.post(who, address)
    heads = current_store().heads
    kept = heads.rename(heads.with_suffix(".away"))
    scene.post(who, address)
    kept.rename(heads)
    for page in ("1", "2", "3"):
        scene.get(who, "/audit", page=page)


def refusing(scene: Scenes) -> None:
    scene.get("signatory", "/nowhere")
    scene.get("", "/nowhere")
    for address in ("/people", "/audit", "/compare", "/open-case"):
        scene.get("signatory", address)
    at = case_at(CaseState.SUBMITTED)
    for address in (f"{at}/decide", f"{at}/letter", f"{at}/erase"):
        scene.get("assessor 1", address)
    scene.get("signatory", f"{case_at(CaseState.PROPOSED)}/submit")
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    scene.show("", "/sign-in", strict.post("/sign-in", {"username": "x"}))
    strict.force_login(Person.objects.get(username="signatory"))
    scene.show("signatory", f"{at}/submit", strict.post(f"{at}/submit"))
    many = {f"field-{number}": "x" for number in range(1001)}
    signatory = scene.client("signatory")
    scene.show("signatory", f"{at}/submit", signatory.post(f"{at}/submit", many))
    scene.show("signatory", f"{at}/submit", signatory.put(f"{at}/submit"))
    too_much = signatory.post(f"{at}/submit", CONTENT_LENGTH=str(LARGEST_BODY + 1))
    scene.show("signatory", f"{at}/submit", too_much)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("authorisation.web.views.cases.overview", lambda *_: 1 / 0)
        loose = Client(raise_request_exception=False)
        loose.force_login(Person.objects.get(username="assessor 1"))
        scene.show("assessor 1", at, loose.get(at))
    with override_settings(SITE_IS_DEMO=True):
        scene.get("", "/sign-in")
        scene.get("manager", "/")


def play(collector: Collector) -> None:
    """Look at all of it, in a store to which `add_states` has added."""
    scene = Scenes(collector)
    for each in (own_account, accounts_of_others, applying, judging, watching, auditing, refusing):
        each(scene)
    with pytest.MonkeyPatch.context() as patched:
        managing(scene, patched)
        comparing(scene, patched)
