"""Many submissions at once on Spark: what five times the rows take, once it has started."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.submission import Judgements, Submission
from authorisation.portfolio.database import SUBMISSIONS, Database
from authorisation.portfolio.input.rows import submission_row
from authorisation.portfolio.layout import input_columns
from authorisation.portfolio.parts import AssessmentOptions, compile_parts, parts_of
from authorisation.portfolio.spark.run import SparkTables
from authorisation.portfolio.spark.session import SparkFolder, has_java, spark_session
from benchmarks import ours, work
from benchmarks.portfolio import DAY, MISSING
from benchmarks.row import Row

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DRAWN = 500
FILES = 4
"""How many files of Parquet the rows are split into."""
TIMES = 10
MORE = 5


def rows() -> list[Row]:
    """Measure on two cores the work of 120 criteria, where Spark and Java are."""
    if importlib.util.find_spec("pyspark") is None or not has_java():
        return [Row("Spark, local[2]", "not measured: make .venv/spark, and Java 17")]
    made = work.rules()
    program = compile_rules(ours.rule_set(made))
    with TemporaryDirectory() as folder, spark_session("local[2]", {}) as spark:
        few, many = Path(folder, "few"), Path(folder, "many")
        answers = work.submissions(made, DRAWN, missing=MISSING)
        _write(program, [ours.submission(each) for each in answers], few, TIMES)
        _write(program, [ours.submission(each) for each in answers], many, TIMES * MORE)
        for _ in range(2):  # until Java has compiled what it runs often
            _spent(spark, program, few)
        short, long = _spent(spark, program, few), _spent(spark, program, many)
    number = DRAWN * TIMES
    return [
        Row(f"Spark, local[2]: {number:,} rows, seconds", f"{short:.1f}"),
        Row(f"Spark, local[2]: {MORE * number:,} rows, seconds", f"{long:.1f}"),
        Row("Spark, local[2]: five times the rows", f"{long / short:.2f}", long / short, 5.5),
    ]


def _write(program: Program, submissions: list[Submission], folder: Path, times: int) -> None:
    folder.mkdir()
    columns = list(input_columns(program.rules))
    with TemporaryDirectory() as made:
        database = Database(Path(made) / "spill")
        lines = Path(made) / "rows"
        written = [
            submission_row(n, s, program.rules, Judgements()) for n, s in enumerate(submissions)
        ]
        lines.write_bytes(b"\n".join(map(msgspec.json.encode, written)))
        database.create(SUBMISSIONS, columns)
        database.read_lines(SUBMISSIONS, columns, lines)
        for file in range(FILES):
            rows_of_file = (
                f"SELECT * EXCLUDE (row) REPLACE (nullif(code, '') AS code) FROM {SUBMISSIONS} "
                f"WHERE row % {FILES} = {file}"
            )
            query = f"SELECT each.* FROM ({rows_of_file}) AS each, range({times})"
            database.write_parquet(query, folder / f"{file}.parquet")
        database.close()


def _spent(spark: SparkSession, program: Program, folder: Path) -> float:
    """The processor time of a folder, of Java and the Pythons that it starts."""
    before = _processor_time()
    staging = SparkFolder(spark, f"{folder}.staging")
    tables = SparkTables(spark, staging, program.rules)
    tables.read(SparkFolder(spark, str(folder)), lambda _total, _what: lambda _: None)
    options = AssessmentOptions(program=program, as_of=DAY)
    parts, _ = parts_of(tables.rows, options)
    compiled, _ = compile_parts(parts, options)
    assert tables.write_refused(()) == 0
    tables.write_results(compiled, options, lambda _: None)
    staging.delete()
    return _processor_time() - before


def _processor_time() -> float:
    """The processor time of this process and all that it has started and that they have."""
    parents: dict[int, int] = {}
    spent: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            spent[int(entry.name)] = sum(map(int, fields[11:15]))
    ours_too = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours_too} - ours_too:
        ours_too |= more
    return sum(spent.get(pid, 0) for pid in ours_too) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    for row in rows():
        print(row)
