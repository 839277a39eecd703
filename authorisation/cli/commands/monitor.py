"""`authorise monitor`: what returns after authorisation trigger, and what follows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import progress, say_unused
from authorisation.cli.parameters import Command, parse_day
from authorisation.report.file_formats import FileFormat

if TYPE_CHECKING:
    from authorisation.usecases.library import Library

FORMATS = (FileFormat.TEXT, FileFormat.HTML, FileFormat.MARKDOWN, FileFormat.JSON)


@click.command(
    "monitor",
    cls=Command,
    short_help="What returns after authorisation trigger, and what follows.",
)
@options.files_argument("RETURNS|FOLDER...")
@options.recursive_option
@click.option(
    "--rules",
    metavar="SET",
    help="The rule set whose failure regime is meant, for every file; else the one that each file"
    " names as `rules`, or that was in force when its last return came.",
    shell_complete=options.complete_rule_set,
)
@click.option(
    "--as-of",
    callback=parse_day,
    metavar="DATE",
    help="Replay as known on this day; else on the last day that a file tells of.",
)
@options.set_option
@options.result_format_option(
    FORMATS, "text; html, with charts; markdown; or json: the whole record"
)
@options.output_option
@options.force_option
@options.look_options
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    recursive: bool,
    rules: str | None,
    as_of: date | None,
    settings: tuple[str, ...],
    result: options.ResultOptions,
    force: bool,
    library: Library,
) -> None:
    """Replay groups' returns in order under a failure regime.

    RETURNS is one group's file of returns, which `authorise form SET --returns` writes blank and
    `authorise check` checks, in YAML or a workbook; a FOLDER stands for the files of returns in it
    (.yaml, .yml or .xlsx), and what else lies there is named, applications too. For each period:
    what fires and on what facts, how severe, which causes are claimed or accepted, how much is
    certainly not chance, what follows under which power, and what comes next. For several,
    `--format html --output DIR/` writes a page for each and a list of them, index.html.

    \b
    Exits 0   nothing fires in the latest period of any group
          10  something fires, or two files are of one group or give one code
          11  nothing surely fires, but something may; or a group is not authorised yet
          13  the second engine came to other conclusions
          2 to 7 when something cannot be used; README has the table.
    """  # noqa: D301 click looks for the character itself
    from authorisation.usecases.delivery.histories import histories
    from authorisation.usecases.filesystem.inputs import FILES_OF_RETURNS, find_input_files
    from authorisation.usecases.monitor import Monitoring, monitor_files

    found = find_input_files(files, FILES_OF_RETURNS, recursive=recursive)
    files = found.files
    output = result.choose(read=files, paged=True, several=found.several)
    request = Monitoring(rules=rules, library=library, as_of=as_of, settings=settings)
    run = monitor_files(files, request, progress(len(files), "replayed"), unread=found.unread)
    listed = found.several and bool(run.watched)
    say_unused(run.unusable, found.unread, shown=output.on_screen and listed)
    if run.watched:
        output.deliver(histories(run), force=force)
    ctx.exit(run.exit_code)
