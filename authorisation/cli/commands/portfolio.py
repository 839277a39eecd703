"""`authorise portfolio`: many submissions at once, as a table."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    as_of_option,
    format_option,
    output_option,
    recursive_option,
    rules_argument,
    rules_root_option,
    set_option,
    stage_option,
)
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.model.submission import Stage
    from authorisation.usecases.library import Library
    from authorisation.usecases.portfolio.run import PortfolioRun

FORMATS = (FileFormat.PARQUET, FileFormat.CSV, FileFormat.XLSX)
LAYOUT_FORMATS = (*PAGE_FORMATS, FileFormat.JSON, *FORMATS)


@click.group("portfolio", short_help="Many submissions at once, as a table.")
def command() -> None:
    """Work out the findings of many submissions at once, as a table.

    To do so takes a database: python3 -m pip install '.[portfolio]' in this program's folder.
    """


@command.command("run", cls=Command, short_help="Work out a table of submissions.")
@rules_argument
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the results to FILE, which ends in .parquet, .csv or .xlsx, whole or not at all.",
)
@click.option(
    "--refused",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the rows that cannot be used to FILE, in the format that its name ends in; else to"
    " a CSV beside the results.",
)
@recursive_option
@click.option("--table", metavar="NAME", default="", help="The table of a database with several.")
@as_of_option
@stage_option
@set_option
@click.option("--complete", is_flag=True, help="These are all the applications there are.")
@click.option(
    "--strict",
    is_flag=True,
    help="Refuse rules of which a part would be evaluated row by row.",
)
@rules_root_option
@click.pass_context
def run(
    ctx: click.Context,
    rules: str,
    source: Path,
    output: Path,
    refused: Path | None,
    recursive: bool,
    table: str,
    as_of: date | None,
    stage: Stage | None,
    settings: tuple[str, ...],
    complete: bool,
    strict: bool,
    library: Library,
) -> None:
    """Work out what every row of INPUT comes to under the rule set SET, and write it as a table.

    INPUT is a folder of submissions, or a table with the columns that `authorise portfolio layout
    SET` prints: a file that ends in .csv, .parquet, .duckdb or .sqlite.

    A row that cannot be used is written to a file of refused rows, with its number, its column and
    the reason, and the rest goes on.

    Exits 4 when a row was refused, else 0.
    """
    from authorisation.cli.output import progress, say_unused
    from authorisation.usecases.filesystem.destination import choose_destination
    from authorisation.usecases.filesystem.inputs import find_input_files
    from authorisation.usecases.portfolio.run import PortfolioRequest, portfolio_run
    from authorisation.usecases.portfolio.write import refused_place, write_results

    read = find_input_files([source], recursive=recursive)
    to = choose_destination(None, str(output), FORMATS, read=read.files)
    if to.path is None:
        raise click.UsageError("`--output`: name a file; a table is not printed")
    left = choose_destination(None, str(refused or refused_place(output)), FORMATS, read=read.files)
    request = PortfolioRequest(
        rules=rules,
        source=source,
        recursive=recursive,
        table=table,
        library=library,
        as_of=as_of,
        stage=stage,
        settings=settings,
        complete=complete,
        strict=strict,
    )
    with portfolio_run(request, progress) as found:
        place = write_results(found, output, to.form, refused, left.form)
    say_unused((), read.unread, shown=False)
    _say(found, place)
    ctx.exit(ExitCode.INVALID_SUBMISSION if found.refused else ExitCode.DONE)


@command.command("layout", cls=Command, short_help="The columns of a table of submissions.")
@rules_argument
@format_option(
    LAYOUT_FORMATS,
    "text, html, markdown or json: the columns; csv, xlsx or parquet: a"
    " table with these columns and no row",
)
@output_option
@rules_root_option
def layout(rules: str, form: str | None, output: str | None, library: Library) -> None:
    """Print the columns in which `portfolio run` takes submissions under the rule set SET.

    Each with its name, its type, its unit, its bounds and what it holds. With -o FILE.csv, .xlsx or
    .parquet it is a table with these columns, to be filled in.
    """
    from authorisation.cli.deliver import deliver
    from authorisation.usecases.filesystem.destination import choose_destination
    from authorisation.usecases.portfolio.layout import layout_deliverable

    to = choose_destination(form, output, LAYOUT_FORMATS)
    deliver(layout_deliverable(library.rule_set(rules)), to)


def _say(found: PortfolioRun, refused: Path | None) -> None:
    from authorisation.cli.output import say
    from authorisation.explain.words.quantities import format_count

    for each in found.row_by_row:
        say(f"row by row: {each.criterion}: {each.reason}", err=True)
    if found.why_no_outcomes:
        say(f"row by row: the outcome table: {found.why_no_outcomes}", err=True)
    say(f"worked out: {format_count(found.rows, 'row')}", err=True)
    for outcome, number in found.outcomes.items():
        say(f"  {number:,} {outcome or 'cannot tell yet'}", err=True)
    for told in found.twice:
        say(told, err=True)
    if refused is not None:
        was = "was" if found.refused == 1 else "were"
        say(f"{format_count(found.refused, 'row')} {was} refused: see {refused}", err=True)
