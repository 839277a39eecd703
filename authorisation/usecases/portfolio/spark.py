"""`authorise portfolio run --engine spark`: a folder of Parquet in, a folder of Parquet out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from authorisation.errors import InvalidOption
from authorisation.portfolio.parts import compile_parts, parts_of
from authorisation.portfolio.spark.run import SparkTables
from authorisation.portfolio.spark.session import SparkFolder, spark_session
from authorisation.usecases.portfolio.run import (
    PortfolioRequest,
    RowsWorkedOut,
    assessment_options,
    refuse_row_by_row,
)

_STAGING = ".unfinished"
_REFUSED = ".refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkRequest:
    """A request to Spark: where it runs, what it reads and where it writes."""

    source: str
    """A folder of files of Parquet, as a path or an address of a file system of Spark."""
    output: str
    """The folder to make."""
    refused: str = ""
    """The folder for refused rows; else beside the output."""
    master: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SparkRun(RowsWorkedOut):
    """A run of Spark over the rows of a folder, with what became of them."""

    refused_place: str
    repeated: tuple[str, ...] = ()
    """Which rows are alike is not looked at here: it would take every row to one place."""


def run_on_spark(
    asked: PortfolioRequest,
    on: SparkRequest,
    progress: Callable[[int, str], Callable[[int], None]] = lambda _total, _what: lambda _: None,
) -> SparkRun:
    """Work out every row that can be read; the output is written whole or not at all.

    Criteria about the other submissions are worked out of each row by itself, as when it is
    assessed alone.

    Raises:
        AuthorisationError: the rules, an override or the input as a whole cannot be used, Spark is
            not there, or the output exists.
    """
    options = assessment_options(asked.request)
    if options.complete and options.program.needs_others:
        raise InvalidOption(
            "--complete: on Spark no row looks at the others",
            "leave it out, and what is asked of the others stays open; or leave out "
            "`--engine spark`",
        )
    with spark_session(on.master, on.options) as session:
        output = SparkFolder(session, on.output)
        refused = SparkFolder(session, on.refused or output.beside(_REFUSED))
        for each in (output, refused):
            if each.exists():
                raise InvalidOption(
                    f"{each.place}: is there already", "name another folder, or delete it"
                )
        staging = SparkFolder(session, output.beside(_STAGING))
        staging.delete()
        try:
            tables = SparkTables(session, staging, options.program.rules)
            tables.read(SparkFolder(session, on.source), progress)
            parts, unusable = parts_of(tables.rows, options)
            compiled, of_no_day = compile_parts(parts, options)
            if asked.strict:
                refuse_row_by_row([part.compiled for part in compiled])
            number_refused = tables.write_refused((*unusable, *of_no_day))
            show = progress(sum(part.part.rows for part in compiled), "worked out")
            worked_out = [each.compiled for each in tables.write_results(compiled, options, show)]
            if asked.strict:
                refuse_row_by_row(worked_out)
            outcomes = tables.outcomes()
            if number_refused:
                SparkFolder(session, tables.refused).move_to(refused.place)
            SparkFolder(session, tables.results).move_to(on.output)
        finally:
            staging.delete()
    place = refused.place if number_refused else ""
    return SparkRun(tuple(worked_out), number_refused, outcomes, place)
