"""Every page in every state, as axe-core sees it in Chromium: usable by all, to WCAG 2.2 A and AA.

The pages are those that people of each role come to by links from their first page, and what they
are told when they send each form empty.
"""

from __future__ import annotations

import mimetypes
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from django.db import connections
from django.http import HttpResponse
from django.test import Client, override_settings

from authorisation.casework.models import GroupCase
from authorisation.casework.store import open_store
from authorisation.cli.main import cli
from authorisation.web.settings import STATIC, STATIC_URL
from authorisation.web.urls import urlpatterns
from tests.docs.blocks import ROOT
from tests.web.conftest import SETTINGS, signed_in
from tests.web.fuzzing import FoundForm, PageParser, name_of
from tests.web.states import PEOPLE, every_state

sync_api = pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SITE = "http://site.test"
NO_PAGE = {"sign-out", "take-up", "download"}
"""Addresses that show no page of their own: what they do leads on, or is a file."""
_FOLLOWED = {"question": 60, "return-question": 20, "person": 3}
"""How many addresses of a kind are looked at, for one person and a state of a case, if not one."""
_UNSEEN = ("csrfmiddlewaretoken", "revision", "seen", "version", "changes")
"""The fields of a form that nobody fills in."""
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: `make assets` installs it"),
    pytest.mark.skipif(
        not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
    ),
]


class Seen(NamedTuple):
    """A kind of page: its address by name, how it was answered, and which components it has."""

    name: str
    status: int
    components: str


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    # The sync API runs inside a loop, in which the framework else refuses to ask its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_context(bypass_csp=True).new_page()
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def violations(page: Any, markup: str) -> list[str]:
    """What axe-core finds on a page, with the first place of each."""
    page.unroute_all(behavior="ignoreErrors")

    def serve(route: Any) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if path.startswith(STATIC_URL):
            file = STATIC / path.removeprefix(STATIC_URL)
            kind = mimetypes.guess_type(file.name)[0]
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.fulfill(body=markup, content_type="text/html; charset=utf-8")

    page.route(f"{SITE}/**", serve)
    page.goto(f"{SITE}/page")
    page.evaluate(AXE.read_text())
    run = f"axe.run(document, {{runOnly: {LEVELS}}}).then(r => r.violations)"
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in page.evaluate(run)]


class Collector:
    """One page of every kind that anybody comes to."""

    def __init__(self) -> None:
        self.pages: dict[Seen, str] = {}
        self._forms: list[tuple[Client, FoundForm]] = []
        self._states = dict(GroupCase.objects.values_list("uid", "state"))

    def follow(self, client: Client) -> None:
        """Look at what links lead to: a few addresses of each kind and state of a case."""
        waiting, known = ["/nowhere", "/"], Counter[tuple[str, str]]()
        while waiting:
            address = waiting.pop(0)
            answer = client.get(address)
            self._keep(address, answer)
            links = [answer.headers["Location"]] if answer.status_code == 302 else []
            if "html" in answer.headers.get("Content-Type", ""):
                found = PageParser(address)
                found.feed(answer.content.decode())
                links += found.links
                self._forms += [(client, form) for form in found.forms if form.method == "post"]
            for link in links:
                kind = (name_of(link), self._state(link))
                known[kind] += 1
                if link.startswith("/") and known[kind] <= _FOLLOWED.get(kind[0], 1):
                    waiting.append(link)

    def send(self, *, filled: bool) -> None:
        """Send every form that was come to, with nothing filled in or as it stood."""
        forms, self._forms = self._forms, []
        for client, form in forms:
            kept = form.fields if filled else {k: form.fields.get(k, []) for k in _UNSEEN}
            if "sign-out" not in form.action:
                self._keep(form.action, client.post(form.action, kept))
                self._forms.append((client, form))

    def _state(self, address: str) -> str:
        return next((state for uid, state in self._states.items() if uid in address), "")

    def _keep(self, address: str, answer: HttpResponse) -> None:
        if "html" in answer.headers.get("Content-Type", "") and answer.status_code != 302:
            text = answer.content.decode()
            parts = sorted(set(re.findall(r"nhsuk-[a-z]+(?:-[a-z]+)?(?=[ \"])", text)))
            seen = Seen(name_of(address), answer.status_code, " ".join(parts))
            self.pages.setdefault(seen, text)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Seen, str]]:
    folder = tmp_path_factory.mktemp("states") / "store"
    with override_settings(**SETTINGS):
        shutil.copytree(every_state(), folder)
        open_store(folder)
        collector = Collector()
        clients = [Client(), *map(signed_in, PEOPLE)]
        for client in clients:
            collector.follow(client)
        collector.send(filled=False)
        collector.send(filled=True)
        for client in clients:
            collector.follow(client)
        connections.close_all()
    return collector.pages


def test_every_address_is_come_to(pages: dict[Seen, str]) -> None:
    assert {seen.name for seen in pages} >= {each.name for each in urlpatterns} - NO_PAGE


def test_pages_are_seen_with_errors_and_refused_too(
    pages: dict[Seen, str],
) -> None:
    assert {seen.status for seen in pages} == {200, 404, 409, 422}


def test_everybody_can_use_every_page(page: Any, pages: dict[Seen, str]) -> None:
    found = {seen: violations(page, markup) for seen, markup in pages.items()}

    assert {seen: wrong for seen, wrong in found.items() if wrong} == {}


SMALL = ["small", "--rules-root", "tests/rule_sets/small/rules"]
COMMANDS = {
    "assess": ["fixtures/illustrative-developmental.yaml"],
    "explain": ["fixtures/corby.yaml", "FIN-3a"],
    "compare": ["gpcc-2010", "--as-of", "2010-08-01", "--new-as-of", "2012-10-01"],
    "pool": ["fixtures/illustrative-developmental.yaml"],
    "test": SMALL,
    "prove": SMALL,
    "mutate": SMALL,
    "rules": ["gpcc-2010"],
    "changes": ["fixtures/corby.yaml", "fixtures/illustrative-developmental.yaml"],
    "show": ["RECORD"],
    "monitor": ["fixtures/returns/illustrative/management-accepted.yaml"],
}
"""The commands that write pages, each with something to write one of."""


def test_every_command_that_writes_pages_has_a_row() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `authorise (\w+)`.*\| ([a-z, ]+) \|$", readme, re.MULTILINE)

    assert {name for name, formats in rows if "html" in formats.split(", ")} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_everybody_can_use_what_a_command_writes(
    page: Any, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    record = tmp_path / "record.json"
    if command == "show":
        assess = ["assess", *COMMANDS["assess"], "--output", str(record)]
        assert CliRunner().invoke(cli, assess).exit_code == 10
    given = [str(record) if each == "RECORD" else each for each in COMMANDS[command]]
    done = CliRunner().invoke(cli, [command, *given, "--format", "html"])

    assert "<h1>" in done.stdout, done.stderr
    assert violations(page, done.stdout) == []
