"""`authorise assess`: what the rules indicate for one or more submissions."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import progress, say_unused
from authorisation.cli.parameters import Command, usage_error
from authorisation.errors import InvalidOption
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

FORMATS = (
    *(FileFormat.TEXT, FileFormat.JSON, FileFormat.HTML, FileFormat.MARKDOWN),
    *(FileFormat.CSV, FileFormat.XLSX),
)

if TYPE_CHECKING:
    from authorisation.cli.deliver import Output
    from authorisation.engine.analysis.answer_changes import SmallestChange
    from authorisation.errors import ExitCode
    from authorisation.usecases.assessing.assess import AssessmentRun, Request
    from authorisation.usecases.filesystem.destination import Destination
    from authorisation.usecases.filesystem.files import FileWriter
    from authorisation.usecases.filesystem.inputs import InputFiles


@click.command(
    "assess",
    cls=Command,
    short_help="What the rules indicate for submissions, and why.",
)
@options.files_argument("FILE|FOLDER...", stdin=True)
@options.recursive_option
@options.request_options()
@options.result_format_option(
    FORMATS,
    "text; json: the whole record, with every step; html or markdown: pages; csv or xlsx: a row "
    "for each group; xlsx also for each finding, without personal answers",
)
@click.option("--findings", is_flag=True, help="In CSV, a row for each finding of each group.")
@options.full_option
@options.output_option
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
@click.option(
    "--what-would",
    metavar="OUTCOME",
    help="Say which fewest answers would have to change for one submission to come to this "
    "outcome, or settle it, each proved and confirmed; needs the solver (`authorise doctor`).",
)
@click.option(
    "--keep",
    metavar="PATH",
    multiple=True,
    help="With --what-would: this answer, or those of this group, stay; may be repeated.",
)
@click.option("--complete", is_flag=True, help="These are all the applications there are.")
@options.force_option
@options.look_options
@options.no_cache_option
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    recursive: bool,
    request: Request,
    result: options.ResultOptions,
    findings: bool,
    full: bool,
    record: str | None,
    second_opinion: bool,
    against: str | None,
    what_would: str | None,
    keep: tuple[str, ...],
    force: bool,
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
          7   the solver that --what-would needs is not installed
          13  the solver and the engine disagree, a fault of this program
          2 to 6 when something cannot be used; README has the table.
    """  # noqa: D301 click looks for the character itself
    from authorisation.usecases.filesystem.inputs import find_input_files

    found = find_input_files(files, recursive=recursive, beside=request.judgements)
    read = (*found.files, *request.judgements)
    output = result.choose(read=read, paged=against is None, several=found.several)
    if record:
        _check_record(record)
    to = output.to
    if findings and to.form not in (FileFormat.CSV, FileFormat.XLSX):
        raise click.UsageError(
            "`--findings` is for tables: add `--format csv`, or leave it out: the other formats "
            "have the findings by themselves"
        )
    if keep and what_would is None:
        raise click.UsageError("`--keep` says what `--what-would` may not change: add that")
    if against is not None:
        if what_would is not None:
            message = "`--against` gives a list of who comes out otherwise"
            raise usage_error(message, "leave out `--what-would`, or `--against`")
        if record or second_opinion or full:
            raise click.UsageError(
                "`--against` gives a list of its own, without `--record`, `--second-opinion`, "
                "`--full`"
            )
        ctx.exit(_compare(found, request, against, output, findings=findings))
    if what_would is not None:
        _check_what_would(found, to, record)
    # What is kept rests on the files alone.
    cached = request.cached and record is None and to.form is not FileFormat.JSON
    request = replace(request, cached=cached)
    in_full = full or findings or second_opinion or record is not None
    run = _start(found, request, to, in_full=in_full)
    with _opinions(run, wanted=second_opinion or record is not None):
        from authorisation.usecases.delivery.assessments import assessments

        made = assessments(
            run,
            several=found.several,
            full=full,
            with_opinions=second_opinion,
            findings=findings,
            what_would=_what_would(run, what_would, keep),
        )
        if found.several or run.assessments:
            with _folder_of_records(record):
                output.deliver(made, beside=_records(run, record, force=force), force=force)
    say_unused(run.unusable, found.unread, shown=output.on_screen and found.several)
    ctx.exit(run.exit_code)


def _check_record(record: str) -> None:
    """Refuse to keep a record under a new name that ends as that of another kind of file does."""
    place = Path(record)
    new = not record.endswith(("/", os.sep)) and not place.exists()
    if new and place.suffix and place.suffix.lower() not in FileFormat.JSON.endings:
        remedy = f"let the name end in {FileFormat.JSON.endings[0]}, or in / for a folder"
        raise InvalidOption(f"{place}: no record ends in `{place.suffix}`", remedy)


def _check_what_would(found: InputFiles, to: Destination, record: str | None) -> None:
    """Refuse what `--what-would` is not for."""
    if found.several:
        raise click.UsageError("`--what-would` is about one submission: name one FILE alone")
    if to.form in (FileFormat.CSV, FileFormat.XLSX):
        message = f"`--what-would` gives no table, and {to.form} is one"
        remedy = "choose another format, by `--format` or by how the name after `--output` ends"
        raise usage_error(message, remedy)
    if record:
        message = "`--what-would` keeps no record"
        raise usage_error(message, "leave out `--record`, or `--what-would`")


def _what_would(
    run: AssessmentRun, outcome: str | None, keep: tuple[str, ...]
) -> Sequence[SmallestChange]:
    """The smallest changes that would lead to an outcome; none where none was asked for."""
    if outcome is None or not run.assessments:
        return ()
    from authorisation.usecases.assessing.what_would import what_would

    run.assessments.finish()
    if run.unusable:
        return ()
    return what_would(run.program, run.assessments[0], outcome, keep)


def _compare(
    found: InputFiles,
    request: Request,
    against: str,
    output: Output,
    *,
    findings: bool,
) -> ExitCode:
    """Deliver who comes out otherwise than under other rules."""
    from authorisation.usecases.assessing.compare import compare
    from authorisation.usecases.delivery.comparison import comparison

    show_progress = progress(len(found.files))
    before = request.against(against)
    compared = compare(found.files, before, request, show_progress, unread=found.unread)
    shown = output.on_screen and bool(compared.changes)
    say_unused(compared.unusable, found.unread, shown=shown)
    if compared.changes:
        output.deliver(comparison(compared, findings=findings))
    return compared.exit_code


def _start(found: InputFiles, request: Request, to: Destination, *, in_full: bool) -> AssessmentRun:
    """Read the submissions; of several, a page lists what each comes to."""
    from authorisation.usecases.assessing.assess import start_run
    from authorisation.usecases.delivery.assessments import watch_rows

    paged = to.form in PAGE_FORMATS
    one_line_each = found.several and not to.folder and (paged or to.form is FileFormat.CSV)
    run = start_run(
        found.files,
        request,
        progress(len(found.files)),
        unread=found.unread,
        with_steps=in_full or not one_line_each,
    )
    if found.several and paged:
        watch_rows(run)
    return run


def _opinions(run: AssessmentRun, *, wanted: bool) -> AbstractContextManager[None]:
    """While this is open, a second engine says what it makes of each assessment, if wanted."""
    if not wanted:
        return nullcontext()
    from authorisation.usecases.assessing.second_opinions import second_opinions

    return second_opinions(run)


def _folder_of_records(record: str | None) -> AbstractContextManager[None]:
    """Make the folder that records go into, where the place ends as the name of one."""
    from authorisation.usecases.filesystem.files import folder_made

    marked = record is not None and record.endswith(("/", os.sep))
    return folder_made(Path(record or "") if marked else None)


def _records(
    run: AssessmentRun, place: str | None, *, force: bool
) -> Callable[[FileWriter], None] | None:
    """The writer of the records of a run beside its result; None where none are to be kept."""
    if place is None:
        return None
    from authorisation.usecases.delivery.records import keep_records

    return partial(keep_records, run, Path(place), force=force)
