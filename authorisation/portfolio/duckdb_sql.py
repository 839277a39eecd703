"""The SQL of DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from authorisation.portfolio.dialect import WIDE, Dialect
from authorisation.portfolio.expressions import Literal, RowExpression
from authorisation.portfolio.statement import SqlStatement

_NEAR: Final = 18
"""How many digits a quotient of binary fractions is given, before it is held beside the exact."""


class DuckDbDialect(Dialect):
    """SQL as DuckDB writes it."""

    forms = MappingProxyType(
        {
            "list": "[{0}]",
            "filled": "list_filter({0}, lambda t: t IS NOT NULL)",
            "for each": "list_transform({0}, lambda {1}: {2})",
            "lookup": "([{0}])[{1} + 1]",
            "sum of": "coalesce(list_sum({0}), 0)",
            "union of": "coalesce(list_bit_or({0}), 0)",
            "least of": "list_min({0})",
            "greatest of": "list_max({0})",
            "items": "coalesce({0}, [])",
            "length": "len({0})",
            "add months": "CAST({0} + to_months({1}) AS DATE)",
            "days between": "({0} - {1})",
            "matches": "regexp_matches({0}, {1})",
            "quotient": "{0} // {1}",
            "whole": "CAST({0} AS HUGEINT)",
        }
    )

    def quoted(self, name: str) -> str:
        """A name, whatever is in it."""
        return '"' + name.replace('"', '""') + '"'

    def quoted_text(self, text: str) -> str:
        """A text, whatever is in it."""
        return "'" + text.replace("'", "''") + "'"

    def one_of_texts(self, text: str, texts: Sequence[str]) -> str:
        """A text of a column that holds no others than some: it is written four times as fast."""
        return f"{self.quoted_text(text)}::ENUM({', '.join(map(self.quoted_text, texts))})"

    def structure(self, fields: Iterable[tuple[str, str]]) -> str:
        """A structure of named fields."""
        inside = ", ".join(f"{self.quoted(name)}: {value}" for name, value in fields)
        return f"{{{inside}}}"

    def rounded(self, above: str, below: str, up: int, down: int, places: int) -> str:
        """A quotient of binary fractions, where it surely is the one: exact ones take long."""
        near = f"CAST({above} AS DOUBLE) / CAST({below} AS DOUBLE)"
        near = f"TRY_CAST({near} AS DECIMAL({_NEAR}, {places}))"
        rest = f"abs({above} - {near} * CAST({below} AS DECIMAL({WIDE}, {down})))"
        exact = super().rounded(above, below, up, down, places)
        return f"CASE WHEN {rest} * {2 * 10**places} < {below} THEN {near} ELSE {exact} END"


DUCKDB: Final = DuckDbDialect()


def select_statement(
    source: str, outputs: Mapping[str, RowExpression], scales: Mapping[str, int]
) -> str:
    """The statement that works out each output, by its name, in every row of a table.

    `scales` gives the decimals of each column that holds a number.
    """
    return SqlStatement(outputs, scales, DUCKDB).text(source)


def literal(value: Literal) -> str:
    """A constant of SQL."""
    return DUCKDB.literal(value)


def quoted(name: str) -> str:
    """A name of SQL, whatever is in it."""
    return DUCKDB.quoted(name)
