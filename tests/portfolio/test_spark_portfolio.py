"""Hundreds of thousands of generated submissions of the shipped sets: Spark beside DuckDB."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

import authorisation
from authorisation.language.answers.from_python import submission_from_python
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.testing import submissions
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.library import Library
from authorisation.usecases.portfolio.run import PortfolioRequest, portfolio_run
from authorisation.usecases.portfolio.spark import SparkRequest, run_on_spark
from tests.agreement import DAYS, drawn
from tests.portfolio.spark_tables import MASTER, needs_spark, write_parts
from tests.rule_sets.folders import child_head
from tests.shipped import RULES

DRAWN = 200
FILES = 8

pytestmark = pytest.mark.filterwarnings("ignore")


ABOUT_OTHERS = {"gpcc-2010": "", "statutory-2012": "AREA-1", "statutory-2022": "AREA-1"}
"""The criterion of each shipped set that looks at all other rows for each: on DuckDB alone."""


def without_others(name: str, place: Path) -> Path:
    """The folder of a shipped rule set with another criterion for the one about others."""
    rules = place / "rules"
    shutil.copytree(RULES, rules)
    criterion = ABOUT_OTHERS[name]
    if not criterion:
        return rules / name
    child = rules / f"{name}-alone"
    (child / "criteria").mkdir(parents=True)
    day = DAYS[name]
    (child / "ruleset.yaml").write_text(child_head(child.name, name, str(day)))
    (child / "criteria" / "area.yaml").write_text(
        f"criteria:\n  - replace:\n      id: {criterion}\n      title: It has practices\n"
        "      severity: note\n      source: nhsa-2006#14A(2)\n"
        "      require: count(membership.practices) > 1\n"
    )
    return child


def write_many(folder: Path, day: date, number: int, place: Path) -> None:
    """Write submissions each answer of which is that of one that was drawn.

    They are in one file, and in a folder of several.
    """
    rules = authorisation.load(folder).on(day)
    program = rules._program
    head = {"as_of": day, "received_on": day, "name": "Drawn"}
    given = [
        submission_from_python(answers, program.rules, {**head, "evidence": answers.evidence})
        for answers in drawn(submissions(rules, evidence=True), DRAWN, always_alike=True)
    ]
    write_parts(program, given, place / "drawn", 1)
    with duckdb.connect() as made:
        made.execute(f"CREATE TABLE drawn AS FROM {literal(str(place / 'drawn' / '*.parquet'))}")
        names = [each[0] for each in made.execute("DESCRIBE drawn").fetchall()]
        lists = ", ".join(f"list({quoted(each)}) AS {quoted(each)}" for each in names)
        chosen = ", ".join(
            f"{quoted(each)}[1 + (hash(number, {literal(each.partition('__')[0])}) % {len(given)})::INT]"
            f" AS {quoted(each)}"
            for each in names
            if each != "name"
        )
        made.execute(
            f"CREATE TABLE many AS SELECT 'Group ' || number AS name, number, {chosen} "
            f"FROM (SELECT {lists} FROM drawn), range({number}) AS numbers(number)"
        )
        (place / "in").mkdir()
        for file in range(FILES):
            made.execute(
                f"COPY (SELECT * EXCLUDE (number) FROM many WHERE number % {FILES} = {file}) "
                f"TO {literal(str(place / 'in' / f'{file}.parquet'))} (FORMAT parquet)"
            )
        whole = literal(str(place / "in.parquet"))
        made.execute(f"COPY (SELECT * EXCLUDE (number) FROM many) TO {whole} (FORMAT parquet)")


@pytest.mark.portfolio
@pytest.mark.parametrize(
    ("name", "number"),
    [("gpcc-2010", 20_000), ("statutory-2012", 100_000), ("statutory-2022", 100_000)],
)
def test_spark_comes_to_what_duckdb_does_in_every_row(name, number, tmp_path):
    needs_spark()
    folder = without_others(name, tmp_path)
    write_many(folder, DAYS[name], number, tmp_path)
    library = Library(folder.parent)
    request = PortfolioRequest(Request(rules=folder.name, library=library), tmp_path / "in.parquet")
    theirs = tmp_path / "duckdb.parquet"
    with portfolio_run(request) as by_duckdb:
        by_duckdb.database.write_parquet("SELECT * FROM results", theirs)
    on = SparkRequest(source=str(tmp_path / "in"), output=str(tmp_path / "out"), master=MASTER)
    by_spark = run_on_spark(request, on)
    assert (by_spark.rows, by_spark.refused) == (by_duckdb.rows, by_duckdb.refused)
    assert by_spark.rows > number / 2
    assert not by_spark.row_by_row
    with duckdb.connect() as made:
        ours = f"read_parquet({literal(f'{tmp_path}/out/*.parquet')})"
        names = [each[0] for each in made.execute(f"DESCRIBE FROM {ours}").fetchall()]
        columns = ", ".join(quoted(each) for each in names if each not in {"file", "row"})
        both = (f"SELECT {columns} FROM {literal(str(theirs))}", f"SELECT {columns} FROM {ours}")
        differing = [
            made.execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchone()
            for one, other in (both, both[::-1])
        ]
    assert differing == [(0,), (0,)]
