"""People who fill in at once, each with a request every two seconds, at a server of its own.

`python -m tests.web.load STORE PEOPLE SECONDS [DATABASE]` makes a store, serves it as an
organisation does behind a proxy, and prints as JSON what came of it.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import msgspec
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from authorisation.casework.store import StoreSettings, make_store, open_store
from authorisation.usecases.library import Library
from tests.docs.blocks import ROOT
from tests.web.browser import posted
from tests.web.conftest import PASSWORD, SETTINGS
from tests.web.test_second_factor import code_of

# Models can be imported once the apps are loaded, which conftest does.
from tests.casework.people import add_person, give_role  # isort: skip
from authorisation.casework.audit.verify import verify_store  # isort: skip
from authorisation.casework.cases.draft import DraftChange, fill_draft, save_answers  # isort: skip
from authorisation.casework.cases.moving import Actor  # isort: skip
from authorisation.casework.cases.moving import open_case  # isort: skip
from authorisation.casework.models import Consortium, DraftAnswer, Person  # isort: skip
from authorisation.casework.people.second_factor import add_factor, new_secret  # isort: skip
from authorisation.casework.moves import Role  # isort: skip
from tests.casework.walk import DAY  # isort: skip

HOST = "consortia.example.org"
SECONDS_BETWEEN = 2.0
ANSWERS = ROOT / "fixtures" / "illustrative-with-conditions.yaml"
QUESTIONS = (
    *("management.planned_cost", "management.largest_budget", "finance.budget_total"),
    *("transition.tupe_cost", "ppi.budget", "ppi.staff"),
)
"""What people answer; each of the two of a group every second one."""
CONTRADICTED, TOO_FEW = "population.registered", "1000"
"""With so few patients, the page of what is indicated has no findings: the localities have more."""
QUESTION, SAVED = "question", "answer saved"
FINDINGS, NO_FINDINGS = "page with findings", "the same without findings"
_EXPECTED = {QUESTION: 200, SAVED: 302, FINDINGS: 200, NO_FINDINGS: 200}


class LoadReport(msgspec.Struct, frozen=True, kw_only=True):
    """What people met, and what of their answers was lost."""

    requests: Mapping[str, int]
    p95_seconds: Mapping[str, float]
    errors: list[str]
    lost: list[str]
    audit_faults: list[str]


class TimeIsUp(Exception):
    """Nobody asks for anything any more."""


class Visitor:
    """Somebody who answers questions of a group, and looks what the answers indicate."""

    def __init__(self, number: int, secret: str, own: str, contradicted: str) -> None:
        self.own, self.contradicted = own, contradicted
        self.acknowledged: dict[str, str] = {}
        """The last answer to each question of which the site said that it is saved."""
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self._number, self._secret = number, secret
        self._cookies: dict[str, str] = {}

    def sign_in(self, port: int) -> None:
        """Sign in with user name, password and a code, as a browser does."""
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        given = {"username": [name_of(self._number)], "password": [PASSWORD]}
        for path in ("/sign-in", "/sign-in/code"):
            fields = posted(self._ask(connection, QUESTION, path))
            self._ask(connection, SAVED, path, {**fields, **given})
            given = {"code": [code_of(self._secret)]}
        connection.close()
        self.seconds.clear()
        assert {*self._cookies} == {"__Host-csrftoken", "__Host-sessionid"}

    def visit(self, port: int, until: float) -> None:
        """Go round the pages until then, a request every two seconds."""
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        due = time.monotonic() + random.Random(self._number).uniform(0, SECONDS_BETWEEN)

        def ask(kind: str, path: str, fields: Mapping[str, list[str]] | None = None) -> str:
            nonlocal due
            if max(due, time.monotonic()) > until:
                raise TimeIsUp
            time.sleep(max(0.0, due - time.monotonic()))
            due += SECONDS_BETWEEN
            return self._ask(connection, kind, path, fields)

        try:
            for turn, name in enumerate(cycle(QUESTIONS[self._number % 2 :: 2])):
                question = f"/cases/{self.own}/questions/{name}"
                fields = posted(ask(QUESTION, question))
                answer = str(1000 * (self._number + 1) + turn)
                given = {"answer-text": [answer], "document": [f"Paper {answer}"]}
                failed = len(self.errors)
                ask(SAVED, question, {**fields, **given})
                if len(self.errors) == failed:
                    self.acknowledged[name] = answer
                self._look(ask(FINDINGS, f"/cases/{self.own}/indicated"), FINDINGS)
                self._look(ask(NO_FINDINGS, f"/cases/{self.contradicted}/indicated"), NO_FINDINGS)
        except TimeIsUp:
            connection.close()

    def _look(self, text: str, kind: str) -> None:
        if ("Source of this outcome" in text) is not (kind == FINDINGS):
            self.errors.append(f"{kind}: another page came: {text[:500]}")

    def _ask(
        self,
        connection: HTTPConnection,
        kind: str,
        path: str,
        fields: Mapping[str, list[str]] | None = None,
    ) -> str:
        headers = {
            "Host": HOST,
            "Origin": f"https://{HOST}",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": f"192.0.2.{self._number}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode(fields, doseq=True) if fields else None
        began = time.perf_counter()
        try:
            connection.request("POST" if fields else "GET", path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException) as error:
            connection.close()
            self.errors.append(f"{kind}: {error!r}")
            return ""
        self.seconds[kind].append(time.perf_counter() - began)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        if answer.status != _EXPECTED[kind]:
            self.errors.append(f"{kind}: {answer.status}: {text[:500]}")
        return text

    def lost(self) -> list[str]:
        """What was acknowledged and is not there, answer or evidence."""
        kept = {row.path: row for row in DraftAnswer.objects.filter(case__uid=self.own)}
        return [
            f"{self.own} {path} {answer}"
            for path, answer in self.acknowledged.items()
            if f'"{answer}"' not in f'"{kept[path].answer}"'.replace('""', '"')
            or f"Paper {answer}" not in kept[path].evidence
        ]


def name_of(number: int) -> str:
    return f"person-{number}"


def fill(people: int) -> list[Visitor]:
    """Fill the store that is open: a group for two people, and one with contradictions for all."""
    at, library = datetime.now(UTC), Library()
    manager = add_person("manager", "Hal Hunter")
    give_role(manager, Role.CASE_MANAGER)

    def case_of(group: Consortium, member: Person) -> str:
        case = open_case(Actor(manager, at), group, "gpcc-2010", DAY)
        fill_draft(Actor(member, at), case, ANSWERS.read_bytes(), "a.yaml", library)
        if group == wrong:
            revision = case.draft.get(path=CONTRADICTED).revision
            change = DraftChange(TOO_FEW, revision=revision)
            save_answers(Actor(member, at), case, {CONTRADICTED: change})
        return case.uid

    wrong = Consortium.objects.create(name="Imaginary Twice Told")
    visitors, contradicted, own = [], "", ""
    for number in range(people):
        person = add_person(name_of(number), f"Dr {number}", PASSWORD)
        secret, sealed = new_secret(person)
        add_factor(person, sealed, code_of(secret, -1), at)
        if number % 2 == 0:
            group = Consortium.objects.create(name=f"Imaginary Group {number}")
        give_role(person, Role.APPLICANT, group)
        give_role(person, Role.APPLICANT, wrong)
        contradicted = contradicted or case_of(wrong, person)
        own = case_of(group, person) if number % 2 == 0 else own
        visitors.append(Visitor(number, secret, own, contradicted))
    return visitors


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The port at which a store is served by the command, as behind a proxy."""
    command = [sys.executable, "-m", "authorisation", "serve", str(folder), "--host", HOST]
    log = log_of(folder)
    with log.open("w") as stderr:
        process = subprocess.Popen([*command, "--listen", "127.0.0.1:0"], stderr=stderr)
    try:
        for _ in range(300):
            if found := re.search(r"http://\S+:(\d+)", log.read_text()):
                break
            time.sleep(0.1)
        assert found, log.read_text()
        yield int(found[1])
    finally:
        process.terminate()
        process.wait(timeout=30)


def log_of(folder: Path) -> Path:
    """Where the log of a store that is served is written."""
    return folder.with_name(f"{folder.name}.log")


def load(folder: Path, people: int, seconds: float, database: str = "") -> LoadReport:
    """Serve a new store to so many people for so long, and read back what they saved."""
    with override_settings(**SETTINGS):
        store = make_store(folder, StoreSettings(database=database))
        call_command("createcachetable", verbosity=0)
        visitors = fill(people)
        connections.close_all()
    with served(folder) as port, ThreadPoolExecutor(people) as pool:
        for visitor in visitors:
            visitor.sign_in(port)
        until = time.monotonic() + seconds
        for each in [pool.submit(visitor.visit, port, until) for visitor in visitors]:
            each.result()
    open_store(folder)
    took = {kind: [s for v in visitors for s in v.seconds[kind]] for kind in _EXPECTED}
    report = LoadReport(
        requests={kind: len(those) for kind, those in took.items()},
        p95_seconds={kind: quantiles(those, n=20)[-1] for kind, those in took.items()},
        errors=[error for visitor in visitors for error in visitor.errors],
        lost=[answer for visitor in visitors for answer in visitor.lost()],
        audit_faults=[str(fault) for fault in verify_store(store).faults],
    )
    connections.close_all()
    return report


if __name__ == "__main__":
    done = load(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:])
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(done)).decode() + "\n")
