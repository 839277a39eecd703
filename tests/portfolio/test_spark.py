"""Spark comes to what DuckDB comes to, in every cell, however the rows are split into files."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import strategies as st

from authorisation.engine.program.program import Program, compile_rules
from authorisation.errors import AuthorisationError
from authorisation.feel.interpretation import NotInterpreted
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.portfolio.expressions import Column, operation
from authorisation.portfolio.simplified_expressions import constant
from authorisation.portfolio.spark.session import spark_session
from authorisation.portfolio.spark.spark_sql import SPARK, select_steps, spark_type
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.portfolio.run import PortfolioRequest
from authorisation.usecases.portfolio.spark import SparkRequest, run_on_spark
from tests.agreement import drawn, grades_of, needing_evidence
from tests.engine.worlds import (
    DAY,
    EVIDENCED,
    criterion,
    leaf,
    lessened,
    rule_set,
    rule_sets,
    submission,
    whole_answers,
)
from tests.portfolio.spark_tables import MASTER, by_spark, session, write_parts
from tests.portfolio.tables import by_database
from tests.portfolio.test_exactness import LINES, on_and_beside, rules_of_line

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def java_stderr(tmp_path_factory):
    """What Java, which takes over what is there when it is started, writes to stderr."""
    return tmp_path_factory.mktemp("java") / "stderr"


@pytest.fixture(scope="module")
def spark(java_stderr):
    with ExitStack() as opened:
        with writing_stderr(java_stderr):
            made = opened.enter_context(session())
        yield made


@contextmanager
def writing_stderr(place: Path) -> Iterator[None]:
    before = os.dup(2)
    with place.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)


def without_place(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of DuckDB's by their numbers as names, as those of Spark have them."""
    named = ({**row, "name": f"Group {row['row']}", "code": row["code"] or None} for row in rows)
    plain = [{name: row[name] for name in row if name != "row"} for row in named]
    return sorted(plain, key=lambda row: row["name"])


def assert_same(
    spark: Any,
    folder: Path,
    program: Program,
    given: list[Submission],
    stage: Stage,
    parts: tuple[int, ...] = (2,),
    judged: tuple[Judgements, ...] = (),
    day: date = DAY,
) -> None:
    table, _ = by_database(program, given, day, stage, judged)
    wanted = without_place(table)
    for number in parts:
        write_parts(program, given, folder / f"in {number}", number, judged)
        found = by_spark(spark, program, folder / f"in {number}", day, stage)
        assert found == wanted


@pytest.mark.long
def test_generated_rules_come_to_what_duckdb_says_in_one_file_as_in_seven(spark, tmp_path):
    with_grades = (
        each for each in drawn(rule_sets(), 40, always_alike=True) if "J" in each.criteria
    )
    rules = max(with_grades, key=lambda rules: len(str(rules)))
    answered = st.tuples(whole_answers.flatmap(lessened), st.booleans())
    several = drawn(answered, 60, always_alike=True)
    given = [
        submission(answers, evidence=dict.fromkeys(answers, EVIDENCED) if shown else {})
        for answers, shown in several
    ]
    program = compile_rules(needing_evidence(rules))
    grades = ("green", "", "red") * 20
    judged = tuple(grades_of(program.rules, DAY, {"J": grade}) for grade in grades)
    assert_same(spark, tmp_path, program, given, Stage.DECISION, (1, 7), judged)


def exact(spark: Any, folder: Path, line: Decimal, number: int) -> tuple[Any, Any]:
    """The verdicts that Spark comes to on and beside a line, and those that are right."""
    rows = on_and_beside(line, number)
    given = [submission({"g.a": a, "g.b": b}) for a, b, *_ in rows]
    program = compile_rules(rules_of_line(line))
    write_parts(program, given, folder / "in", 3)
    found = by_spark(spark, program, folder / "in", DAY, Stage.SELF_ASSESSMENT)
    verdicts = {row["name"]: (row["AT.verdict"], row["OVER.verdict"]) for row in found}
    wanted = {f"Group {n}": (at, over) for n, (_, _, at, over) in enumerate(rows)}
    return verdicts, wanted


@pytest.mark.long
@pytest.mark.usefixtures("spark")
def test_java_starts_without_warnings_of_spark(java_stderr):
    written = java_stderr.read_text().splitlines()
    assert [line for line in written if "incubator" not in line] == []


@pytest.mark.long
def test_a_quotient_on_its_line_is_on_it(spark, tmp_path):
    found, wanted = exact(spark, tmp_path, LINES[0], 200)
    assert found == wanted


@pytest.mark.portfolio
@pytest.mark.parametrize("line", LINES)
def test_30_000_quotients_on_and_beside_their_line_are_exact(spark, tmp_path, line):
    found, wanted = exact(spark, tmp_path, line, 10_000)
    assert len(found) == 30_000
    assert found == wanted


@pytest.mark.long
def test_where_a_number_has_too_many_digits_for_spark_the_engine_works_it_out(spark, tmp_path):
    large = "123456789012.34"
    tests = (f"g.x * {large} * {large} * {large} >= 1", 'matches(h.paper, "^(a|b)+$")')
    criteria = {f"C{n}": criterion(f"C{n}", leaf(test)) for n, test in enumerate(tests)}
    program = compile_rules(rule_set(criteria))
    given = [submission({"g.x": Decimal(5), "h.paper": "abba"}), submission({})]
    assert_same(spark, tmp_path, program, given, Stage.SELF_ASSESSMENT)


@pytest.mark.long
def test_a_folder_is_read_refused_and_written_whole(spark, tmp_path):
    rows = [
        ("Large", "2012-10-01", "6"),
        ("Not a Number", "2012-10-01", "six"),
        ("No Day", "", "1"),
    ]
    schema = "name STRING, as_of STRING, `g.x` STRING"
    cells = [tuple(cell or None for cell in row) for row in rows]
    spark.createDataFrame(cells, schema).write.parquet(str(tmp_path / "in"))
    rules = rule_set({"A": criterion("A", leaf("g.x >= five"))})
    library = SimpleNamespace(rule_set=lambda _: rules)
    request = PortfolioRequest(Request(rules="small", library=library))  # type: ignore[arg-type]
    on = SparkRequest(source=str(tmp_path / "in"), output=str(tmp_path / "out"), master=MASTER)
    run = run_on_spark(request, on)
    assert (run.rows, run.refused) == (1, 2)
    refused = spark.read.parquet(run.refused_place).collect()
    assert {(row["file"].startswith("part-"), row["row"] > 0) for row in refused} == {(True, True)}
    assert {row["column"] for row in refused} == {"g.x", "as_of"}
    (row,) = spark.read.parquet(str(tmp_path / "out")).collect()
    assert (row["name"], row["A.verdict"]) == ("Large", "met")
    with pytest.raises(AuthorisationError, match="is there already"):
        run_on_spark(request, on)
    with pytest.raises(AuthorisationError, match="there is no such folder"):
        run_on_spark(request, dataclasses.replace(on, source="nowhere", output="never"))
    places = {each.name for each in tmp_path.iterdir()}
    assert places == {"in", "out", "out.refused"}


def test_a_type_of_the_layout_has_a_name_in_spark():
    kind = 'STRUCT("name" VARCHAR, "a ""b" DECIMAL(18, 2), n STRUCT(d DATE)[])[]'
    inside = '`name`: STRING, `a "b`: DECIMAL(18, 2), `n`: ARRAY<STRUCT<`d`: DATE>>'
    assert spark_type(kind) == f"ARRAY<STRUCT<{inside}>>"


@pytest.mark.parametrize("pattern", [r"(a+)+", r"[\p{Lu}]", r"a*b*c*"])
def test_a_pattern_that_java_may_match_otherwise_is_left_to_the_engine(pattern):
    test = operation("matches", Column("text"), constant(pattern))
    with pytest.raises(NotInterpreted, match="pattern"):
        select_steps({"found": test}, {})


def test_a_text_of_spark_stands_for_itself():
    assert SPARK.quoted_text("it's \\ ${x}") == "'it\\'s \\\\ ${x}'"
    assert SPARK.quoted("a`b") == "`a``b`"


def test_a_setting_that_results_rest_on_is_refused():
    options = {"spark.sql.ansi.enabled": "false"}
    with (
        pytest.raises(AuthorisationError, match="results rest on"),
        spark_session(MASTER, options),
    ):
        pass


def test_without_java_that_is_said(monkeypatch):
    sql = pytest.importorskip("pyspark.sql")
    monkeypatch.setattr(sql.SparkSession, "getActiveSession", lambda: None)
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(AuthorisationError, match="no Java was found"), spark_session(MASTER, {}):
        pass
