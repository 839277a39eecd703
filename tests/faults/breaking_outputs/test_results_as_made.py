"""Results are written as they are made: no format holds thousands of assessments, or makes two."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from authorisation.engine.plans.binding import Binder
from authorisation.report.tables import xlsx
from authorisation.report.tables.table import DataTable, DataTables, TableNotes
from authorisation.usecases.assessing import assess as assessing
from authorisation.usecases.assessing.assess import Request, start_run
from authorisation.usecases.assessing.assessments import HELD, HELD_WITH_OTHERS
from authorisation.usecases.library import Library
from tests.docs.blocks import ROOT
from tests.report.tables import as_xlsx

Run = Callable[..., Result]
OUTPUTS = {
    "text": [],
    "csv": ["--format", "csv"],
    "findings": ["--format", "csv", "--findings"],
    "xlsx": ["-o", "all.xlsx"],
    "json": ["--format", "json"],
    "pages": ["--format", "html", "-o", "pages/"],
    "full": ["--format", "markdown", "--full"],
    "record": ["--record", "kept"],
    "record and pages": ["--record", "kept", "--format", "html", "-o", "pages/"],
    "against": ["--against", "gpcc-2010@2010-10-31", "--format", "json"],
}


@pytest.fixture
def many(folder: Path) -> list[str]:
    """More submissions than are held, one of which comes to no assessment."""
    text = (folder / "granted.yaml").read_text()
    (folder / "kept").mkdir()
    (folder / "many").mkdir()
    for number in range(HELD + 6):
        dated = text if number else text.replace("2012-06-01", "2001-06-01")
        renamed = re.sub(r"(?m)^name: .*$", f"name: Group {number}", dated)
        coded = re.sub(r"(?m)^code: .*$", f"code: G{number}", renamed)
        (folder / "many" / f"{number:03}.yaml").write_text(coded)
    return ["assess", "many", "--rules", "demo"]


@pytest.mark.slow
@pytest.mark.parametrize("output", [name for name in OUTPUTS if name != "against"])
def test_B11_each_is_assessed_once(
    run: Run, many: list[str], monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    made: list[str] = []
    assess = assessing.assess

    def count(program, submission, **how):
        made.append(submission.name)
        return assess(program, submission, **how)

    monkeypatch.setattr(assessing, "assess", count)
    assert run(*many, *OUTPUTS[output]).exit_code == 4

    assert made == [f"Group {number}" for number in range(HELD + 6)]


@pytest.mark.slow
def test_B11_what_is_written_as_it_is_made_is_whole(
    run: Run, many: list[str], folder: Path
) -> None:
    told = json.loads(run(*many, "--format", "json").stdout)
    run(*many, "--record", "kept", "--format", "html", "-o", "pages/")
    kept = [json.loads(file.read_bytes()) for file in sorted((folder / "kept").iterdir())]
    index = (folder / "pages" / "index.html").read_text("utf-8")
    pages = {file.name for file in (folder / "pages").iterdir()} - {"index.html"}
    full = run(*many, "--format", "html", "--full").stdout

    assert [each["submission"]["name"] for each in told["assessments"]] == [
        f"Group {number}" for number in range(1, HELD + 6)
    ]
    for one, other in zip(told["assessments"], kept, strict=True):
        assert {**one, "second_opinion": None} == {**other, "second_opinion": None}
    [problem] = told["unusable"]
    assert "has no value yet" in problem
    assert problem in index
    assert set(re.findall('href="./([^"]*)"', index)) == pages
    assert len(pages) == HELD + 5
    for number in range(1, HELD + 6):
        assert f'href="./{number:03}.html">Group {number} (G{number})<' in index
        assert f'<a href="#page-{number + 1}">Group {number} (G{number})</a>' in full
        assert full.count(f'id="page-{number + 1}"') == 1
    assert full.endswith("</html>\n")


def test_B11_nothing_is_printed_before_all_of_it_is_made(
    run: Run, many: list[str], folder: Path
) -> None:
    in_the_way = folder / "pages" / "002.html"
    in_the_way.mkdir(parents=True)

    refused = run(*many, "--format", "html", "-o", "pages/")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert list((folder / "pages").iterdir()) == [in_the_way]


def test_B11_a_sheet_that_is_full_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_LAST_ROW", 3)
    table = DataTable(title="Findings", columns={"number": 8})
    rows = ((0, (str(number),)) for number in range(7))
    notes = TableNotes(created=date(2012, 10, 1))
    data = as_xlsx(DataTables(tables=(table,), rows=rows, notes=lambda: notes))
    book = openpyxl.load_workbook(io.BytesIO(data))

    assert book.sheetnames == ["Findings", "Findings 2", "Findings 3", "About"]
    written = [[row[0].value for row in book[name].rows] for name in book.sheetnames[:3]]
    assert written == [["number", "0", "1", "2"], ["number", "3", "4", "5"], ["number", "6"]]


LONG_ONES = 150
_MEASURED = """\
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.fixture(scope="module")
def long_ones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of long submissions, each under a name of its own."""
    place = tmp_path_factory.mktemp("long")
    files = sorted((ROOT / "fixtures").glob("illustrative-*.yaml"))
    texts = [file.read_text("utf-8") for file in files if "five-members" not in file.name]
    for number, text in enumerate(islice(cycle(texts), LONG_ONES)):
        renamed = re.sub(r"(?m)^name: .*$", f"name: Group {number}", text)
        coded = re.sub(r"(?m)^code: .*$", f"code: G{number}", renamed)
        (place / f"{number:03}.yaml").write_text(coded, "utf-8")
    return place


@pytest.mark.long
@pytest.mark.parametrize("output", ["csv", "json", "record and pages", "full", "against"])
def test_B11_no_format_holds_what_it_writes(long_ones: Path, tmp_path: Path, output: str) -> None:
    (tmp_path / "kept").mkdir()
    authorise = str(Path(sys.executable).with_name("authorise"))
    command = [authorise, "assess", str(long_ones), *OUTPUTS[output]]
    # A child begins with the memory of whoever starts it, so that is a small process here.
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command], cwd=tmp_path, capture_output=True, check=True
    )
    code, kilobytes = map(int, done.stdout.split())

    assert code in {0, 10, 11}
    # Of 5,000 at this rate there would be 400 MB; held whole, 250 took 130 to 280 MB.
    assert kilobytes / 1024 < 75 + LONG_ONES * 0.065


OTHERS = """\
criteria:
  - id: FEW
    title: No other application is as small
    severity: note
    scope: portfolio
    source: act#5
    require: {every: other, in: others, satisfies: other.population.registered >= population.registered}
"""


def test_B11_what_others_answer_is_worked_out_once(
    run: Run, many: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "rules/demo/criteria/others.yaml").write_text(OTHERS)
    bound = []
    bind = Binder.bind
    monkeypatch.setattr(
        Binder, "bind", lambda self, given: bound.append(given) or bind(self, given)
    )

    assert run(*many).exit_code == 4

    # Its own assessment, what contradicts itself, and all other assessments together.
    assert len([given for given in bound if given]) <= 3 * (HELD + 6)


@pytest.mark.usefixtures("many")
def test_B11_assessments_about_each_other_are_not_held(folder: Path) -> None:
    (folder / "rules/demo/criteria/others.yaml").write_text(OTHERS)
    files = sorted((folder / "many").iterdir())
    run = start_run(files, Request(rules="demo", library=Library(folder / "rules")))

    assert len(run.assessments) == HELD + 5
    assert run.assessments._made.cache_info().currsize == HELD_WITH_OTHERS
