"""Pages and tables through the command line, on the small rules."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

Run = Callable[..., Result]
FILES = ("granted.yaml", "conditions.yaml", "refused.yaml", "open.yaml")


@pytest.mark.parametrize(
    ("form", "start"), [("html", "<!DOCTYPE html>\n"), ("markdown", "# Gamma\n")]
)
def test_a_page_has_the_exit_code_of_the_text(run: Run, form: str, start: str) -> None:
    told = run("assess", "refused.yaml", "--rules", "demo", "--format", form)

    assert told.stdout.startswith(start)
    assert "Only 999 patients." in told.stdout
    assert told.exit_code == run("assess", "refused.yaml", "--rules", "demo").exit_code == 10


def test_several_become_a_folder_of_pages_that_lead_to_each_other(run: Run, folder: Path) -> None:
    result = run("assess", *FILES, "bad.yaml", "--rules", "demo", "--format", "html", "-o", "out")
    listed = (folder / "out" / "index.html").read_text("utf-8")

    assert result.exit_code == 4
    assert result.stdout == ""
    assert sorted(path.name for path in (folder / "out").iterdir()) == [
        "conditions.html",
        "granted.html",
        "index.html",
        "open.html",
        "refused.html",
    ]
    assert re.findall(r'href="(\./[^"]*)">([^<]*)', listed) == [
        ("./granted.html", "Alpha (A1)"),
        ("./conditions.html", "Beta (B1)"),
        ("./refused.html", "Gamma"),
        ("./open.html", "Delta"),
    ]
    assert "bad.yaml:3:11: no question is called “population.registred”" in listed
    assert "One practice is named in two applications. P2" in listed
    for path in (folder / "out").glob("[!i]*.html"):
        assert '<a href="./index.html">All submissions</a>' in path.read_text("utf-8")


def test_rules_become_a_folder_of_pages_that_lead_to_each_other(run: Run, folder: Path) -> None:
    listed = run("rules", "--format", "markdown", "-o", "all/")
    parts = run("rules", "demo", "--format", "html", "-o", "parts/")

    assert (listed.exit_code, listed.output, parts.exit_code, parts.output) == (0, "", 0, "")
    assert {path.name for path in (folder / "all").iterdir()} == {"demo.md", "index.md"}
    assert "(./demo.md)" in (folder / "all/index.md").read_text("utf-8")
    assert "SIZE.html" in {path.name for path in (folder / "parts").iterdir()}
    assert 'href="./SIZE.html"' in (folder / "parts/index.html").read_text("utf-8")
    assert 'href="./index.html"' in (folder / "parts/SIZE.html").read_text("utf-8")
    assert run("rules", "demo", "--format", "json", "-o", "parts/").exit_code == 2


def test_a_folder_is_written_whole_or_not_at_all(run: Run, folder: Path, names) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "granted.html").mkdir()
    before = names()
    result = run("assess", *FILES, "--rules", "demo", "--format", "html", "-o", "out")

    assert result.exit_code == 2
    assert "out/granted.html: cannot be written: there is a folder of that name" in result.stderr
    assert names() == before


def test_a_folder_that_was_made_goes_again(run: Run, folder: Path, names) -> None:
    long = f"{'g' * 251}.yml"  # with .html it is too long for any folder
    (folder / long).write_bytes((folder / "granted.yaml").read_bytes())
    before = names()
    result = run(
        "assess",
        "granted.yaml",
        long,
        "--rules",
        "demo",
        "--format",
        "html",
        "-o",
        "out",
    )

    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert names() == before
    assert not (folder / "out").exists()


@pytest.mark.parametrize("place", ["granted.yaml", "nowhere/out"])
def test_a_place_that_is_no_folder_is_refused(run: Run, place: str, names) -> None:
    before = names()
    result = run("assess", *FILES, "--rules", "demo", "--format", "html", "-o", place)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{place}: ")
    assert "\n  help: " in result.stderr
    assert names() == before


def test_a_file_named_html_takes_the_list_alone(run: Run, folder: Path) -> None:
    run("assess", *FILES, "--rules", "demo", "--format", "html", "-o", "all.html")
    told = (folder / "all.html").read_text("utf-8")

    assert told == run("assess", *FILES, "--rules", "demo", "--format", "html").stdout
    assert 'href="./' not in told


def test_tables_have_a_row_for_each_finding(run: Run, folder: Path) -> None:
    run("assess", *FILES, "--rules", "demo", "--findings", "-o", "all.csv")
    run("assess", *FILES, "--rules", "demo", "--format", "xlsx", "-o", "all.xlsx")
    rows = list(csv.reader(io.StringIO((folder / "all.csv").read_bytes().decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(folder / "all.xlsx")["Findings"]

    assert [(row[0], row[7], row[11], row[16]) for row in rows[1:]] == [
        ("Alpha", "SIZE", "met", "500"),
        ("Alpha", "LAY", "met", "0"),
        ("Beta", "SIZE", "met", "0"),
        ("Beta", "LAY", "not met", "-1"),
        ("Gamma", "SIZE", "not met", "-1"),
        ("Gamma", "LAY", "not met", "-1"),
        ("Delta", "SIZE", "met", "4000"),
        ("Delta", "LAY", "cannot tell yet", ""),
    ]
    assert [cell.value for cell in sheet[1]] == rows[0]
    assert sheet.max_row == len(rows)


def test_explain_as_a_page(run: Run, folder: Path) -> None:
    args = ("explain", "refused.yaml", "SIZE", "--rules", "demo")
    html = run(*args, "--format", "html").stdout
    run(*args, "--format", "markdown", "-o", "size.md")

    title = "The group is large enough (SIZE): not met; needed before a full budget"

    assert f"<h2>{title}</h2>" in html
    assert f"## {title}\n" in (folder / "size.md").read_text("utf-8")


def test_the_same_run_gives_the_same_bytes(run: Run, folder: Path) -> None:
    for ending in ("html", "csv", "xlsx", "md"):
        for name in ("one", "two"):
            run("assess", *FILES, "--rules", "demo", "--full", "-o", f"{name}.{ending}")
        one, two = (folder / f"{name}.{ending}" for name in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
