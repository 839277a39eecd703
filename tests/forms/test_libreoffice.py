"""Workbooks that were filled in come back from LibreOffice with the same answers."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from authorisation.forms.workbook.read import read_workbook
from authorisation.language.answers.submissions import read_submission
from authorisation.usecases.forms.blank import form_as_workbook
from authorisation.usecases.library import Library
from tests.forms.filled_returns import edited, put
from tests.forms.test_returns_workbook import OF_GROUP, as_workbook, from_yaml, read
from tests.shipped import RULES, shipped_program

ROOT = Path(__file__).parents[2]
SOFFICE = shutil.which("soffice")
ANSWERED = (ROOT / "fixtures/illustrative-full-budget.yaml").read_bytes()


def saved_anew(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The workbooks by their names, each as LibreOffice saves it once it has opened it."""
    (folder / "saved").mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ("--headless", "--convert-to", "xlsx", "--outdir", folder / "saved")
    given = (folder / name for name in files)
    subprocess.run(
        [SOFFICE, profile, *options, *given], check=True, capture_output=True, timeout=90
    )
    return {name: (folder / "saved" / name).read_bytes() for name in files}


@pytest.mark.long
@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not here: `apt-get install libreoffice-calc-nogui`"
)
def test_libreoffice_keeps_every_answer_of_a_workbook_that_it_saves(tmp_path: Path) -> None:
    rules = shipped_program("gpcc-2010").rules
    of_group = b"evidence:\n  population: {document: List sizes, where: p. 2}\n"
    ours = read_submission(ANSWERED.replace(b"evidence:\n", of_group), "ours.yaml", rules)
    group = from_yaml(OF_GROUP)

    def file_next(book: Workbook) -> None:
        put("2013-14 Q2", "return.received_on", date(2013, 10, 20))(book)
        put("2013-14 Q2", "in_year.patients", 5100)(book)

    written = {
        "application.xlsx": form_as_workbook("gpcc-2010", Library(RULES), ours),
        "returns.xlsx": as_workbook(group),
        "filled.xlsx": edited(as_workbook(group), file_next),
    }
    saved = saved_anew(written, tmp_path)

    assert saved["application.xlsx"] != written["application.xlsx"]
    found = read_workbook(saved["application.xlsx"], "application.xlsx", rules)
    assert (dict(found.answers), dict(found.evidence)) == (dict(ours.answers), dict(ours.evidence))
    assert "population" in found.evidence
    assert (found.strays, found.comments) == ((), ())
    assert read(saved["returns.xlsx"]).sha256 == group.sha256
    assert read(saved["filled.xlsx"]).sha256 == read(written["filled.xlsx"]).sha256 != group.sha256
