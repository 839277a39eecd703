"""`authorise assess`: what the rules indicate for one or more submissions."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    as_of_option,
    color_option,
    force_option,
    format_option,
    judgements_option,
    no_cache_option,
    output_option,
    recursive_option,
    rules_option,
    rules_root_option,
    set_option,
    stage_option,
    width_option,
)
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

FORMATS = (
    *(FileFormat.TEXT, FileFormat.JSON, FileFormat.HTML, FileFormat.MARKDOWN),
    *(FileFormat.CSV, FileFormat.XLSX),
)

if TYPE_CHECKING:
    from authorisation.usecases.assessing.assess import AssessmentRun
    from authorisation.usecases.filesystem.files import FileWriter
    from authorisation.usecases.library import Library


@click.command(
    "assess",
    cls=Command,
    short_help="What the rules indicate for submissions, and why.",
)
@click.argument(
    "files",
    metavar="FILE|FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
)
@recursive_option
@rules_option
@as_of_option
@stage_option
@judgements_option
@set_option
@format_option(
    FORMATS,
    "text; json: the whole record, with every step; html or markdown: pages; csv or xlsx: a row "
    "for each group; xlsx also for each finding, without personal answers",
)
@click.option("--findings", is_flag=True, help="In CSV, a row for each finding of each group.")
@click.option("--full", is_flag=True, help="Every judgement, not only the decisive ones.")
@output_option
@click.option(
    "--record",
    type=click.Path(),
    metavar="FILE|FOLDER",
    help="Keep the record, for `authorise replay`; in a FOLDER, one for each submission. A FOLDER "
    "that ends in / is made where there is none.",
)
@click.option(
    "--second-opinion",
    is_flag=True,
    help="Have a second engine derive every verdict again; a record always says what it says.",
)
@click.option(
    "--against",
    metavar="SET",
    help="Show only who comes out otherwise than under these rules, which no --set touches.",
)
@click.option("--complete", is_flag=True, help="These are all the applications there are.")
@force_option
@width_option
@color_option
@no_cache_option
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    recursive: bool,
    rules: str,
    as_of: date | None,
    stage: str | None,
    judgements: tuple[Path, ...],
    settings: tuple[str, ...],
    form: str | None,
    findings: bool,
    full: bool,
    output: str | None,
    record: str | None,
    second_opinion: bool,
    against: str | None,
    complete: bool,
    force: bool,
    width: int | None,
    color: str,
    no_cache: bool,
    library: Library,
) -> None:
    """Assess submissions: what the rules indicate, why, and what to answer next.

    FILE is a submission, as YAML or as a workbook (.xlsx), or - for stdin; a FOLDER stands for the
    submissions in it, and what else lies there is named. For several there is a list, sorted by
    what needs a person, and whatever they contradict each other in; csv, xlsx and json have them in
    the order of the files. For several, `--format html --output DIR/` writes a page for each and a
    list of them, index.html. With `--against` the code is 0 whatever comes out otherwise.

    \b
    Exits 0   settled, and every gate and condition is met or does not apply
          10  settled, but a gate or condition is not met or not shown
          11  cannot tell yet: answers are missing
          2 to 6 when something cannot be used; README has the table.
    """  # noqa: D301 click looks for the character itself
    from msgspec.structs import astuple

    from authorisation.cli.deliver import Look, deliver
    from authorisation.cli.messages import say_unused
    from authorisation.cli.output import progress
    from authorisation.model.submission import Stage
    from authorisation.usecases.assessing.assess import Request, start_run
    from authorisation.usecases.filesystem.destination import choose_destination
    from authorisation.usecases.filesystem.inputs import find_input_files

    found, unread = astuple(find_input_files(files, recursive=recursive, beside=judgements))
    read = (*found, *judgements)
    several, paged = len(found) > 1 or bool(unread), against is None
    to = choose_destination(form, output, FORMATS, read=read, paged=paged, several=several)
    if findings and to.form not in (FileFormat.CSV, FileFormat.XLSX):
        raise click.UsageError(
            "`--findings` is for tables: add `--format csv`, or leave it out: the other formats "
            "have the findings by themselves"
        )
    look, on_screen = Look(width, color), to.path is None and to.form is not FileFormat.JSON
    request = Request(
        rules=rules,
        library=library,
        as_of=as_of,
        stage=None if stage is None else Stage(stage),
        settings=settings,
        judgements=judgements,
        complete=complete,
        cached=not (no_cache or record or form == "json"),  # what is kept rests on the files alone
    )
    if against is not None:
        if record or second_opinion or full:
            raise click.UsageError(
                "`--against` gives a list of its own, without `--record`, `--second-opinion`, "
                "`--full`"
            )
        from authorisation.usecases.assessing.compare import compare
        from authorisation.usecases.delivery.comparison import comparison

        compared = compare(found, request, against, progress(len(found)), unread=unread)
        say_unused(compared.unusable, unread, shown=on_screen and bool(compared.changes))
        if compared.changes:
            deliver(comparison(compared, findings=findings), to, look, read=read)
        ctx.exit(compared.exit_code)
    from contextlib import AbstractContextManager, nullcontext

    from authorisation.usecases.delivery.assessments import assessments, watch_rows
    from authorisation.usecases.filesystem.files import folder_made

    run = start_run(found, request, progress(len(found)), unread=unread)
    if several and to.form in PAGE_FORMATS:
        watch_rows(run)
    opinions: AbstractContextManager[None] = nullcontext()
    if second_opinion or record is not None:
        from authorisation.usecases.assessing.second_opinions import second_opinions

        opinions = second_opinions(run)
    with opinions:
        made = assessments(
            run, several=several, full=full, with_opinions=second_opinion, findings=findings
        )
        if several or run.assessments:
            to_folder = record is not None and record.endswith(("/", os.sep))
            with folder_made(Path(record or "") if to_folder else None):
                deliver(made, to, look, read=read, beside=_records(run, record, force=force))
    say_unused(run.unusable, unread, shown=on_screen and several)
    ctx.exit(run.exit_code)


def _records(
    run: AssessmentRun, place: str | None, *, force: bool
) -> Callable[[FileWriter], None] | None:
    """What writes the records of a run beside its result; None where none are to be kept."""
    if place is None:
        return None
    from authorisation.usecases.delivery.records import keep_records

    return partial(keep_records, run, Path(place), force=force)
