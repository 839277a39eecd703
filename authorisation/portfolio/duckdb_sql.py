"""The SQL of DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from authorisation.portfolio.dialect import WIDE, Dialect
from authorisation.portfolio.expressions import Literal, RowExpression
from authorisation.portfolio.statement import SqlStatement

_AGGREGATES: Final = {
    "sum": ("list_sum", "0"),
    "union": ("list_bit_or", "0"),
    "least": ("list_min", ""),
    "greatest": ("list_max", ""),
}

_NEAR: Final = 18
"""How many digits a quotient of binary fractions is given, before it is held beside the exact."""


class DuckDbDialect(Dialect):
    """SQL as DuckDB writes it."""

    def quoted(self, name: str) -> str:
        """A name, whatever is in it."""
        return '"' + name.replace('"', '""') + '"'

    def quoted_text(self, text: str) -> str:
        """A text, whatever is in it."""
        return "'" + text.replace("'", "''") + "'"

    def one_of_texts(self, text: str, texts: Sequence[str]) -> str:
        """A text of a column that holds no others than some: it is written four times as fast."""
        return f"{self.quoted_text(text)}::ENUM({', '.join(map(self.quoted_text, texts))})"

    def lookup(self, table: Iterable[int], index: str) -> str:
        """The entry of a table at an index from 0."""
        return f"([{','.join(map(str, table))}])[{index} + 1]"

    def structure(self, fields: Iterable[tuple[str, str]]) -> str:
        """A structure of named fields."""
        inside = ", ".join(f"{self.quoted(name)}: {value}" for name, value in fields)
        return f"{{{inside}}}"

    def for_each(self, listed: str, item: str, body: str) -> str:
        """A list with `body` of each item of another."""
        return f"list_transform({listed}, lambda {item}: {body})"

    def total(self, kind: str, listed: str, scale: int) -> str:  # noqa: ARG002 - sums are widened
        """What a list of numbers of so many decimals comes to together; it passes over null."""
        function, empty = _AGGREGATES[kind]
        made = f"{function}({listed})"
        return f"coalesce({made}, {empty})" if empty else made

    def chosen(self, items: Sequence[tuple[str, str]]) -> str:
        """A list of values, each where its condition is true."""
        if len(items) == 1:
            ((when, only),) = items
            return f"CASE WHEN {when} THEN [{only}] ELSE [] END"
        made = ", ".join(f"CASE WHEN {when} THEN {each} END" for when, each in items)
        return f"list_filter([{made}], lambda t: t IS NOT NULL)"

    def function(self, op: str, parts: Sequence[str]) -> str:
        """One of the operations that are functions."""
        match op:
            case "items":
                return f"coalesce({parts[0]}, [])"
            case "length":
                return f"len({parts[0]})"
            case "add months":
                return f"CAST({parts[0]} + to_months({parts[1]}) AS DATE)"
            case "days between":
                return f"({parts[0]} - {parts[1]})"
            case _:
                return f"regexp_matches({parts[0]}, {parts[1]})"

    def quotient(self, above: str, below: str) -> str:
        """One whole number divided by another, of which neither is below 0, rounded down."""
        return f"{above} // {below}"

    def whole(self, number: str) -> str:
        """A number that has no decimals left, as one that is divided."""
        return f"CAST({number} AS HUGEINT)"

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
