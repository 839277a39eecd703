"""The pictures of the site in README: taken anew where the words of their pages changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import pytest

pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

from tests.expected import ROOT, assert_expected, is_written_anew
from tests.web.browsing import (
    NEEDS_CHROMIUM,
    WAYS,
    Demo,
    SiteUser,
    chromium,  # noqa: F401 - a fixture
    demo,  # noqa: F401 - a fixture
)

pytestmark = NEEDS_CHROMIUM

IMAGES: Final = ROOT / "docs" / "images"
EXPECTED: Final = ROOT / "tests" / "web" / "expected" / "screenshots"
LINES: Final = 30
"""A picture shows no more of its page than so many lines."""


def _indicated(page: Any) -> None:
    page.get_by_role("link", name="Imaginary Far Fell").first.click()
    page.get_by_role("link", name="What your answers indicate").first.click()


def _assessed(page: Any) -> None:
    page.get_by_role("row").filter(has_text="Assess").get_by_role("link").first.click()
    page.get_by_role("link", name="Budget and financial risk").click()


def _diary(page: Any) -> None:
    page.get_by_role("link", name="Conditions and returns of all groups").click()


@pytest.mark.parametrize(
    ("name", "username", "go"),
    [
        ("indicated", "applicant", _indicated),
        ("assessed", "assessor", _assessed),
        ("diary", "case-manager", _diary),
    ],
)
def test_a_picture_shows_the_page_as_it_is(
    chromium: Any,  # noqa: F811
    demo: Demo,  # noqa: F811
    name: str,
    username: str,
    go: Callable[[Any], None],
) -> None:
    person = SiteUser(chromium, WAYS[0], demo[0])
    person.signs_in(username, demo[1][username])
    page = person.page
    go(page)

    words = re.sub(r"\s*\n\s*", "\n", page.locator("main").inner_text()).strip()
    if is_written_anew():
        page.screenshot(path=IMAGES / f"{name}.png")
    person.close()
    assert (IMAGES / f"{name}.png").is_file()
    shown = "\n".join(words.splitlines()[:LINES])
    assert_expected(EXPECTED / f"{name}.txt", f"{shown}\n")
