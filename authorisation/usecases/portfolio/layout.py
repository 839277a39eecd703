"""`authorise portfolio layout`: the columns of a table of submissions, as page and as data."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Final

import msgspec

from authorisation.explain.words.quantities import join_words
from authorisation.model.rules import RuleSet
from authorisation.portfolio.database import SUBMISSIONS, Database
from authorisation.portfolio.layout import ColumnWords, describe_layout
from authorisation.portfolio.output import write_table
from authorisation.report import document
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import Deliverable, json_bytes

_HOW: Final = (
    "Every column may be left out. What is not answered is an empty cell.",
    "Where there is none, the column that ends in __none is true; in a text, none will do as well.",
    "A list that may still grow has true in the column that ends in __so_far.",
    "In CSV and SQLite a list is text in JSON, each entry with the fields that the type names.",
    "Numbers are decimals or text; binary fractions are refused, for they are not exact.",
    "A percentage is 0.05 as a number; as a text, thus in CSV and SQLite, 5% with its sign.",
)
_TABLES: Final = (FileFormat.CSV, FileFormat.XLSX, FileFormat.PARQUET)
_LISTED: Final = (
    document.ListingColumn("column"),
    document.ListingColumn("type", document.Place.BESIDE),
    document.ListingColumn("what it holds", document.Place.BELOW),
)


def layout_deliverable(rules: RuleSet) -> Deliverable:
    """The columns in which `authorise portfolio run` takes submissions under a rule set."""
    columns = tuple(describe_layout(rules))
    return Deliverable(
        first=lambda: _document(rules, columns),
        data={
            FileFormat.JSON: lambda out: out.write(
                json_bytes(
                    {
                        "rule_set": rules.id,
                        "edition": rules.edition,
                        "columns": msgspec.to_builtins(columns),
                    }
                )
            ),
            **{form: partial(_write_blank, columns, form) for form in _TABLES},
        },
    )


def _write_blank(columns: tuple[ColumnWords, ...], form: FileFormat, out: IO[bytes]) -> None:
    """Write a table with these columns and no row; but in Parquet all of them hold texts.

    Raises:
        EngineUnavailable: the database is not installed.
    """
    with TemporaryDirectory(prefix="authorise-") as made:
        database = Database(Path(made, "spill"))
        try:
            typed = form is FileFormat.PARQUET
            kinds = [(each.name, each.type if typed else "VARCHAR") for each in columns]
            database.create(SUBMISSIONS, kinds)
            write_table(database, SUBMISSIONS, form, Path(made), out)
        finally:
            database.close()


def _document(rules: RuleSet, columns: tuple[ColumnWords, ...]) -> document.Document:
    rows = tuple(
        tuple(document.Cell(text) for text in (each.name, _type(each), _format_content(each)))
        for each in columns
    )
    title = f"Columns of a table of submissions under {rules.id}"
    return document.Document(
        title=title,
        kind="columns",
        facts=(f"edition {rules.edition}",),
        sections=(
            document.Section("How to fill them", document.bullets(_HOW)),
            document.Section("Columns", (document.Listing(_LISTED, rows),)),
        ),
        running=title,
    )


def _type(column: ColumnWords) -> str:
    return f"{column.type_words}, {column.unit}" if column.unit else column.type_words


def _format_content(column: ColumnWords) -> str:
    holds = f"{column.holds}; {column.bounds}" if column.bounds else column.holds
    return f"{holds}: {join_words(column.one_of, 'or')}" if column.one_of else holds
