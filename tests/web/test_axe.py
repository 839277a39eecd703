"""The pages that commands write, as axe-core sees them in Chromium: WCAG 2.2 A and AA."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.docs.blocks import ROOT
from tests.web.axe import AxePage, axe_page, skips

pytestmark = skips


@pytest.fixture(scope="module")
def page() -> Iterator[AxePage]:
    with axe_page() as found:
        yield found


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
    page: AxePage, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    record = tmp_path / "record.json"
    if command == "show":
        assess = ["assess", *COMMANDS["assess"], "--output", str(record)]
        assert CliRunner().invoke(cli, assess).exit_code == 10
    given = [str(record) if each == "RECORD" else each for each in COMMANDS[command]]
    done = CliRunner().invoke(cli, [command, *given, "--format", "html"])

    assert "<h1>" in done.stdout, done.stderr
    page.show(done.stdout)
    assert page.violations() == []
