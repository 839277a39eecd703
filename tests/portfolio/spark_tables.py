"""Submissions worked out by Spark, and by DuckDB from the same files."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from authorisation.engine.program.program import Program
from authorisation.model.submission import Judgements, Stage, Submission
from authorisation.model.value import LEVEL_NAMES
from authorisation.portfolio.database import SUBMISSIONS
from authorisation.portfolio.duckdb_sql import literal, quoted
from authorisation.portfolio.formulas.answers import EVIDENCE
from authorisation.portfolio.layout import ROW
from authorisation.portfolio.parts import AssessmentOptions, compile_parts, parts_of
from authorisation.portfolio.spark.run import SparkTables
from authorisation.portfolio.spark.session import SparkFolder, has_java, spark_session
from tests.portfolio.tables import table_of

MASTER = "local[2]"
QUICK = {
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
"""Few rows are worked out sooner where no Java is made for them, nor what is there compiled well."""


def needs_spark() -> None:
    """Skip where Spark cannot run, but where it must."""
    lacks = [name for name in ("pyspark", "pandas") if importlib.util.find_spec(name) is None]
    lacks += [] if has_java() else ["Java"]
    if lacks and not os.environ.get("AUTHORISATION_NEEDS_SPARK"):
        pytest.skip(f"without {' and '.join(lacks)}: make .venv/spark installs what is Python's")


@contextmanager
def session() -> Iterator[Any]:
    needs_spark()
    with spark_session(MASTER, QUICK) as made:
        yield made


def write_parts(
    program: Program,
    submissions: Sequence[Submission],
    folder: Path,
    parts: int,
    judged: Sequence[Judgements] = (),
) -> None:
    """Write submissions to files of Parquet, each named after its number."""
    folder.mkdir()
    with table_of(program, submissions, judged) as (database, _):
        listed = ", ".join(map(literal, LEVEL_NAMES))
        levels = [name for name, _ in database.columns(SUBMISSIONS) if name.endswith(EVIDENCE)]
        worded = ", ".join(f"([{listed}])[{quoted(n)} + 1] AS {quoted(n)}" for n in levels)
        replaced = f"'Group ' || {ROW} AS name, nullif(code, '') AS code"
        replaced += f", {worded}" if worded else ""
        for part in range(parts):
            rows = f"SELECT * EXCLUDE ({ROW}) REPLACE ({replaced}) FROM {SUBMISSIONS}"
            rows += f" WHERE {ROW} % {parts} = {part}"
            database.write_parquet(rows, folder / f"part {part}.parquet")


def by_spark(
    spark: Any, program: Program, folder: Path, day: date, stage: Stage
) -> list[dict[str, Any]]:
    """The rows of results in the order of their names; none is refused."""
    staging = SparkFolder(spark, f"{folder}.staging")
    tables = SparkTables(spark, staging, program.rules)
    tables.read(SparkFolder(spark, str(folder)), lambda _total, _what: lambda _: None)
    options = AssessmentOptions(program=program, as_of=day, stage=stage)
    parts, unusable = parts_of(tables.rows, options)
    compiled, no_figure = compile_parts(parts, options)
    tables.write_refused((*unusable, *no_figure))
    refused = [tuple(row) for row in spark.read.parquet(tables.refused).limit(3).collect()]
    assert not refused, refused
    tables.write_results(compiled, options, lambda _: None)
    rows = rows_of(f"read_parquet({literal(f'{tables.results}/*.parquet')})".replace("file:", ""))
    staging.delete()
    return rows


def rows_of(relation: str) -> list[dict[str, Any]]:
    """The rows of a table, in the order of their names, without where each stood."""
    with duckdb.connect() as made:
        cursor = made.execute(f"SELECT * FROM {relation} ORDER BY name")
        names = [each[0] for each in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: row[name] for name in row if name not in {"file", "row"}} for row in rows]
