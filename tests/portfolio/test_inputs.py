"""A group as a row of any kind of table comes to the same; a row that cannot be used is named."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest

import authorisation
from authorisation.errors import AuthorisationError, InvalidOption
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.portfolio.database import Database
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.portfolio.layout import input_columns
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.library import Library
from authorisation.usecases.portfolio.read_input import read_input
from authorisation.usecases.portfolio.run import PortfolioRequest, portfolio_run
from tests.shipped import RULES, shipped_program, shipped_rules

SET = "gpcc-2010"
PRACTICES = [{"name": "Well Street", "code": "A81001"}, {"name": "High Street"}]
SMALL = {
    "name": "Small Group",
    "as_of": "2012-10-01",
    "population.registered": "99999",
    "membership.practices": PRACTICES,
    "membership.practices__so_far": "true",
    "finance.distance_from_target": "0.5%",
    "risk_pool.agreement__none": "true",
    "population.registered__evidence": "evidenced",
    "track.requested": "full budget",
}
LARGE = {"name": "Large Group", "as_of": "2012-10-01", "population.registered": "100000"}
CONTRADICTORY = {
    "name": "Small Pool",
    "as_of": "2012-10-01",
    "population.registered": "10",
    "risk_pool.agreement": "Agreement of May",
    "risk_pool.population_covered": "9",
}
AS_READ = [
    {
        "row": 1,
        "name": "Small Group",
        "as_of": date(2012, 10, 1),
        "stage": "self-assessment",
        "population.registered": 99_999,
        "membership.practices": [
            {"name": "Well Street", "code": "A81001", "provider_on_establishment": None},
            {"name": "High Street", "code": None, "provider_on_establishment": None},
        ],
        "membership.practices__so_far": True,
        "finance.distance_from_target": Decimal("0.005"),
        "risk_pool.agreement__none": True,
        "population.registered__evidence": 1,
        "track.requested": "full budget",
    },
    {
        "row": 2,
        "name": "Large Group",
        "as_of": date(2012, 10, 1),
        "stage": "self-assessment",
        "population.registered": 100_000,
    },
]
KINDS = {
    name: "VARCHAR" if "__evidence" in name else kind
    for name, kind in (*input_columns(shipped_rules(SET)), ("Row", "VARCHAR"))
}


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def names_of(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def write_csv(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names_of(rows))
        writer.writeheader()
        writer.writerows({name: text_of(value) for name, value in row.items()} for row in rows)


def write_sqlite(path: Path, rows: list[dict[str, Any]]) -> None:
    names = names_of(rows)
    with closing(sqlite3.connect(path)) as made:
        made.execute(f"CREATE TABLE groups ({', '.join(map(quoted, names))})")
        values = [[text_of(row[n]) if n in row else None for n in names] for row in rows]
        made.executemany(f"INSERT INTO groups VALUES ({', '.join('?' * len(names))})", values)
        made.commit()


def write_typed(path: Path, rows: list[dict[str, Any]]) -> None:
    """Parquet, or a database of DuckDB, with the types of the layout."""
    lines = path.with_suffix(".jsonl")
    given = [{n: "0.005" if v == "0.5%" else v for n, v in row.items()} for row in rows]
    lines.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    types = ", ".join(f"{literal(n)}: {literal(KINDS[n])}" for n in names_of(rows))
    read = f"SELECT * FROM read_json({literal(str(lines))}, columns = {{{types}}})"
    with duckdb.connect(str(path) if path.suffix == ".duckdb" else ":memory:") as made:
        if path.suffix == ".duckdb":
            made.execute(f"CREATE TABLE groups AS {read}")
        else:
            made.execute(f"COPY ({read}) TO {literal(str(path))} (FORMAT parquet)")


WRITERS = {
    "groups.csv": write_csv,
    "groups.sqlite": write_sqlite,
    "groups.parquet": write_typed,
    "groups.duckdb": write_typed,
}


class OneCriterion(Library):
    """The shipped rules with one criterion, which says as much of how rows are read as all do."""

    def rule_set(self, name: str | Path) -> RuleSet:
        rules = super().rule_set(name)
        return msgspec.structs.replace(
            rules, criteria={"FIN-3a": rules.criteria["FIN-3a"]}, outcomes=()
        )


LIBRARY = OneCriterion(RULES)


def worked_out(source: Path, **given: Any) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
    """The rows of results, and those that were refused without their file."""
    request = PortfolioRequest(Request(rules=SET, library=LIBRARY, **given), source)
    with portfolio_run(request) as run:
        rows = list(run.database.named_rows("SELECT * FROM results ORDER BY row"))
        refused = list(run.database.rows('SELECT row, "column", value, reason FROM refused'))
    return rows, refused


def submissions_of(source: Path) -> list[dict[str, Any]]:
    """The rows of the table of submissions that a table is read into."""
    program = shipped_program(SET)
    database = Database(source.with_suffix(".spill"))
    read_input(database, source, program, source.parent, lambda *_: lambda _: None)
    assert database.number_refused == 0
    rows = list(database.named_rows("FROM submissions"))
    database.close()
    return rows


@pytest.mark.parametrize("name", WRITERS)
def test_a_group_is_read_alike_from_every_kind_of_table(tmp_path, name):
    WRITERS[name](tmp_path / name, [SMALL, LARGE])
    rows = submissions_of(tmp_path / name)
    levels = [row[key] for row in rows for key in row if key.endswith("__evidence")]
    assert sorted(set(levels)) == [0, 1]
    given = [{key: value for key, value in row.items() if value or value is False} for row in rows]
    assert given == AS_READ


@pytest.mark.slow
def test_a_row_is_closed_by_the_evidence_that_its_columns_name(tmp_path):
    evidenced = {"population.registered__evidence": "evidenced"}
    write_csv(tmp_path / "groups.csv", [SMALL, LARGE, LARGE | evidenced])
    rows, refused = worked_out(tmp_path / "groups.csv", stage=Stage.DECISION)
    assert refused == []
    found = [(row["row"], row["name"], row["FIN-3a.verdict"]) for row in rows]
    assert found == [
        (1, "Small Group", "not met"),
        (2, "Large Group", "open"),
        (3, "Large Group", "met"),
    ]


@pytest.mark.slow
def test_rows_of_two_days_come_out_in_their_order_and_are_counted_as_they_are_worked_out(tmp_path):
    later = {"as_of": "2012-12-01"}
    rows = [SMALL, LARGE | later, LARGE, SMALL | later, SMALL]
    write_csv(tmp_path / "groups.csv", rows)
    done: dict[str, list[int]] = {}
    request = PortfolioRequest(Request(rules=SET, library=LIBRARY), tmp_path / "groups.csv")
    with portfolio_run(request, lambda _, what: done.setdefault(what, []).append) as run:
        found = list(run.database.named_rows("SELECT * FROM results"))
    assert [(row["row"], row["name"]) for row in found] == [
        (number, row["name"]) for number, row in enumerate(rows, start=1)
    ]
    assert done["worked out"][-1] == 5
    assert 3 in done["worked out"]


@pytest.mark.slow
def test_a_row_that_cannot_be_used_is_named_by_its_number_and_column_and_the_rest_goes_on(tmp_path):
    bad = [
        {"name": "No Number", "as_of": "2012-10-01", "population.registered": "99,999"},
        {"name": "No Day", "population.registered": "1"},
        {
            "name": "Two Answers",
            "as_of": "2012-10-01",
            "risk_pool.agreement": "x y",
            "risk_pool.agreement__none": "true",
        },
        {"name": "No List", "as_of": "2012-10-01", "membership.practices": "Well Street"},
        {
            "name": "Too Many",
            "as_of": "2012-10-01",
            "membership.practice_count": "3",
            "membership.practices": PRACTICES,
        },
        CONTRADICTORY,
        {"name": "No Level", "as_of": "2012-10-01", "population.registered__evidence": "sure"},
    ]
    write_csv(tmp_path / "groups.csv", [LARGE, *bad])
    rows, refused = worked_out(tmp_path / "groups.csv")
    assert [row["name"] for row in rows] == ["Large Group"]
    assert [(number, column) for number, column, *_ in sorted(refused)] == [
        (2, "population.registered"),
        (3, "as_of"),
        (4, "risk_pool.agreement__none"),
        (5, "membership.practices"),
        (6, ""),
        (7, ""),
        (8, "population.registered__evidence"),
    ]


@pytest.mark.slow
def test_an_answer_with_an_empty_cell_of_evidence_is_not_shown_at_the_decision(tmp_path):
    level = "population.registered__evidence"
    decided = LARGE | {"stage": "decision"}
    rows = [decided | {level: "checked"}, decided | {level: "stated"}, decided]
    write_csv(tmp_path / "groups.csv", rows)
    found, _ = worked_out(tmp_path / "groups.csv")
    write_csv(tmp_path / "without.csv", [decided])
    (without,), _ = worked_out(tmp_path / "without.csv")
    verdicts = [row["FIN-3a.verdict"] for row in (*found, without)]
    assert verdicts == ["met", "open", "open", "open"]


@pytest.mark.slow
def test_an_answer_not_accepted_counts_as_not_given(tmp_path):
    level = "population.registered__evidence"
    none = {key: value for key, value in LARGE.items() if key != "population.registered"}
    write_csv(tmp_path / "groups.csv", [LARGE | {level: "not accepted"}, none, LARGE])
    found, refused = worked_out(tmp_path / "groups.csv")
    first, without, given = (
        {key: value for key, value in row.items() if key != "row"} for row in found
    )

    assert refused == []
    assert first == without
    assert first != given


@pytest.mark.slow
def test_assessors_files_count_beside_a_folder_as_they_do_in_assess(tmp_path):
    files = RULES.parent / "fixtures"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "weir.yaml").write_bytes(
        (files / "illustrative-five-members.yaml").read_bytes()
    )
    panel = files / "judgements" / "illustrative-five-members-panel.yaml"
    name = "statutory-2012"
    assessed = authorisation.load(name).assess(
        tmp_path / "in" / "weir.yaml", stage="decision", judgements=panel
    )
    library = Library(RULES)
    given = Request(rules=name, library=library, stage=Stage.DECISION, judgements=(panel,))
    request = PortfolioRequest(given, tmp_path / "in")
    with portfolio_run(request) as run:
        (row,) = run.database.named_rows("SELECT * FROM results")

    assert row["outcome"] == assessed.outcome
    assert list(row).index("departures") == list(row).index("support") + 1
    assert {each.criterion: row[f"{each.criterion}.verdict"] for each in assessed} == {
        each.criterion: each.verdict for each in assessed
    }
    assert assessed["14C-2-c"].verdict == "met"
    strange = tmp_path / "strange.yaml"
    strange.write_text(f"code: NOPE\n{panel.read_text().replace('code: ILL4', '')}")
    with (
        pytest.raises(InvalidOption, match="NOPE, which is not assessed here"),
        portfolio_run(replace(request, request=replace(given, judgements=(strange,)))),
    ):
        pass


def test_assessors_files_beside_a_table_are_refused(tmp_path):
    write_csv(tmp_path / "groups.csv", [LARGE])
    panel = RULES.parent / "fixtures" / "judgements" / "illustrative-five-members-panel.yaml"
    given = Request(rules="statutory-2012", library=Library(RULES), judgements=(panel,))
    request = PortfolioRequest(given, tmp_path / "groups.csv")
    with pytest.raises(InvalidOption, match="stands in columns of a table"), portfolio_run(request):
        pass


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("population.registerd", "NULL", "no column is called `population.registerd`"),
        ("population.registered", "1.5::DOUBLE", "holds binary fractions, which are not exact"),
        ("code", "1", "is a text, and is held as numbers"),
        ("code", "uuid()", "is a text, and is held as UUID"),
        ("as_of", "TIMESTAMP '2012-10-01'", "`as_of` is DATE, and is held as TIMESTAMP"),
        ("population.registered", "false", "and is held as BOOLEAN"),
        ("row", "1", "no column may be called `row`\n  help: leave it out"),
        ("Row", "1", "no column may be called `Row`\n  help: leave it out"),
    ],
)
def test_a_column_that_cannot_be_right_refuses_the_table(tmp_path, column, value, says):
    place = tmp_path / "groups.parquet"
    write_values(place, f"SELECT {value} AS {quoted(column)} UNION ALL SELECT NULL")
    with pytest.raises(AuthorisationError, match=says):
        worked_out(place)


def write_values(place: Path, query: str) -> None:
    with duckdb.connect() as made:
        made.execute(f"COPY ({query}) TO {literal(str(place))} (FORMAT parquet)")


@pytest.mark.parametrize("name", ["groups.csv", "groups.sqlite", "groups.duckdb"])
def test_a_column_called_row_is_refused_under_its_name_from_every_kind_of_table(tmp_path, name):
    WRITERS[name](tmp_path / name, [LARGE | {"Row": "1"}])
    with pytest.raises(AuthorisationError, match="no column may be called `Row`"):
        worked_out(tmp_path / name)


@pytest.mark.parametrize("kind", ["INTEGER", "DOUBLE", "TIMESTAMP", "VARCHAR[]", '"NULL"'])
def test_a_column_of_any_type_in_which_nothing_stands_is_not_answered(tmp_path, kind):
    place = tmp_path / "groups.parquet"
    names = ("code", "as_of", "population.registered", "membership.practices")
    empty = ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name in names)
    write_values(place, f"SELECT 'Large Group' AS name, {empty}")

    (row,) = submissions_of(place)

    given = {name: value for name, value in row.items() if value}
    assert given == {"row": 1, "name": "Large Group", "stage": "self-assessment"}


@pytest.mark.parametrize(
    ("other", "refused_in"),
    [
        pytest.param(CONTRADICTORY, "", id="answers that contradict each other"),
        pytest.param({"name": "Dayless", "population.registered": "1"}, "as_of", id="no day"),
    ],
)
def test_rows_of_parquet_with_nothing_amiss_in_any_cell_may_still_be_refused(
    tmp_path, other, refused_in
):
    write_typed(tmp_path / "groups.parquet", [LARGE, other, LARGE])

    rows, refused = worked_out(tmp_path / "groups.parquet")

    assert [(row["row"], row["FIN-3a.verdict"]) for row in rows] == [(1, "met"), (3, "met")]
    assert [(number, column) for number, column, *_ in refused] == [(2, refused_in)]


NO_DAYS = [
    f"DATE {literal(each)}" for each in ("infinity", "-infinity", "20000-03-15", "0044-03-15 (BC)")
]


def test_a_day_of_no_calendar_is_a_row_that_cannot_be_used(tmp_path):
    place = tmp_path / "groups.parquet"
    write_values(place, f"SELECT unnest([{', '.join(NO_DAYS)}, DATE '2012-10-01']) AS as_of")

    rows, refused = worked_out(place)

    assert [row["row"] for row in rows] == [5]
    assert [(number, column) for number, column, *_ in sorted(refused)] == [
        (number, "as_of") for number in (1, 2, 3, 4)
    ]


def test_a_day_of_no_calendar_in_an_entry_of_a_list_is_a_row_that_cannot_be_used(tmp_path):
    place = tmp_path / "groups.parquet"
    column = "inherited.pfi_lift"
    lists = ", ".join(f"[{{scheme: 'A', ends_on: {day}}}]" for day in NO_DAYS)
    write_values(place, f"SELECT unnest([{lists}])::{KINDS[column]} AS {quoted(column)}")

    rows, refused = worked_out(place, as_of=date(2012, 10, 1))

    assert rows == []
    assert [(row, name) for row, name, *_ in sorted(refused)] == [
        (number, column) for number in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name,as_of\nCaf\xe9,2012-10-01\n", "it is no CSV in UTF-8\n  help: save"),
        (
            b"name,as_of,\n",
            "column 3 has no name\n  help: name it in the first line, or take it out",
        ),
        (b",name,,\n", "column 1 has no name\n  help: name it in the first line, or take it out"),
        (b"name, ,\n", "column 2 has no name\n  help: name it in the first line, or take it out"),
        (b"name,as_of,name\n", "two columns are called `name`\n  help: leave all but one out"),
        (b"name,Name\n", "two columns are called `name` and `Name`\n  help: leave all but one out"),
        (b"", "it has no line of column names\n  help: write the names"),
    ],
)
def test_a_file_that_is_no_table_of_csv_is_refused_with_a_remedy(tmp_path, content, says):
    (tmp_path / "groups.csv").write_bytes(content)
    with pytest.raises(AuthorisationError, match=says):
        worked_out(tmp_path / "groups.csv")


@pytest.mark.slow
def test_a_line_far_down_that_is_not_in_utf_8_is_a_row_that_cannot_be_used(tmp_path):
    lines = [b"name,as_of", *[b"Plain,2012-10-01"] * 5_000, b"Caf\xe9,2012-10-01", b""]
    (tmp_path / "groups.csv").write_bytes(b"\n".join(lines))
    rows, refused = worked_out(tmp_path / "groups.csv")
    assert len(rows) == 5_000
    says = "this line is not in UTF-8; save the table as CSV UTF-8"
    assert [(row, reason) for row, _, _, reason in refused] == [(5_001, says)]


def test_a_list_in_lists_without_end_is_a_row_that_cannot_be_used(tmp_path):
    write_csv(tmp_path / "groups.csv", [LARGE | {"membership.practices": "[" * 5000}])

    rows, refused = worked_out(tmp_path / "groups.csv")

    assert (rows, [column for _, column, *_ in refused]) == ([], ["membership.practices"])
