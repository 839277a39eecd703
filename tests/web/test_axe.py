"""Every page in every state, as axe-core sees it in Chromium: usable by all, to WCAG 2.2 A and AA.

The pages are those that people of each role come to by links from their first page, and what they
are told when they send each form empty.
"""

from __future__ import annotations

import mimetypes
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client, override_settings

from authorisation.casework.models import GroupCase
from authorisation.casework.store import open_store
from authorisation.web.settings import STATIC, STATIC_URL
from authorisation.web.urls import urlpatterns
from tests.docs.blocks import ROOT
from tests.web.conftest import SETTINGS, signed_in
from tests.web.fuzzing import PageParser, name_of
from tests.web.states import PEOPLE, every_state

sync_api = pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SITE = "http://site.test"
NO_PAGE = {"sign-out", "take-up", "download"}
"""Addresses that show no page of their own: what they do leads on, or is a file."""
OWN_PAGES = sorted(ROOT.glob("tests/**/expected/**/*.html"))
"""Whole pages that the commands write."""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: `make assets` installs it"),
    pytest.mark.skipif(
        not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
    ),
]


class Seen(NamedTuple):
    """A kind of page: its address by name, in which state of a case, and how it was answered."""

    name: str
    state: str
    status: int


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
    page.unroute_all()

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
        self.forms: list[tuple[Client, str, list[str]]] = []
        self._states = dict(GroupCase.objects.values_list("uid", "state"))

    def follow(self, client: Client) -> None:
        """Look at what links lead to, once for each kind of address and state of a case."""
        waiting, known = ["/", "/nowhere"], set()
        while waiting:
            address = waiting.pop()
            answer = client.get(address)
            self._keep(address, answer)
            if answer.status_code == 302:
                waiting.append(answer.headers["Location"])
                continue
            if "html" not in answer.headers["Content-Type"]:
                continue
            found = PageParser(address)
            found.feed(answer.content.decode())
            for form in found.forms:
                if form.method == "post" and "sign-out" not in form.action:
                    token = {"seen", "version", "revision", "changes"}
                    kept = {k: v for k, v in form.fields.items() if k in token}
                    self.forms.append((client, form.action, kept))
            for link in found.links:
                kind = (name_of(link), self._state(link))
                if link.startswith("/") and kind not in known:
                    known.add(kind)
                    waiting.append(link)

    def send_empty(self) -> None:
        """Send every form that was come to with nothing filled in."""
        for client, address, kept in self.forms:
            self._keep(address, client.post(address, kept))

    def _state(self, address: str) -> str:
        return next((state for uid, state in self._states.items() if uid in address), "")

    def _keep(self, address: str, answer: HttpResponse) -> None:
        if "html" in answer.headers.get("Content-Type", "") and answer.status_code != 302:
            seen = Seen(name_of(address), self._state(address), answer.status_code)
            self.pages.setdefault(seen, answer.content.decode())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Seen, str]]:
    folder = tmp_path_factory.mktemp("states") / "store"
    with override_settings(**SETTINGS):
        shutil.copytree(every_state(), folder)
        open_store(folder)
        collector = Collector()
        for client in [Client(), *map(signed_in, PEOPLE)]:
            collector.follow(client)
        collector.send_empty()
        connections.close_all()
    return collector.pages


def test_every_address_is_come_to(pages: dict[Seen, str]) -> None:
    assert {seen.name for seen in pages} >= {each.name for each in urlpatterns} - NO_PAGE


def test_pages_are_seen_filled_and_empty_with_errors_refused_and_closed(
    pages: dict[Seen, str],
) -> None:
    assert {seen.status for seen in pages} == {200, 404, 405, 409, 422}
    assert {seen.state for seen in pages} >= {"draft", "in assessment", "letter sent"}


def test_everybody_can_use_every_page(page: Any, pages: dict[Seen, str]) -> None:
    found = {seen: violations(page, markup) for seen, markup in pages.items()}

    assert {seen: wrong for seen, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("path", OWN_PAGES, ids=[path.name for path in OWN_PAGES])
def test_everybody_can_use_what_the_commands_write(page: Any, path: Path) -> None:
    assert violations(page, path.read_text(encoding="utf-8")) == []
