"""README: short, nothing left out of its tables, and naming only what there is."""

from __future__ import annotations

import re

from authorisation import errors
from authorisation.cli.main import COMMANDS
from tests.docs.blocks import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_every_command_has_its_line() -> None:
    assert tuple(re.findall(r"^\| `authorise (\w+)`", README, re.MULTILINE)) == COMMANDS


def test_every_exit_code_of_an_error_is_in_the_table() -> None:
    raised = {
        kind.exit_code
        for kind in vars(errors).values()
        if isinstance(kind, type) and hasattr(kind, "exit_code")
    }
    section = README.partition("## Exit codes")[2].partition("##")[0]

    assert raised <= {int(code) for code in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
