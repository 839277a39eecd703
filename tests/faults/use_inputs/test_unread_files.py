"""Whatever lies in a folder and is not read is named with its reason, and counted."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

import authorisation
from tests.shipped import RULES

Run = Callable[..., Result]
SAVE = "open it and save it as Excel workbook (.xlsx)"
REASONS = {
    "gone.yaml": "a link to a file that is not there",
    "garston.ods": f"its name does not end in .yaml, .yml or .xlsx (help: {SAVE})",
    "kestrel.docx": "its name does not end in .yaml, .yml or .xlsx",
    "north": "a folder in the folder (help: add “--recursive” to read what is in it)",
    "penrose.xls": f"its name does not end in .yaml, .yml or .xlsx (help: {SAVE})",
    "selby.txt": "its name does not end in .yaml, .yml or .xlsx",
    "~$ours.xlsx": "left by a program that has the workbook open",
}
DEMO = ("--rules", "demo")


@pytest.fixture
def mixed(folder: Path) -> Path:
    """Three applications with endings of every kind, and seven things that are none."""
    (folder / "mixed" / "north").mkdir(parents=True)
    for name in ("granted", "refused", "open"):
        ending = {"granted": ".YAML", "refused": ".yml", "open": ".yaml"}[name]
        (folder / f"{name}.yaml").rename(folder / "mixed" / f"{name}{ending}")
    (folder / "conditions.yaml").rename(folder / "mixed/north/conditions.yaml")
    for name in REASONS:
        if name not in {"gone.yaml", "north"}:
            (folder / "mixed" / name).write_text("secret words")
    (folder / "mixed/gone.yaml").symlink_to("nowhere.yaml")
    return folder / "mixed"


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("more", [(), ("--against", "demo")], ids=["assess", "against"])
def test_A5_pages_begin_with_how_many_were_read_and_what_was_not(
    run: Run, mixed: Path, form: str, more: tuple[str, ...]
) -> None:
    result = run("assess", mixed.name, *DEMO, "--format", form, *more)
    page = unwrapped(html.unescape(result.stdout).replace("\\", ""))
    body = page.rpartition("Not read")[2]  # behind any table of contents

    assert "3 submissions; 7 files or folders not read" in page.partition("Not read")[0].replace(
        " under two rule sets", ""
    )
    places = [body.index(f"mixed/{name}: {why}") for name, why in REASONS.items()]
    assert len(places) == 7
    statement, _, order = page.rpartition("Not read")[0].rpartition("This is not a decision of")
    assert statement
    assert order.startswith(" the Board.")
    assert ("This is no ranking." in order) is (not more)
    assert "decision of the Board" not in body[: max(places)]
    assert "secret words" not in result.output


def test_A5_data_has_what_was_not_read(run: Run, mixed: Path) -> None:
    told = [f"mixed/{name}: {why}" for name, why in sorted(REASONS.items())]

    made = run("assess", mixed.name, *DEMO, "--format", "json").stdout
    compared = run("assess", mixed.name, *DEMO, "--format", "json", "--against", "demo").stdout
    table = ("--format", "csv", "--findings")
    rows = csv.DictReader(io.StringIO(run("assess", "mixed", *DEMO, *table).stdout))
    run("assess", mixed.name, *DEMO, "--output", "list.xlsx")
    book = openpyxl.load_workbook("list.xlsx")
    about = [row[0].value for row in book["About"]]

    assert json.loads(made)["not_read"] == told
    assert json.loads(compared)["not_read"] == told
    assert [row["why"] for row in rows if "not read" in row.values()] == told
    assert [each for each in about if each.startswith("Not read")] == [
        f"Not read: {each}" for each in told
    ]


def test_A5_check_begins_with_it(run: Run, mixed: Path) -> None:
    lines = run("check", mixed.name, *DEMO).stdout.splitlines()

    assert lines[0] == "3 read; 7 not read:"
    assert [line for line in lines if line.endswith("no problems")] == [
        "mixed/granted.YAML: no problems",
        "mixed/open.yaml: no problems",
        "mixed/refused.yml: no problems",
    ]
    assert lines.index("mixed/garston.ods: its name does not end in .yaml, .yml or .xlsx") < 11
    assert f"  help: {SAVE}" in lines


def test_A5_talk_names_it_where_the_result_goes_elsewhere(run: Run, mixed: Path) -> None:
    result = run("assess", mixed.name, *DEMO, "--output", "list.json")

    assert result.stderr.count("not read: mixed/") == 7


def test_A5_folders_in_the_folder_are_read_when_asked_for(run: Run, mixed: Path) -> None:
    result = run("assess", mixed.name, *DEMO, "--recursive")

    assert result.stdout.startswith("4 submissions; 6 files or folders not read\n")
    assert "mixed/north" not in result.stdout.partition("This is not")[0]
    assert (
        "mixed/north/conditions.yaml: no problems"
        in run("check", mixed.name, *DEMO, "--recursive").stdout
    )


def test_A5_one_application_beside_what_is_not_read_has_its_page_too(
    run: Run, folder: Path
) -> None:
    (folder / "one").mkdir()
    (folder / "granted.yaml").rename(folder / "one/granted.yaml")
    (folder / "one/letter.docx").touch()

    result = run("assess", "one", *DEMO)

    assert result.stdout.startswith("1 submission; 1 file or folder not read\n")
    assert "What these rules indicate\nGranted" in result.stdout


@pytest.mark.slow
def test_A5_monitor_names_it_too(run: Run, folder: Path) -> None:
    returns = folder / "returns"
    returns.mkdir()
    shipped = RULES.parent / "fixtures/returns/illustrative"
    for name in ("early-warning", "quiet"):
        source = next(iter(sorted(shipped.glob(f"{name}*.yaml"))), shipped / "early-warning.yaml")
        text = source.read_text().replace("name: ", f"name: {name} ", 1)
        text = text.replace("code: ILR1", f"code: ILR{len(name)}")
        (returns / f"{name}.YML").write_text(text)
    (returns / "garston.ods").touch()
    (returns / "bad.yaml").write_text("returns: 7\n")
    root = ("--rules-root", str(RULES))

    page = run("monitor", "returns", *root).stdout
    whole = json.loads(run("monitor", "returns", *root, "--format", "json").stdout)

    assert page.startswith(
        "3 groups after authorisation, 1 of them not replayed; 1 file or folder not read\n"
    )
    reason = (
        "its name does not end in .yaml, .yml or .xlsx (help: open it and save it as Excel workbook "
        "(.xlsx))"
    )
    assert f"returns/garston.ods: {reason}" in unwrapped(page[:700])
    assert whole["not_read"] == [f"returns/garston.ods: {reason}"]
    assert [each.partition(":")[0] for each in whole["unusable"]][:1] == ["returns/bad.yaml"]


def test_A5_python_is_told(mixed: Path) -> None:
    rules = authorisation.load("demo", root=mixed.parent / "rules")

    compared = rules.compare(rules, mixed)

    assert len(compared.changes) == 3
    assert [each.partition(":")[0] for each in compared.unread] == [
        f"mixed/{name}" for name in sorted(REASONS)
    ]


@pytest.mark.parametrize("name", ["filled.ods", "filled.xls", "FILLED.ODS", "filled.xlsm"])
def test_B3_a_workbook_of_another_kind_is_told_how_to_be_saved(
    run: Run, folder: Path, name: str
) -> None:
    (folder / "one").mkdir()
    (folder / "one" / name).touch()

    alone = run("assess", f"one/{name}", *DEMO)
    within = run("assess", "one", *DEMO)

    assert (alone.exit_code, alone.stderr) == (
        6,
        f"one/{name}: not a submission (.yaml or .xlsx)\n  help: {SAVE}\n",
    )
    assert (within.exit_code, within.stderr) == (
        6,
        (
            "one: no .yaml or .xlsx file in this folder\n"
            "  help: name a file, or a folder that holds submissions\n"
            f"one/{name}: its name does not end in .yaml, .yml or .xlsx\n  help: {SAVE}\n"
        ),
    )


def test_B3_a_capital_xlsx_in_a_folder_is_read(run: Run, folder: Path) -> None:
    (folder / "one").mkdir()
    run("form", "demo", "--output", "one/ours.xlsx")
    (folder / "one/ours.xlsx").rename(folder / "one/OURS.XLSX")

    assert "one/OURS.XLSX" in run("check", "one", *DEMO).stdout
