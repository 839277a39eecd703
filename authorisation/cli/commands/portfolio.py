"""`authorise portfolio`: many submissions at once, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import progress, say, say_unused
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode, InvalidOption
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.usecases.assessing.assess import Request
    from authorisation.usecases.library import Library
    from authorisation.usecases.portfolio.run import PortfolioRequest, PortfolioRun
    from authorisation.usecases.portfolio.spark import SparkRun

FORMATS = (FileFormat.PARQUET, FileFormat.CSV, FileFormat.XLSX)
ENGINES = ("duckdb", "spark")
LAYOUT_FORMATS = (*PAGE_FORMATS, FileFormat.JSON, *FORMATS)


@click.group("portfolio", short_help="Many submissions at once, as a table.")
def command() -> None:
    """Work out the findings of many submissions at once, as a table.

    To do so takes a database: python3 -m pip install '.[portfolio]' in this program's folder.
    """


@command.command("run", cls=Command, short_help="Work out a table of submissions.")
@options.rules_argument
@click.argument("source", metavar="INPUT")
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help="Write the results to FILE, which ends in .parquet, .csv or .xlsx, whole or not at all.",
)
@click.option(
    "--refused",
    metavar="FILE",
    help="Write the rows that cannot be used to FILE, in the format that its name ends in; else to"
    " a CSV beside the results.",
)
@options.recursive_option
@click.option("--table", metavar="NAME", default="", help="The table of a database with several.")
@options.request_options(*options.HOW_ASSESSED)
@click.option("--complete", is_flag=True, help="These are all the applications there are.")
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse rules of which a part would be evaluated row by row.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    help="Where to work it out: duckdb, in this program, or spark, whose INPUT and FILE are "
    "folders of files of Parquet.",
)
@click.option("--master", metavar="URL", default="", help="The master of Spark, as local[2].")
@click.option(
    "--spark-option",
    "spark_options",
    multiple=True,
    metavar="NAME=VALUE",
    help="A setting of Spark; may be given several times.",
)
@options.rules_root_option
@click.pass_context
def run(
    ctx: click.Context,
    request: Request,
    source: str,
    output: str,
    refused: str | None,
    recursive: bool,
    table: str,
    strict: bool,
    engine: str,
    master: str,
    spark_options: tuple[str, ...],
) -> None:
    """Work out what every row of INPUT comes to under the rule set SET, and write it as a table.

    INPUT is a folder of submissions, or a table with the columns that `authorise portfolio layout
    SET` prints: a file that ends in .csv, .parquet, .duckdb or .sqlite.

    A row that cannot be used is written to a file of refused rows, with its number, its column and
    the reason, and the rest goes on.

    With --engine spark, INPUT and FILE are folders, or addresses of any file system that Spark
    reaches: only files of Parquet are read, and those that are written are as many as Spark made.

    Exits 4 when a row was refused, else 0.
    """
    from authorisation.usecases.portfolio.run import PortfolioRequest

    asked = PortfolioRequest(request, Path(source), table=table, recursive=recursive, strict=strict)
    if engine == "spark":
        ctx.exit(_run_on_spark(asked, source, output, refused or "", master, spark_options))
    if master or spark_options:
        raise InvalidOption("--master and --spark-option: only Spark has them; add --engine spark")
    ctx.exit(_run_here(asked, Path(output), Path(refused) if refused else None))


def _run_here(asked: PortfolioRequest, output: Path, refused: Path | None) -> ExitCode:
    from authorisation.usecases.filesystem.destination import choose_destination
    from authorisation.usecases.filesystem.inputs import find_input_files
    from authorisation.usecases.portfolio.run import portfolio_run, refused_place, write_results

    judgements = asked.request.judgements
    read = find_input_files([asked.source], recursive=asked.recursive, beside=judgements)
    to = choose_destination(None, str(output), FORMATS, read=(*read.files, *judgements))
    if to.path is None:
        raise click.UsageError("`--output`: name a file; a table is not printed")
    left = choose_destination(None, str(refused or refused_place(output)), FORMATS, read=read.files)
    with portfolio_run(asked, progress) as found:
        place = write_results(found, output, to.form, refused, left.form)
    say_unused((), read.unread, shown=False)
    _say(found, str(place or ""))
    return ExitCode.INVALID_SUBMISSION if found.refused else ExitCode.DONE


def _run_on_spark(
    asked: PortfolioRequest,
    source: str,
    output: str,
    refused: str,
    master: str,
    settings: tuple[str, ...],
) -> ExitCode:
    from authorisation.usecases.portfolio.spark import SparkRequest, run_on_spark

    if asked.recursive or asked.table or asked.request.judgements:
        raise InvalidOption(
            "--recursive, --table and --assessor: Spark reads files of Parquet alone"
        )
    pairs = [option.partition("=") for option in settings]
    for (name, mark, _), option in zip(pairs, settings, strict=True):
        if not (name and mark):
            raise InvalidOption(f"--spark-option {option}: write it as NAME=VALUE")
    on = SparkRequest(
        source=source,
        output=output,
        refused=refused,
        master=master,
        options={name: value for name, _, value in pairs},
    )
    found = run_on_spark(asked, on, progress)
    _say(found, found.refused_place)
    return ExitCode.INVALID_SUBMISSION if found.refused else ExitCode.DONE


@command.command("layout", cls=Command, short_help="The columns of a table of submissions.")
@options.rules_argument
@options.result_format_option(
    LAYOUT_FORMATS,
    "text, html, markdown or json: the columns; csv, xlsx or parquet: a"
    " table with these columns and no row",
)
@options.output_option
@options.rules_root_option
def layout(rules: str, result: options.ResultOptions, library: Library) -> None:
    """Print the columns in which `portfolio run` takes submissions under the rule set SET.

    Each with its name, its type, its unit, its bounds and what it holds. With -o FILE.csv, .xlsx or
    .parquet it is a table with these columns, to be filled in.
    """
    from authorisation.usecases.portfolio.layout import layout_deliverable

    output = result.choose()
    output.deliver(layout_deliverable(library.rule_set(rules)))


def _say(found: PortfolioRun | SparkRun, refused: str) -> None:
    from authorisation.explain.words.quantities import format_count

    for each in found.row_by_row:
        say(f"row by row: {each.criterion}: {each.reason}", err=True)
    if found.why_no_outcomes:
        say(f"row by row: the outcome table: {found.why_no_outcomes}", err=True)
    say(f"worked out: {format_count(found.rows, 'row')}", err=True)
    for outcome, number in found.outcomes.items():
        say(f"  {number:,} {outcome or 'cannot tell yet'}", err=True)
    for text in found.repeated:
        say(text, err=True)
    if refused:
        was = "was" if found.refused == 1 else "were"
        say(f"{format_count(found.refused, 'row')} {was} refused: see {refused}", err=True)
