"""Many submissions at once, on the small rules: what is written, and how it ends."""

from __future__ import annotations

import csv
import json
import sys
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner, Result

from authorisation.cli.main import cli
from tests.expected import assert_expected

Run = Callable[..., Result]
KEPT = Path(__file__).parent / "portfolio"


@pytest.mark.parametrize("command", ["run", "layout"])
def test_help_of_each(command: str) -> None:
    result = CliRunner().invoke(
        cli, ["portfolio", command, "--help"], prog_name="authorise", terminal_width=80
    )

    assert_expected(KEPT / f"{command}-help.txt", result.stdout)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_layout_names_every_column(run: Run, form: str) -> None:
    result = run("portfolio", "layout", "demo", "--format", form)

    assert result.exit_code == 0
    assert_expected(KEPT / f"layout.{'txt' if form == 'text' else form}", result.stdout)


def test_a_table_is_written_whole_with_the_rows_that_were_refused_beside_it(
    run: Run, tmp_path: Path
) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text(
        "name,as_of,population.registered\n"
        "Gamma,2012-06-01,999\n"
        "Delta,2012-06-01,1000\n"
        "Epsilon,2012-06-01,many\n"
    )
    result = run("portfolio", "run", "demo", str(groups), "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 4
    assert "1 row was refused" in result.stderr
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["name"], row["SIZE.verdict"], row["SIZE.margin_low"]) for row in rows] == [
        ("Gamma", "not met", "-1"),
        ("Delta", "met", "0"),
    ]
    with (tmp_path / "out.refused.csv").open(encoding="utf-8-sig", newline="") as file:
        (refused,) = csv.DictReader(file)
    assert (refused["row"], refused["column"]) == ("3", "population.registered")
    assert refused["reason"] == "`many` is not a number"


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("again.refused.csv", ("-o", "again.csv")),
        ("groups.csv", ("-o", "out.csv", "--refused", "groups.csv")),
        ("folder", ("-o", "out.csv", "--refused", "folder/a.yaml")),
    ],
)
def test_nothing_that_is_read_is_written_over(
    run: Run, monkeypatch, tmp_path: Path, given: str, written: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path(given) if given.endswith(".csv") else Path(given, "a.yaml")
    file.parent.mkdir(exist_ok=True)
    file.write_text("name,population.registered\nGamma,many\n")
    result = run("portfolio", "run", "demo", given, *written)

    assert result.exit_code == 2
    assert f"{file}: this file is read" in result.stderr
    assert "many" in file.read_text()


def test_a_folder_that_is_no_place_for_a_table_is_named(
    run: Run, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("groups.csv").write_text("name,population.registered\nGamma,300\n")

    result = run("portfolio", "run", "demo", "groups.csv", "--as-of", "2012-06-01", "-o", ".")

    assert result.exit_code == 2
    assert ".: cannot be written: there is a folder of that name" in result.stderr


def test_what_a_folder_holds_beside_submissions_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "groups" / "more").mkdir(parents=True)
    (tmp_path / "groups" / "a.yaml").write_text("name: A\nas_of: 2012-06-01\nanswers: {}\n")
    (tmp_path / "groups" / "more" / "b.yaml").write_text(
        "name: B\nas_of: 2012-06-01\nanswers: {}\n"
    )
    source, out = str(tmp_path / "groups"), str(tmp_path / "out.csv")
    alone = run("portfolio", "run", "demo", source, "-o", out)
    both = run("portfolio", "run", "demo", source, "-o", out, "--recursive")

    assert "worked out: 1 row\n" in alone.stderr
    assert "more: a folder in the folder" in alone.stderr
    assert "worked out: 2 rows" in both.stderr


def test_a_spreadsheet_reads_every_csv_as_utf_8_and_obeys_no_text_in_it(
    run: Run, tmp_path: Path
) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text(
        "name,as_of,population.registered\n"
        "£ Marsh,2012-06-01,999\n"
        "＝1+1,2012-06-01,999\n"
        "@here,2012-06-01,999\n"
        "＋1,2012-06-01,many\n",
        encoding="utf-8",
    )
    run("portfolio", "run", "demo", str(groups), "-o", str(tmp_path / "out.csv"))
    run("portfolio", "layout", "demo", "-o", str(tmp_path / "blank.csv"))

    files = [tmp_path / name for name in ("out.csv", "out.refused.csv", "blank.csv")]
    assert [file.read_bytes().startswith(BOM_UTF8) for file in files] == [True, True, True]
    names = [
        row["name"]
        for file in files
        for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    ]
    assert names == ["£ Marsh", "'＝1+1", "'@here", "'＋1"]


def test_lines_of_csv_end_as_those_of_every_other_csv_and_those_inside_a_cell_stay(
    run: Run, tmp_path: Path
) -> None:
    names = ["Two\nLines", 'A "quote\n"" and more', "Odd"]
    with (tmp_path / "groups.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [("name", "as_of"), ("Plain", "2012-06-01"), *((name, "never") for name in names)]
        )
    run("portfolio", "run", "demo", str(tmp_path / "groups.csv"), "-o", str(tmp_path / "out.csv"))

    for name, number in (("out.csv", 2), ("out.refused.csv", 4)):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as made:
            text = made.read()
            made.seek(0)
            rows = list(csv.reader(made))
        assert [text.count("\r\n"), len(rows)] == [number, number]
        found = [row[rows[0].index("name")] for row in rows[1:]]
        assert found == (["Plain"] if name == "out.csv" else names)


def test_semicolons_between_cells_are_named(run: Run, tmp_path: Path) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("name;as_of\nGamma;2012-06-01\n")
    result = run("portfolio", "run", "demo", str(groups), "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 6
    assert "`;` stand between its cells" in result.stderr


def test_refused_rows_stand_in_their_order_with_the_file_they_are_from(
    run: Run, tmp_path: Path
) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("name,as_of,population.registered\nGamma,,999\nDelta,2012-06-01,many\n")
    run("portfolio", "run", "demo", str(groups), "-o", str(tmp_path / "out.csv"))

    with (tmp_path / "out.refused.csv").open(encoding="utf-8-sig", newline="") as file:
        refused = [
            (row["row"], Path(row["file"]).name, row["reason"]) for row in csv.DictReader(file)
        ]
    assert refused == [
        ("1", "groups.csv", "`as_of` is missing; fill it in, or give `--as-of`"),
        ("2", "groups.csv", "`many` is not a number"),
    ]


def test_results_of_a_folder_name_files_and_an_earlier_list_of_refused_rows_is_emptied(
    run: Run, tmp_path: Path
) -> None:
    groups = tmp_path / "groups"
    groups.mkdir()
    text = "name: Gamma\nas_of: 2012-06-01\nanswers: {population: {registered: 999}}\n"
    (groups / "gamma.yaml").write_text(text)
    old = tmp_path / "out.refused.csv"
    old.write_text("row,file,column,value,reason\n9,groups.csv,,,of an earlier run\n")
    result = run("portfolio", "run", "demo", str(groups), "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 0, result.stderr
    assert old.read_text(encoding="utf-8-sig") == "row,file,name,code,column,value,reason\n"
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["row"], Path(row["file"]).name) for row in csv.DictReader(file)]
    assert rows == [("1", "gamma.yaml")]


def test_refused_rows_are_written_in_the_format_that_their_file_ends_in(
    run: Run, tmp_path: Path
) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("name,code,as_of,population.registered\nGamma,G1,2012-06-01,many\n")
    out, left = tmp_path / "out.csv", tmp_path / "left.parquet"
    options = ("-o", str(out), "--refused", str(left))
    result = run("portfolio", "run", "demo", str(groups), *options)

    assert result.exit_code == 4
    found = duckdb.sql(f"SELECT row, name, code, reason FROM '{left}'").fetchall()
    assert found == [(1, "Gamma", "G1", "`many` is not a number")]
    names = out.read_text(encoding="utf-8-sig").strip().split(",")
    assert names[:3] == ["row", "name", "code"]
    assert {"outcome", "SIZE.verdict", "LAY.waits_for"} <= {*names}


@pytest.mark.slow
def test_what_stands_in_several_rows_is_told_and_all_of_it_is_frozen(
    run: Run, tmp_path: Path
) -> None:
    groups = tmp_path / "groups.csv"
    rows = ("Alpha,A1", "Beta,a1 ", "Gamma,", "Gamma,", "Delta,D1", "Eta,D1", "Eta,D2")
    groups.write_text("name,code,as_of\n" + "".join(f"{row},2012-06-01\n" for row in rows))
    out = tmp_path / "out.xlsx"
    result = run("portfolio", "run", "demo", str(groups), "-o", str(out))

    assert "2 codes stand in several rows: A1 in rows 1, 2, and so on\n" in result.stderr
    assert "1 name stands in several rows: Gamma in rows 3, 4\n" in result.stderr
    assert openpyxl.load_workbook(out).active.freeze_panes == "D2"


def test_a_table_is_not_printed(run: Run, tmp_path: Path) -> None:
    result = run("portfolio", "run", "demo", str(tmp_path), "-o", "-")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "name a file" in result.stderr


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_a_blank_table_has_every_column_and_is_read(run: Run, tmp_path: Path, ending: str) -> None:
    blank = tmp_path / f"blank.{ending}"
    assert run("portfolio", "layout", "demo", "-o", str(blank)).exit_code == 0

    listed = json.loads(run("portfolio", "layout", "demo", "--format", "json").stdout)["columns"]
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(blank).active
        assert [cell.value for cell in sheet[1]] == [each["name"] for each in listed]
        return
    found = duckdb.sql(f"DESCRIBE SELECT * FROM '{blank}'").fetchall()
    assert [row[0] for row in found] == [each["name"] for each in listed]
    if ending == "parquet":
        assert ("population.registered", "DECIMAL(18,0)") in [row[:2] for row in found]
    result = run("portfolio", "run", "demo", str(blank), "-o", str(tmp_path / "out.csv"))
    assert (result.exit_code, result.stderr) == (0, "worked out: 0 rows\n")


def test_without_the_database_the_remedy_is_told(run: Run, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = run("portfolio", "run", "demo", str(tmp_path), "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 7
    assert "pip install '.[portfolio]'" in result.stderr


def test_a_workbook_is_refused_with_how_to_save_it(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "groups.xlsx"
    book.write_bytes(b"PK")

    result = run("portfolio", "run", "demo", str(book), "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 6
    assert "help: save the sheet as CSV UTF-8, and name that file" in result.stderr
