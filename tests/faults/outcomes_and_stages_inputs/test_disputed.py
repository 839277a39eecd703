"""What two applications cannot both say is told wherever either of them is told of."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result

from tests.docs.blocks import ROOT

SHIPPED = ("--rules-root", str(ROOT / "rules"))

Run = Callable[..., Result]
DEMO = ("--rules", "demo")
BOTH = ("granted.yaml", "conditions.yaml", *DEMO)
SAYS = (
    "One practice is named in two applications. P2: Alpha (A1) at granted.yaml:7:34;"
    " Beta (B1) at conditions.yaml:7:22"
)
HEADING = "Needs a person: contradicted by another application"


def unwrapped(text: str) -> str:
    return " ".join(text.split())


def test_G6_the_page_of_each_begins_with_it(run: Run) -> None:
    full = run("assess", *BOTH, "--full").stdout
    run("assess", *BOTH, "--format", "markdown", "--output", "pages/")

    assert unwrapped(full).count(SAYS) == 3  # on either page, and once of both together
    for name in ("granted", "conditions"):
        page = Path(f"pages/{name}.md").read_text()
        assert page.index(f"## {HEADING}") < page.index("## What these rules indicate")
        assert SAYS in page


def test_G6_the_page_of_one_that_nobody_contradicts_says_nothing(run: Run) -> None:
    run("assess", *BOTH, "open.yaml", "--format", "markdown", "--output", "pages/")

    assert "contradicted" not in Path("pages/open.md").read_text()


@pytest.mark.parametrize(
    ("options", "column"), [((), "contradicted by others"), (("--findings",), "warnings")]
)
def test_G6_each_row_says_it(run: Run, options: tuple[str, ...], column: str) -> None:
    # The first character is the byte order mark that Excel wants.
    text = run("assess", *BOTH, "--format", "csv", *options).stdout[1:]
    cells = {row["submission"]: row[column] for row in csv.DictReader(io.StringIO(text))}

    assert {name for name, cell in cells.items() if SAYS in cell} == {"Alpha", "Beta"}


def test_G6_each_record_holds_it_and_replays(run: Run, folder: Path) -> None:
    (folder / "kept").mkdir()
    run("assess", *BOTH, "open.yaml", "--record", "kept")
    record = json.loads(Path("kept/granted.json").read_text())

    assert record["contradictions"] == [
        {
            "says": "One practice is named in two applications.",
            "value": "P2",
            "groups": ["Beta (B1)"],
        },
        {"says": "Only one side names the pool.", "value": "B1", "groups": ["Beta (B1)"]},
    ]
    assert json.loads(Path("kept/open.json").read_text())["contradictions"] == []
    assert [each["name"] for each in record["others"]["submissions"]] == ["Beta"]
    for name in ("granted", "conditions", "open"):
        assert run("replay", f"kept/{name}.json").exit_code == 0


@pytest.mark.parametrize("change", ["value", "taken out", "added"])
def test_G6_what_was_changed_of_it_in_a_record_shows(run: Run, change: str) -> None:
    run("assess", *BOTH, "--format", "json", "--output", "both.json")
    made: dict[str, Any] = json.loads(Path("both.json").read_text())
    told = made["assessments"][0]["contradictions"]
    if change == "value":
        told[0]["value"] = "P9"
    elif change == "taken out":
        told.pop()
    else:
        told.append({**told[0], "value": "P9"})
    Path("both.json").write_text(json.dumps(made))

    replayed = run("replay", "both.json")

    assert replayed.exit_code == 13
    assert "assessments[1].contradictions[" in replayed.stdout


def test_G6_two_files_of_one_group_are_told_on_both_pages_and_in_both_records(
    run: Run, folder: Path
) -> None:
    (folder / "again.yaml").write_text((folder / "open.yaml").read_text())
    (folder / "kept").mkdir()
    files = ("open.yaml", "again.yaml", *DEMO)

    full = unwrapped(run("assess", *files, "--full").stdout)
    run("assess", *files, "--record", "kept")

    assert full.count("Two or more files have the same name and code. Delta: ") == 3
    for name in ("open", "again"):
        [told] = json.loads(Path(f"kept/{name}.json").read_text())["contradictions"]
        assert told["says"] == "Two or more files have the same name and code."
        assert run("replay", f"kept/{name}.json").exit_code == 0


def test_G6_readme_says_which_code_it_gives(run: Run, folder: Path) -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    (folder / "other.yaml").write_text(
        (folder / "granted.yaml").read_text().replace("Alpha", "Omega").replace("A1", "O1")
    )

    assert run("assess", "granted.yaml", "other.yaml", *DEMO).exit_code == 10
    assert "or applications contradict each other" in next(
        line for line in readme.splitlines() if line.startswith("| 10 |")
    )


def test_G7_the_place_is_the_line_of_the_item_itself(run: Run, folder: Path) -> None:
    for name, codes in (("one", ["P1", "P2", "P3"]), ("two", ["P7", "P8", "P3"])):
        lines = "".join(f"    - code: {code}\n" for code in codes)
        (folder / f"{name}.yaml").write_text(
            f"name: {name}\nas_of: 2012-06-01\nanswers:\n  practices:\n{lines}"
        )

    page = unwrapped(run("assess", "one.yaml", "two.yaml", *DEMO).stdout)

    assert "P3: one at one.yaml:7:13; two at two.yaml:7:13" in page


@pytest.mark.slow
def test_G7_in_a_workbook_it_is_the_cell_of_the_item(run: Run) -> None:
    run("form", "demo", "--output", "one.xlsx")
    book = openpyxl.load_workbook("one.xlsx")
    book["About"]["B4"].value = "Workbook group"
    book["About"]["B7"].value = "2012-06-01"
    book["Practices"]["B3"].value = "complete"
    book["Practices"]["A8"].value = "P5"
    book["Practices"]["A9"].value = "P2"
    book.save("one.xlsx")

    page = unwrapped(run("assess", "one.xlsx", "granted.yaml", *DEMO).stdout)

    assert 'P2: Workbook group at one.xlsx: sheet "Practices", cell A9; Alpha (A1) at' in page


def test_G6_many_others_are_counted_and_a_record_keeps_few(run: Run, folder: Path) -> None:
    (folder / "many").mkdir()
    for number in range(7):
        (folder / f"many/g{number}.yaml").write_text(
            f"name: G{number}\nas_of: 2012-06-01\nanswers: {{practices: [{{code: P1}}]}}\n"
        )
    (folder / "kept").mkdir()
    pages = unwrapped(run("assess", "many", *DEMO, "--full").stdout)
    run("assess", "many", *DEMO, "--record", "kept")
    last = json.loads(Path("kept/g6.json").read_text())

    assert "G0 at many/g0.yaml:3:30; G1 at" in pages
    assert pages.count("; and 3 more") == 7
    assert last["contradictions"][0]["groups"] == ["G0", "G1", "G2"]
    assert [each["name"] for each in last["others"]["submissions"]] == ["G0", "G1", "G2"]
    assert all(run("replay", f"kept/g{n}.json").exit_code == 0 for n in range(7))


@pytest.mark.slow
def test_G6_records_replay_whatever_the_order_of_the_files(run: Run, folder: Path) -> None:
    chain = {
        "p1": ("AA1", "BB1"),
        "p2": ("BB1", "CC1"),
        "p3": ("CC1", "CC1"),
        "p4": ("b b1", "AA1"),
    }
    for name, (code, member) in chain.items():
        (folder / f"{name}.yaml").write_text(
            f"name: {name}\ncode: {code}\nas_of: 2012-10-01\n"
            f"answers:\n  risk_pool: {{members: [{{code: {member}}}]}}\n"
        )
    written = {}
    for order in (["p1", "p2", "p3", "p4"], ["p4", "p3", "p2", "p1"]):
        place = folder / "-".join(order)
        place.mkdir()
        files = [f"{name}.yaml" for name in order]
        run("assess", *files, "--rules", "gpcc-2010", "--record", place.name, *SHIPPED)
        written[place.name] = {
            name: json.loads((place / f"{name}.json").read_text())["contradictions"]
            for name in chain
        }
        for name in chain:
            replayed = run("replay", f"{place.name}/{name}.json", *SHIPPED)
            assert replayed.exit_code == 0, replayed.stdout

    first, second = written.values()
    assert first == second
    assert [each["groups"] for each in first["p2"]] == [
        *(["p1 (AA1)"], ["p3 (CC1)"]),
        ["p4 (b b1)"],  # another group of its code
    ]
