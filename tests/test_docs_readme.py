"""README: short, nothing left out of its tables, and naming only what there is."""

from __future__ import annotations

import re
from importlib import import_module

from authorisation.cli.main import COMMANDS, module_of
from authorisation.errors import ExitCode
from authorisation.report.file_formats import FileFormat
from tests.docs.blocks import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 150


def test_every_command_has_its_line() -> None:
    assert tuple(re.findall(r"^\| `authorise (\w+)`", README, re.MULTILINE)) == COMMANDS


def test_every_format_of_a_command_is_in_its_line() -> None:
    formats = {
        name: ", ".join(map(str, module.FORMATS))
        for name in COMMANDS
        if hasattr(module := import_module(module_of(name)), "FORMATS")
    }
    cells = dict(re.findall(r"^\| `authorise (\w+)`.* \| ([^|]*)\|$", README, re.MULTILINE))

    assert {name: cell.strip() for name, cell in cells.items() if cell.strip()} == formats
    assert len(formats) >= 5


def test_every_ending_is_named() -> None:
    listed = README.partition("in the format of its ending (")[2].partition(")")[0]

    assert set(listed.split(", ")) == {each.endings[0] for each in FileFormat}


def test_the_table_of_exit_codes_has_every_code_and_no_other() -> None:
    section = README.partition("## Exit codes")[2].partition("\n## ")[0]
    codes = [
        int(code)
        for cell in re.findall(r"^\| ([\d, ]+) \|", section, re.MULTILINE)
        for code in cell.split(",")
    ]
    # By the custom of shells: the program was ended by the signal that a closed pipe sends.
    broken_pipe = 128 + 13

    assert sorted(codes) == sorted({*map(int, ExitCode), broken_pipe})
