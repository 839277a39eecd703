"""The site of the rules, built as `make site` does and opened as files: nothing comes from elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.blocks import ROOT

pytest.importorskip("mkdocs", reason="`make .venv/site` installs MkDocs")
SHIM = ROOT / "node_modules/iframe-worker"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = (
    "index.html",
    "rules/index.html",
    "rules/gpcc-2010.html",
    "rules/gpcc-2010/FIN-3a.html",
    "rules/gpcc-2010/self_pooling_population.html",
    "rules/statutory-2022.html",
    "language.html",
    "commands.html",
    "why.html",
    "decisions/0072-the-rules-have-a-site.html",
)
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not SHIM.is_dir(), reason="what searches is not there: `npm ci` installs it"
    ),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", folder]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, check=False, cwd=ROOT, env=env, capture_output=True, text=True)
    assert (built.returncode, built.stderr) == (0, "")
    return folder


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    outside = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\W?(?:https?:)?//[^>]*>")
    loaded = {found for page in site.rglob("*.html") for found in outside.findall(page.read_text())}
    style = {
        found
        for each in site.rglob("*.css")
        for found in re.findall(r"(?:url\(|@import )\W?(?:https?:)?//[^)]*", each.read_text())
    }

    assert loaded | style == set()
    assert len([*site.rglob("*.html")]) > 400


def test_the_index_of_the_search_has_each_criterion_under_its_id(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text())
    titles = {each["location"]: each["title"] for each in index["docs"]}

    assert titles["rules/gpcc-2010/FIN-3a.html"] == "FIN-3a: Risk is carried by enough people"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no browser to look with")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=[1000, 390], ids="{} px".format)
def page(site: Path, chromium: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of a browser; nothing is complained of in it, and nothing asked for from elsewhere."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900})
    page, faults, asked = context.new_page(), [], []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    context.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{site}/index.html")
    yield page
    context.close()
    assert faults == []
    assert [url for url in asked if not url.startswith((f"file://{site}/", "data:"))] == []


def test_pages_fit_the_window_and_suit_everybody(site: Path, page: Any) -> None:
    for name in PAGES:
        page.goto(f"file://{site}/{name}")
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: tags, preload: false})", list(LEVELS)
        )

        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, name
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], name


def test_a_criterion_is_found_by_its_id(site: Path, page: Any) -> None:
    if page.viewport_size["width"] < 600:
        page.locator("label.md-header__button[for=__search]").click()
    page.locator("input.md-search__input").click()
    page.keyboard.type("FIN-3a")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url(f"file://{site}/rules/gpcc-2010/FIN-3a.html*")

    assert page.locator("h1").inner_text().startswith("FIN-3a: Risk is carried by enough people")
