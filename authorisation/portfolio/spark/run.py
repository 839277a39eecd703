"""Folders of Parquet worked out by Spark; no row of theirs comes to where this runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from authorisation.errors import UnreadableFile
from authorisation.feel.interpretation import NotInterpreted
from authorisation.model.rules import RuleSet
from authorisation.portfolio.compilation.from_engine import MARGIN_TYPE
from authorisation.portfolio.database import SUBMISSIONS, TooManyDigits
from authorisation.portfolio.expressions import Column
from authorisation.portfolio.formulas.numbers import MARGIN_PLACES
from authorisation.portfolio.input.columns import fit_columns
from authorisation.portfolio.layout import ROW, column_scales, input_columns
from authorisation.portfolio.parts import (
    AssessmentOptions,
    CompiledPart,
    UnusableRows,
    compile_part,
)
from authorisation.portfolio.run import TOO_MANY_DIGITS, columns_without_rows, engine_columns
from authorisation.portfolio.spark.executors import (
    FILE,
    PLACE,
    REFUSED,
    REFUSED_TYPE,
    AssessRows,
    CompiledFor,
    ReadRows,
)
from authorisation.portfolio.spark.session import SparkFolder, naming_failures, showing_tasks
from authorisation.portfolio.spark.spark_sql import SPARK, duckdb_type, select_steps, spark_type

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

_REFUSED_COLUMNS: Final = ("column", "value", "reason")


class SparkTables:
    """The submissions and the refused rows of one run, staged in a folder beside its output."""

    def __init__(self, session: SparkSession, staging: SparkFolder, rules: RuleSet) -> None:
        self._session = session
        self._staging = staging
        self._rules = rules
        self._read = staging.inside("read")
        self.results = staging.inside("results")
        self.refused = staging.inside("refused")

    def read(self, source: SparkFolder, show: Callable[[int, str], Callable[[int], None]]) -> None:
        """Read the rows of a folder of files of Parquet, on the executors.

        Raises:
            UnreadableFile: there is no such folder, or no Parquet in it.
            InvalidSubmission: a column has a name or a type that none of the layout has.
        """
        if not source.is_folder():
            raise UnreadableFile("there is no such folder", file=source.place)
        with naming_failures(source.place):
            given = self._session.read.parquet(source.place)
            kinds = {each.name: duckdb_type(each.dataType) for each in given.schema.fields}
            known = dict(input_columns(self._rules))

            def filled(names: Sequence[str]) -> list[str]:
                counts = (f"count({_column(name)})" for name in names)
                (numbers,) = given.selectExpr(*counts).collect()
                return [name for name, number in zip(names, numbers, strict=True) if number]

            held = map(_column, fit_columns(kinds, known, source.place, filled))
            rows = given.selectExpr(
                f"_metadata.file_path AS {_column(PLACE)}",
                f"_metadata.row_index AS {_column(ROW)}",
                *held,
            )
            columns = [(FILE, "VARCHAR"), *known.items()]
            schema = _schema(columns, f"{_column(REFUSED)} {REFUSED_TYPE}")
            reader = ReadRows(schema, self._rules, source.root)
            total = given.count()
            with showing_tasks(self._session, show(total, "read"), total):
                reader.rows(rows).write.parquet(self._read)
            self._submissions().createOrReplaceTempView(SUBMISSIONS)

    def _rows(self) -> DataFrame:
        return self._session.read.parquet(self._read)

    def _submissions(self) -> DataFrame:
        return self._rows().where(f"{_column(REFUSED)} IS NULL").drop(REFUSED)

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yield the few rows of a statement over submissions."""
        with naming_failures(self._staging.place):
            yield from (tuple(row) for row in self._session.sql(statement).collect())

    def write_refused(self, unusable: Sequence[UnusableRows]) -> int:
        """Write what is refused, with the place of each row, and return how many rows are."""
        listed = (f"found.{_column(name)}" for name in _REFUSED_COLUMNS)
        found = (
            self._rows()
            .selectExpr(FILE, _column(ROW), f"explode({_column(REFUSED)}) AS found")
            .selectExpr(FILE, _column(ROW), *listed)
        )
        for each in unusable:
            values = (each.column, None, each.reason)
            named = zip(_REFUSED_COLUMNS, values, strict=True)
            texts = (f"CAST({SPARK.literal(v)} AS STRING) AS {_column(name)}" for name, v in named)
            rows = self._submissions().where(each.condition)
            found = found.unionByName(rows.selectExpr(FILE, _column(ROW), *texts))
        with naming_failures(self._staging.place):
            found.write.parquet(self.refused)
            written = self._session.read.parquet(self.refused)
            return int(written.select(FILE, ROW).distinct().count())

    def write_results(
        self, parts: Sequence[CompiledPart], options: AssessmentOptions, show: Callable[[int], None]
    ) -> list[CompiledPart]:
        """Write the results of every part, and return the parts as they were worked out.

        A part of which a number does not fit into a decimal, or with a pattern that Spark may
        match otherwise, is evaluated by the engine, row by row, on the executors. `show` is given
        how many rows are done.
        """
        kinds = {each.name: each.kind for part in parts for each in part.columns}
        worked_out = []
        done = 0
        for each in parts:

            def add(rows: int, before: int = done) -> None:
                show(before + rows)

            with showing_tasks(self._session, add, each.part.rows):
                worked_out.append(self._write_part(each, options, kinds))
            done += each.part.rows
        if not parts:
            empty = [(FILE, "VARCHAR"), *columns_without_rows(options)]
            self._session.createDataFrame([], _schema(empty)).write.parquet(self.results)
        return worked_out

    def _write_part(
        self, part: CompiledPart, options: AssessmentOptions, kinds: Mapping[str, str]
    ) -> CompiledPart:
        try:
            return self._written(part, "", options, kinds)
        except TooManyDigits:
            why = TOO_MANY_DIGITS
        except NotInterpreted as error:
            why = error.reason
        return self._written(compile_part(part.part, options, why), why, options, kinds)

    def _written(
        self, part: CompiledPart, why: str, options: AssessmentOptions, kinds: Mapping[str, str]
    ) -> CompiledPart:
        columns = dict(engine_columns(part.compiled))
        scales = column_scales(self._rules.bank)
        scales |= {name: MARGIN_PLACES for name, kind in columns.items() if kind == MARGIN_TYPE}
        outputs = {each.name: each.value for each in part.columns}
        steps = select_steps({FILE: Column(FILE), **outputs}, scales)
        given = {each.name: each.kind for each in part.columns}
        typed = (
            f"CAST({_column(name) if name in given else 'NULL'} AS {spark_type(kind)}) "
            f"AS {_column(name)}"
            for name, kind in {**kinds, **given}.items()
        )
        with naming_failures(self._staging.place):
            rows = self._submissions().where(part.part.condition)
            if part.row_by_row:
                rows = self._assessed(rows, part, why, options)
            for step in steps:
                rows = rows.selectExpr(*step)
            made = rows.selectExpr(f"{FILE} AS {FILE}", *typed)
            made.write.mode("append").parquet(self.results)
        return part

    def _assessed(
        self, rows: DataFrame, part: CompiledPart, why: str, options: AssessmentOptions
    ) -> DataFrame:
        days = part.part
        made_for = CompiledFor(days.dated_on, days.as_of, days.stage, options.overrides, why)
        columns = [(FILE, "VARCHAR"), *input_columns(self._rules), *engine_columns(part.compiled)]
        schema = _schema(columns)
        return AssessRows(schema, self._rules, made_for).rows(rows)

    def outcomes(self) -> dict[str, int]:
        """The number of rows of each outcome; those that cannot tell yet under the empty text."""
        with naming_failures(self._staging.place):
            found = self._session.read.parquet(self.results).groupBy("outcome").count().collect()
        return dict(sorted((outcome or "", number) for outcome, number in found))


def _column(name: str) -> str:
    return SPARK.quoted(name)


def _schema(columns: Iterable[tuple[str, str]], *further: str) -> StructType:
    from pyspark.sql.types import StructType  # noqa: PLC0415 - an extra

    listed = [f"{_column(name)} {spark_type(kind)}" for name, kind in columns]
    made = StructType.fromDDL(", ".join((*listed, *further)))
    return cast("StructType", made)
