"""`authorise monitor`: what returns after authorisation trigger, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.messages import say
from authorisation.cli.options import (
    color_option,
    output_option,
    rules_option,
    rules_root_option,
    set_option,
    width_option,
)
from authorisation.cli.parameters import OneOf, read_day

if TYPE_CHECKING:
    from authorisation.usecases.monitor import MonitorRun


@click.command("monitor", short_help="What returns after authorisation trigger, and what follows.")
@click.argument(
    "files",
    metavar="RETURNS|FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
@rules_option
@click.option(
    "--as-of",
    callback=read_day,
    metavar="DATE",
    help="Replay as known on this day; else on the last day that a file tells of.",
)
@set_option
@click.option(
    "--format",
    "form",
    type=OneOf(("text", "html", "json")),
    metavar="FORMAT",
    default="text",
    show_default=True,
    help="text, html with charts, or json: the whole record.",
)
@output_option
@width_option
@color_option
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    rules: str,
    as_of: date | None,
    settings: tuple[str, ...],
    form: str,
    output: Path | None,
    width: int | None,
    color: str,
    rules_root: Path | None,
) -> None:
    """Replay groups' returns in order under a failure regime.

    RETURNS is one group's file of returns, which `authorise form SET --returns` writes blank and
    `authorise check` checks; a FOLDER stands for the .yaml files in it. For each period: what
    fires and on what facts, how severe, which causes are claimed or accepted, how much is
    certainly not chance, what follows under which power, and what comes next. For several,
    `--format html --output DIR` writes a page for each and a list of them, index.html.

    \b
    Exits 0   nothing fires in the latest period of any group
          10  something fires
          11  nothing surely fires, but something may
          13  the second engine came to other conclusions
          2 to 7 when something cannot be used; README has the table.
    """  # noqa: D301 click looks for the character itself
    from authorisation.cli.output import emit, progress, style_of, wants_colour, width_of
    from authorisation.language.yaml.regular_files import is_folder
    from authorisation.usecases.filesystem.page_names import many_pages
    from authorisation.usecases.filesystem.places import submission_files
    from authorisation.usecases.monitor import Monitoring, monitor_files
    from authorisation.usecases.publish_histories import page

    found = submission_files(files)
    request = Monitoring(rules=rules, root=rules_root, as_of=as_of, settings=settings)
    run = monitor_files(found, request, progress(len(found), "replayed"))
    for failure in run.failures:
        say(failure, err=True)
    if run.watched:
        folder = output is not None and is_folder(output)
        if output and many_pages(form, output, several=len(found) > 1 or folder):
            _write_folder(run, output, found)
        else:
            style = style_of(colour=wants_colour(color, output))
            told = page(run, form=form, width=width_of(width, output), style=style)
            emit(told, output, read=found)
    ctx.exit(run.exit_code)


def _write_folder(run: MonitorRun, place: Path, read: Sequence[Path]) -> None:
    """Write a page for each group and the list of them, all or none, and no input over."""
    from authorisation.cli.output import progress
    from authorisation.usecases.filesystem.files import folder_made, write_all
    from authorisation.usecases.filesystem.overwriting import refuse_overwriting_inputs
    from authorisation.usecases.publish_histories import folder

    pages = folder(run, place, progress(len(run.watched), "written"))
    refuse_overwriting_inputs(pages, read)
    with folder_made(place):
        write_all(pages)
