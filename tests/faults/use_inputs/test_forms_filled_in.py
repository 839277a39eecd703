"""The form of a practice manager: only what gates read, and never written over once filled in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.docs.blocks import ROOT

SUBMISSION = "name: Marsh\nas_of: 2012-10-01\nanswers: {population.registered: 320000}\n"


@pytest.fixture(autouse=True)
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def authorise(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, args, prog_name="authorise", catch_exceptions=False)
    return done.exit_code, done.output


def test_A13_a_result_never_takes_the_place_of_a_filled_form(working_folder: Path) -> None:
    (working_folder / "ours.yaml").write_text(SUBMISSION, encoding="utf-8")
    authorise("form", "gpcc-2010", "-o", "guard.xlsx")
    filled = (working_folder / "guard.xlsx").read_bytes()

    code, said = authorise("assess", "ours.yaml", "-o", "guard.xlsx")

    assert code == 2
    assert "guard.xlsx" in said
    assert (working_folder / "guard.xlsx").read_bytes() == filled


def test_B10_no_page_has_a_form_written_by_the_shell_and_a_byte_order_mark_is_read(
    working_folder: Path,
) -> None:
    for page in (ROOT / "README.md", *(ROOT / "docs/first-steps").glob("*.md")):
        assert "authorise form gpcc-2010 >" not in page.read_text(encoding="utf-8")
    (working_folder / "ours.yaml").write_text(f"\ufeff{SUBMISSION}", encoding="utf-8")

    code, said = authorise("check", "ours.yaml")

    assert (code, "ours.yaml: no problems" in said) == (0, True)


def test_B11_the_form_of_gates_asks_of_each_entry_only_what_gates_read() -> None:
    authorise("form", "gpcc-2010", "--gates", "-o", "gates.xlsx")
    authorise("form", "gpcc-2010", "-o", "whole.xlsx")

    few, whole = (
        {
            str(cell).strip("[]").rpartition(".")[2]
            for row in openpyxl.load_workbook(name)["Governing body"].values
            for cell in row
            if str(cell).startswith("[")
        }
        for name in ("gates.xlsx", "whole.xlsx")
    )
    assert few == {"name", "role", "profession"}
    assert few < whole
    assert "disqualifications" in whole
