"""The SQL and the types of Spark, as settings of a session have it (`session.SETTINGS`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from authorisation.feel.interpretation import NotInterpreted
from authorisation.portfolio.dialect import WIDEST, Dialect
from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.expressions import RowExpression
from authorisation.portfolio.statement import SqlStatement

_CODE_POINT: Final = re.compile(r"\\x\{[0-9A-F]+\}")
_REPEATED: Final = re.compile(r"[*+{]")
_MOST_REPEATED: Final = 2
_WIDE: Final = f"DECIMAL({WIDEST}, {{1}})"
_MERGED: Final = f"CAST(a + coalesce(x, 0) AS {_WIDE})"
if TYPE_CHECKING:
    from pyspark.sql.types import DataType

_TOKEN: Final = re.compile(
    r'"(?P<quoted>(?:[^"]|"")*)"|(?P<word>\w+(?:\(\d+, ?\d+\))?)|(?P<mark>\[\]|[(),])'
)
_SAME: Final = {"string": "VARCHAR", "int": "INTEGER"}
Converter = Callable[[Any], Any]


class SparkDialect(Dialect):
    """SQL as Spark writes it."""

    forms = MappingProxyType(
        {
            "list": "array({0})",
            "filled": "filter({0}, t -> t IS NOT NULL)",
            "for each": "transform({0}, {1} -> {2})",
            "lookup": "get(array({0}), {1})",
            # The parser takes `b | aggregate(...)` for a slip, but not with brackets around the
            # call; and an aggregate stays of the type that it begins with.
            "sum of": f"(aggregate({{0}}, CAST(0 AS {_WIDE}), (a, x) -> {_MERGED}))",
            "union of": "(aggregate({0}, 0L, (a, x) -> a | coalesce(x, 0)))",
            "least of": "array_min({0})",
            "greatest of": "array_max({0})",
            "items": "coalesce({0}, array())",
            "length": "size({0})",
            "add months": "add_months({0}, {1})",
            "days between": "datediff({0}, {1})",
            "matches": "({0} RLIKE {1})",
            # What is left over is taken away first: a quotient that is whole is exact.
            "quotient": "(({0}) - ({0}) % ({1})) / ({1})",
            "whole": f"CAST({{0}} AS DECIMAL({WIDEST}, 0))",
        }
    )

    def quoted(self, name: str) -> str:
        """A name, whatever is in it."""
        return "`" + name.replace("`", "``") + "`"

    def quoted_text(self, text: str) -> str:
        """A text, whatever is in it."""
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def structure(self, fields: Iterable[tuple[str, str]]) -> str:
        """A structure of named fields."""
        inside = ", ".join(f"{self.quoted_text(name)}, {value}" for name, value in fields)
        return f"named_struct({inside})"

    def operation(self, op: str, parts: Sequence[str]) -> str:
        """An operation over parts that need not be made alike.

        Raises:
            NotInterpreted: it is a pattern that Java may take otherwise.
        """
        if op == "matches":
            _check_pattern(parts[1])
        return super().operation(op, parts)


def _check_pattern(pattern: str) -> None:
    """Refuse a pattern of RE2 but one that Java surely takes alike, and in little time.

    Raises:
        NotInterpreted: it has groups, classes by their names or many repetitions.
    """
    plain = _CODE_POINT.sub("", pattern)
    if "(" in plain or "\\p" in plain or len(_REPEATED.findall(plain)) > _MOST_REPEATED:
        raise NotInterpreted("a pattern of text that Spark may match otherwise")


SPARK: Final = SparkDialect()


def select_steps(
    outputs: Mapping[str, RowExpression], scales: Mapping[str, int]
) -> list[list[str]]:
    """The selections, one step from another, so that the last has each output by its name.

    `scales` gives the decimals of each column that holds a number. Steps are given to Spark one by
    one: a statement of all of them takes it many times as long to analyse.
    """
    return SqlStatement(outputs, scales, SPARK).steps()


class _DatabaseType:
    """The name of a type of DuckDB, read from its beginning."""

    def __init__(self, kind: str) -> None:
        self._tokens = list(_TOKEN.finditer(kind))
        self._at = 0

    def _next(self) -> re.Match[str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _takes(self, mark: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at]["mark"] == mark
        self._at += found
        return found

    def ddl(self) -> str:
        """The type as Spark names it."""
        word = self._next()["word"]
        made = "STRING" if word == "VARCHAR" else word
        if word == "STRUCT":
            self._takes("(")
            fields = [self._field()]
            while self._takes(","):
                fields.append(self._field())
            self._takes(")")
            made = f"STRUCT<{', '.join(fields)}>"
        while self._takes("[]"):
            made = f"ARRAY<{made}>"
        return made

    def _field(self) -> str:
        name = self._next()
        plain = name["word"] or name["quoted"].replace('""', '"')
        return f"{SPARK.quoted(plain)}: {self.ddl()}"


def spark_type(kind: str) -> str:
    """A type of DuckDB as Spark names it.

    >>> spark_type('STRUCT("name" VARCHAR, n DECIMAL(18, 2))[]')
    'ARRAY<STRUCT<`name`: STRING, `n`: DECIMAL(18, 2)>>'
    """
    return _DatabaseType(kind).ddl()


def duckdb_type(found: DataType) -> str:
    """A type that Spark found in a file, as DuckDB names it and the layout has it."""
    from pyspark.sql import types  # noqa: PLC0415 - an extra

    if isinstance(found, types.ArrayType):
        return f"{duckdb_type(found.elementType)}[]"
    if isinstance(found, types.StructType):
        inside = (f"{quoted(each.name)} {duckdb_type(each.dataType)}" for each in found.fields)
        return f"STRUCT({', '.join(inside)})"
    if isinstance(found, types.DecimalType):
        return f"DECIMAL({found.precision}, {found.scale})"
    name = str(found.simpleString())
    return _SAME.get(name, name.upper())


def converter(found: DataType) -> Converter:
    """The converter of a value of a row, as JSON has it, to one of a type of Spark."""
    from pyspark.sql import types  # noqa: PLC0415 - an extra

    if isinstance(found, types.ArrayType):
        each = converter(found.elementType)
        return lambda value: value and [each(one) for one in value]
    if isinstance(found, types.StructType):
        inside = {field.name: converter(field.dataType) for field in found.fields}
        return lambda value: (
            value and {name: one(value[name]) for name, one in inside.items() if name in value}
        )
    if isinstance(found, types.DecimalType):
        return lambda value: None if value is None else Decimal(value)
    if isinstance(found, types.DateType):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value
