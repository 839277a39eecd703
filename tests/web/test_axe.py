"""The pages that commands write, as axe-core sees them in Chromium: WCAG 2.2 A and AA."""

from __future__ import annotations

import mimetypes
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.web.settings import STATIC, STATIC_URL
from tests.docs.blocks import ROOT

sync_api = pytest.importorskip("playwright.sync_api", reason="`make test-web` installs Playwright")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SITE = "http://site.test"
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="no browser to look with"),
    pytest.mark.skipif(not AXE.exists(), reason="axe-core is not there: `make assets` installs it"),
    pytest.mark.skipif(
        not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
    ),
]


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_context(bypass_csp=True).new_page()
        browser.close()


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
    "changes": ["fixtures/corby.yaml", "fixtures/corby.yaml"],
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
