"""What a browser alone shows beside whole jobs: a list on paper, and a session ended elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

from tests.web.browsing import (
    NEEDS_CHROMIUM,
    WAYS,
    Demo,
    SiteUser,
    chromium,  # noqa: F401 - a fixture
    demo,  # noqa: F401 - a fixture
)

pytestmark = NEEDS_CHROMIUM

_PRINTED = """() => [
  getComputedStyle(document.querySelector("main table a"), "::after").content,
  getComputedStyle(document.querySelector("main table")).breakInside,
  [...document.querySelectorAll(".site-screen, main button")].filter(e => e.offsetParent).length,
]"""
"""What follows a link, whether a table may go over a page, and how many controls are printed."""


def test_a_list_prints_from_its_first_page_on_without_addresses_and_controls(
    chromium: Any,  # noqa: F811
    demo: Demo,  # noqa: F811
) -> None:
    address, passwords = demo
    manager = SiteUser(chromium, WAYS[0], address)
    manager.signs_in("case-manager", passwords["case-manager"])
    manager.page.emulate_media(media="print")
    printed = []
    for path in ("/", "/diary", "/returns"):
        manager.opens(path)
        printed.append(manager.page.evaluate(_PRINTED))
    manager.close()

    assert printed == [["none", "auto", 0]] * 3


def test_somebody_ends_a_session_elsewhere(chromium: Any, demo: Demo) -> None:  # noqa: F811
    address, passwords = demo
    here, elsewhere = [SiteUser(chromium, WAYS[2], address) for _ in range(2)]
    for each in (here, elsewhere):
        each.signs_in("applicant", passwords["applicant"])
    here.follows("applicant")
    here.follows("Where you are signed in")
    here.presses("Sign them out")
    here.is_told("This is not your password")
    here.writes("Your password", passwords["applicant"])
    here.presses("Sign them out")
    here.sees("You are signed in nowhere else.")

    elsewhere.opens("/")
    assert elsewhere.page.locator("h1").inner_text() == "Sign in"
    for each in (here, elsewhere):
        each.close()
