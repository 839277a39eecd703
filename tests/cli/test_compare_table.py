"""A table of submissions compared under two rule sets: pages, data, and what is refused."""

from __future__ import annotations

import csv
import json
import re
import shutil
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path

import duckdb
import jsonschema_rs
import pytest
from click.testing import Result

from authorisation.usecases.portfolio import compare_input

Run = Callable[..., Result]
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "comparison.schema.json"
NEWLY = """\
  - id: NEW
    title: Something new is said
    domain: board
    severity: note
    source: act#3
    require: newly = "This"
"""
LARGER = ("compare", "demo", "--set", "least=1200", "--width", "100")


@pytest.fixture
def groups(folder: Path) -> str:
    """Fourteen groups, twelve of which are too small under the larger figure, and one row too many."""
    rows = [f"Group {number},G{number},2012-06-01,{1089 + number},[]" for number in range(1, 13)]
    rows += [",,2012-06-01,1200,[]", "Large,L1,2012-06-01,5000,[]", "Odd,O1,2012-06-01,many,[]"]
    heading = "name,code,as_of,population.registered,board"
    (folder / "groups.csv").write_text("\n".join([heading, *rows, ""]))
    return "groups.csv"


@pytest.mark.slow
def test_a_page_counts_moves_draws_them_and_says_what_each_is_from(run: Run, groups: str) -> None:
    result = run(*LARGER, "--on", groups)

    assert result.exit_code == 4
    page = result.stdout
    assert "- 12 of 14 submissions come to another outcome.\n" in page
    assert "Not compared\n- row 15: population.registered: “many” is not a number\n" in page
    beginning, moves = page.split("Moves between outcomes\n")
    assert "Set for this run alone: least population is 1,200 patients" in beginning
    assert moves.startswith(
        """\
old                      new      number  who
Granted with conditions  Refused  12      Group 1 (G1), Group 2 (G2), Group 3 (G3) and 9 more
- ██████████████████████████████ 12: Granted with conditions → Refused

Criteria that come out otherwise
How many submissions each criterion comes out otherwise for: of those that move to another outcome,
and of the others.
criterion                         old  new      moved  others
The group is large enough (SIZE)  met  not met  12     0

Another outcome
- Group 1 (G1): Refused; before: Granted with conditions
"""
    ), moves
    assert "now, short by 110 patients\n" in moves
    assert moves.count("Comes from one change: Least population (least)") == 12
    assert moves.endswith("Nothing changes for 2 submissions.\n")


@pytest.mark.slow
def test_rows_of_one_code_are_told_of_and_names_stand_in_the_order_of_their_numbers(
    run: Run, folder: Path
) -> None:
    table = folder / "twice.csv"
    rows = ["Group 10,G1,1100", "Group 3,G2,1101", "Group 1,G1,1102", "Large,,5000", "Large,,5001"]
    lines = [f"{row},2012-06-01" for row in rows]
    table.write_text("\n".join(["name,code,population.registered,as_of", *lines]))
    page = run(*LARGER[:-1], "200", "--on", table.name).stdout

    assert "3       Group 1 (G1), Group 3 (G2), Group 10 (G1)\n" in page
    assert "1 code stands in several rows: G1 in rows 1, 3\n" in page
    moved = re.findall(r"^- (Group .+?) \(", page, re.MULTILINE)
    assert moved == ["Group 1", "Group 3", "Group 10"]
    assert "1 name stands in several rows: Large in rows 4, 5\n" in page


def test_a_table_without_rows_is_said_to_be_empty(run: Run, folder: Path) -> None:
    (folder / "groups.csv").write_text("name,as_of,population.registered\n")
    result = run(*LARGER, "--on", "groups.csv")

    assert result.exit_code == 0
    assert "- No submission is compared: the table is empty.\n" in result.stdout


@pytest.mark.slow
def test_the_drawing_has_numbers_in_every_format(run: Run, groups: str) -> None:
    html, markdown = (
        run(*LARGER, "--on", groups, "--format", f).stdout for f in ("html", "markdown")
    )

    assert '<ul class="bars">' in html
    assert "Granted with conditions → Refused: <b>12</b><svg" in html
    assert '<rect width="1000" height="1"/>' in html
    assert "- ██████████████████████████████ 12: Granted with conditions → Refused" in markdown


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_has_every_group_that_comes_out_otherwise(
    run: Run, folder: Path, groups: str, ending: str
) -> None:
    result = run(*LARGER, "--on", groups, "-o", f"moves.{ending}")
    assert result.exit_code == 4
    assert "1 row was not compared: see moves.refused.csv\n" in result.stderr

    assert ending != "csv" or Path("moves.csv").read_bytes().startswith(BOM_UTF8)
    found = duckdb.sql(f"SELECT * FROM 'moves.{ending}'").fetchall()
    assert len(found) == 12
    row, name, code, _, stage, *outcomes, another, findings = found[0]
    assert (row, name, code, stage) == (1, "Group 1", "G1", "self-assessment")
    assert (outcomes, another) == (["Granted with conditions", "Refused"], True)
    assert findings in (["SIZE: met → not met"], "SIZE: met → not met")
    with (folder / "moves.refused.csv").open(encoding="utf-8-sig", newline="") as file:
        (refused,) = csv.DictReader(file)
    assert (refused["row"], refused["name"], refused["code"]) == ("15", "Odd", "O1")


@pytest.mark.slow
def test_a_list_of_rows_refused_by_an_earlier_run_is_emptied(run: Run, groups: str) -> None:
    table, left = Path(groups), Path("moves.refused.csv")
    run(*LARGER, "--on", groups, "-o", "moves.csv")
    assert left.read_text().count("\n") == 2
    table.write_text(table.read_text().replace("many", "1200"))

    assert run(*LARGER, "--on", groups, "-o", "moves.csv").exit_code == 0
    assert left.read_text(encoding="utf-8-sig") == "row,file,name,code,column,value,reason\n"


@pytest.mark.slow
def test_a_few_stand_on_the_page_and_the_number_of_all_is_told(
    run: Run, groups: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("authorisation.usecases.portfolio.compare.MOST_LISTED", 5)
    page = run(*LARGER, "--on", groups).stdout
    data = json.loads(run(*LARGER, "--on", groups, "--format", "json").stdout)

    assert "5 of 12 submissions stand here, the first of each move;" in page
    assert page.count("Comes from one change") == len(data["applications"]) == 5
    assert (data["compared"], data["moves"][0]["number"]) == (14, 12)
    assert [(e["finding"]["criterion"], e["moved"], e["others"]) for e in data["criteria"]] == [
        ("SIZE", 12, 0)
    ]
    assert data["not_compared"] == ["row 15: population.registered: “many” is not a number"]
    assert [
        *jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text())).iter_errors(data)
    ] == []


@pytest.mark.slow
def test_a_folder_of_many_gives_the_page_of_a_table_and_the_same_data(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "groups").mkdir()
    for number in range(3):
        (folder / "groups" / f"{number}.yaml").write_text(
            f"name: Group {number}\nas_of: 2012-06-01\npublished_facts_only: true\n"
            f"answers: {{population: {{registered: {1100 + number}}}, board: []}}\n"
        )
    before = run(*LARGER, "--on", "groups").stdout
    monkeypatch.setattr(compare_input, "MANY", 2)
    page = run(*LARGER, "--on", "groups").stdout

    assert "Criteria that come out otherwise\n" in page
    assert "Criteria that come out otherwise\n" not in before
    assert "Published facts only: not an assessment of the groups concerned." in page
    moved = page.split("Another outcome\n")[1]
    assert moved == before.split("Another outcome\n")[1]
    assert "- 0: " not in moved
    data = json.loads(run(*LARGER, "--on", "groups", "--format", "json").stdout)
    assert len(data["applications"]) == 3


def test_a_table_of_no_row_that_can_be_used_is_compared_all_the_same(
    run: Run, folder: Path
) -> None:
    (folder / "none.csv").write_text("name,population.registered\nOdd,many\nLate,1000\n")
    result = run(*LARGER, "--on", "none.csv")

    assert result.exit_code == 4
    assert "- No submission is compared: none can be used.\n" in result.stdout
    assert result.stdout.count("\n- row 1: ") == result.stdout.count("\n- row 2: ") == 1


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--on", "groups.csv", "--on", "granted.yaml"), "a table is compared by itself"),
        (("--on", "groups.csv", "--judgements", "granted.yaml"), "leave out `--assessor`"),
        (("--on", "granted.yaml", "-o", "x.parquet"), "name one with `--on`"),
        (("-o", "x.parquet"), "name one with `--on`"),
        (("--table", "x"), "name them with `--on`"),
    ],
)
def test_what_is_no_table_is_refused(run: Run, options: tuple[str, ...], said: str) -> None:
    result = run(*LARGER, *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_each_rule_set_takes_the_columns_that_it_asks_for_and_weighs_as_it_does(
    run: Run, folder: Path, groups: str, ending: str
) -> None:
    shutil.copytree(folder / "rules", folder / "other")
    questions = folder / "other/questions/all.yaml"
    questions.write_text(f"{questions.read_text()}newly: {{type: text, ask: What is new?}}\n")
    criteria = folder / "other/demo/criteria/all.yaml"
    heavier = criteria.read_text().replace("severity: condition", "severity: gate")
    criteria.write_text(f"{heavier}{NEWLY}")
    head = folder / "other/demo/ruleset.yaml"
    head.write_text(head.read_text().replace("asks: [", "asks: [newly, "))
    table = folder / groups
    table.write_text(
        table.read_text().replace("board\n", "board,newly\n").replace(",[]", ",[],This")
    )
    given = table.with_suffix(ending)
    if given != table:
        duckdb.sql(f"FROM read_csv('{table}', all_varchar = true)").write_parquet(str(given))
    result = run("compare", "demo", "other/demo", "--on", given.name)

    assert result.exit_code == 4, result.stderr
    page = " ".join(result.stdout.split())
    assert "- 14 of 14 submissions come to another outcome." in page
    assert "(NEW); old: not asked; new: met (for information); moved: 14; others: 0" in page
    regraded = (
        "old: not met (would be a condition of it); new: not met (needed before a full budget)"
    )
    assert f"lay (LAY); {regraded}; moved: 14; others: 0" in page
