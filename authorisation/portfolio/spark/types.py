"""Types of columns as DuckDB names them, in which the layout has them, and as Spark does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.spark.spark_sql import SPARK

if TYPE_CHECKING:
    from pyspark.sql.types import DataType

_TOKEN: Final = re.compile(
    r'"(?P<quoted>(?:[^"]|"")*)"|(?P<word>\w+(?:\(\d+, ?\d+\))?)|(?P<mark>\[\]|[(),])'
)
_SAME: Final = {"string": "VARCHAR", "int": "INTEGER"}
Converter = Callable[[Any], Any]


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
