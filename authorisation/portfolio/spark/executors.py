"""What is done to rows one by one, where they are: on the executors, by this program's own code."""

from __future__ import annotations

import posixpath
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import unquote, urlsplit

import msgspec

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.model.value import Answer
from authorisation.portfolio.compilation.rule_set import CompiledPortfolio, compile_portfolio
from authorisation.portfolio.input.read_rows import read_row
from authorisation.portfolio.input.rows import submission_of
from authorisation.portfolio.layout import ROW
from authorisation.portfolio.run import engine_row
from authorisation.portfolio.spark.spark_sql import converter

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Schema
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

FILE: Final = "file"
REFUSED: Final = "#refused"
REFUSED_TYPE: Final = "ARRAY<STRUCT<`column`: STRING, `value`: STRING, `reason`: STRING>>"
PLACE: Final = "#place"
"""The file of Parquet that a row is in, and `row` its place there, from 0."""


_Row: TypeAlias = dict[str, Any]
_RowFunction: TypeAlias = Callable[[_Row], tuple[_Row, _Row]]
"""Gives what a row has as it is, and what is made of it as JSON has it."""


class _ByRow(ABC):
    """A function from batches of rows to batches of rows, for `mapInArrow`.

    What it holds goes to the executors; what is worked out of that is made there, once.
    """

    def __init__(self, schema: StructType) -> None:
        from pyspark.sql.pandas.types import to_arrow_schema  # noqa: PLC0415 - an extra

        self._names: Sequence[str] = ()
        self._schema = schema
        self._arrow: Schema = to_arrow_schema(schema)

    def rows(self, given: DataFrame) -> DataFrame:
        """The rows that those of a table come to."""
        self._names = given.columns
        # Names with dots would be taken for fields of columns on the way.
        plain = given.toDF(*(f"c{at}" for at, _ in enumerate(self._names)))
        return plain.mapInArrow(self.batches, self._schema)

    def batches(self, given: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        """Yield a batch for each."""
        from pyarrow import RecordBatch  # noqa: PLC0415 - an extra

        convert = {each.name: converter(each.dataType) for each in self._schema.fields}
        row = self._function()
        for batch in given:
            found = []
            for held in batch.to_pylist():
                plain, made = row(dict(zip(self._names, held.values(), strict=True)))
                found.append(plain | {name: convert[name](value) for name, value in made.items()})
            yield RecordBatch.from_pylist(found, schema=self._arrow)

    @abstractmethod
    def _function(self) -> _RowFunction:
        """The function that is applied to a row, made once on the executor."""


class ReadRows(_ByRow):
    """Reads the cells of rows as files are read."""

    def __init__(self, schema: StructType, rules: RuleSet, root: str) -> None:
        """`root` is the path of the folder that files are named from."""
        super().__init__(schema)
        self._rules = rules
        self._root = root

    def _function(self) -> _RowFunction:
        program = compile_rules(self._rules)
        return lambda given: self._read(given, program)

    def _read(self, given: _Row, program: Program) -> tuple[_Row, _Row]:
        place = unquote(urlsplit(given.pop(PLACE)).path)
        number = given.pop(ROW) + 1
        where = {FILE: posixpath.relpath(place, self._root), ROW: number}
        # A field of an entry that is null was left out, as a cell is.
        held = {name: _without_null(value) for name, value in given.items() if value is not None}
        read = read_row(number, held, program)
        if isinstance(read, dict):
            return where, {name: value for name, value in read.items() if name != ROW}
        refused = [
            {"column": each.column, "value": each.value, "reason": each.reason} for each in read
        ]
        return where | {REFUSED: refused}, {}


def _without_null(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_without_null(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_null(each) for name, each in value.items() if each is not None}
    return value


class CompiledFor(msgspec.Struct, frozen=True):
    """The days, stage and settings that a rule set is compiled for."""

    dated_on: date
    as_of: date
    stage: Stage
    overrides: Mapping[str, Answer]
    why_by_row: str


class AssessRows(_ByRow):
    """Assesses rows of submissions, each by itself, and adds what is not compiled."""

    def __init__(self, schema: StructType, rules: RuleSet, made_for: CompiledFor) -> None:
        super().__init__(schema)
        self._rules = rules
        self._for = made_for

    def _function(self) -> _RowFunction:
        options = self._for
        compiled = compile_portfolio(
            compile_rules(self._rules),
            options.dated_on,
            options.as_of,
            options.stage,
            options.overrides,
            options.why_by_row,
        )
        return lambda given: self._assess(given, compiled)

    def _assess(self, given: _Row, compiled: CompiledPortfolio) -> tuple[_Row, _Row]:
        submission, judgements = submission_of(given, self._rules)
        assessed = assess(
            compiled.program,
            submission,
            as_of=self._for.as_of,
            stage=self._for.stage,
            overrides=self._for.overrides,
            judgements=judgements,
        )
        return given, engine_row(compiled, assessed)
