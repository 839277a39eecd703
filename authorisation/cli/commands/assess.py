"""`authorise assess`: what the rules indicate for one or more submissions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from authorisation.cli.options import (
    as_of_option,
    color_option,
    force_option,
    judgements_option,
    no_cache_option,
    output_option,
    rules_option,
    rules_root_option,
    set_option,
    stage_option,
    width_option,
)
from authorisation.cli.parameters import OneOf, read_place


@click.command("assess", short_help="What the rules indicate for submissions, and why.")
@click.argument(
    "files",
    metavar="FILE|FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, allow_dash=True),
)
@rules_option
@as_of_option
@stage_option
@judgements_option
@set_option
@click.option(
    "--format",
    "form",
    type=OneOf(("text", "json", "html", "markdown", "csv", "xlsx")),
    metavar="FORMAT",
    default="text",
    show_default=True,
    help="text; json: the whole record, with every step; html or markdown: pages; csv or xlsx: "
    "a row for each finding, without personal answers.",
)
@click.option("--full", is_flag=True, help="Every judgement, not only the decisive ones.")
@output_option
@click.option(
    "--record",
    callback=read_place,
    metavar="FILE|FOLDER",
    help="Keep the record, for `authorise replay`; in a FOLDER, one for each submission.",
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
    rules: str,
    as_of: date | None,
    stage: str | None,
    judgements: Path | None,
    settings: tuple[str, ...],
    form: str,
    full: bool,
    output: Path | None,
    record: Path | None,
    second_opinion: bool,
    against: str | None,
    complete: bool,
    force: bool,
    width: int | None,
    color: str,
    no_cache: bool,
    rules_root: Path | None,
) -> None:
    """Assess submissions: what the rules indicate, why, and what to answer next.

    FILE is a submission, as YAML or as a workbook (.xlsx), or - for stdin; a FOLDER stands for the
    submissions in it. For several there is a table, sorted by what needs a person, and whatever
    they contradict each other in. For several, `--format html --output DIR` writes a page for each
    and a list of them, index.html. With `--against` the code is 0 whatever comes out otherwise.

    \b
    Exits 0   settled, and every gate and condition is met or does not apply
          10  settled, but a gate or condition is not met or not shown
          11  cannot tell yet: answers are missing
          2 to 6 when something cannot be used; README has the table.
    """  # noqa: D301 click looks for the character itself
    from authorisation.cli.deliver import deliver
    from authorisation.cli.output import progress, wants_colour, width_of
    from authorisation.model.submission import Stage
    from authorisation.usecases.assess import Request, assess_files
    from authorisation.usecases.filesystem.places import submission_files

    found = submission_files(files)
    read = (*found, *([judgements] if judgements else []))
    request = Request(
        rules=rules,
        root=rules_root,
        as_of=as_of,
        stage=None if stage is None else Stage(stage),
        settings=settings,
        judgements=judgements,
        complete=complete,
        cached=not (no_cache or record or form == "json"),  # what is kept rests on the files alone
    )
    if against is not None:
        if form != "text" or record or second_opinion or full:
            raise click.UsageError("`--against` gives a list of its own, as text alone")
        from authorisation.cli.deliver_comparison import deliver_moves
        from authorisation.usecases.compare import compare

        compared = compare(found, request, against, progress(len(found)))
        looks = wants_colour(color, output)
        deliver_moves(compared, width_of(width, output), output, colour=looks, read=read)
        ctx.exit(compared.exit_code)
    run = assess_files(found, request, progress(len(found)))
    if second_opinion or record is not None:
        from authorisation.usecases.second_opinions import with_second_opinions

        run = with_second_opinions(run)
    deliver(
        run,
        several=len(found) > 1,
        form=form,
        full=full,
        width=width_of(width, output),
        colour=wants_colour(color, output),
        output=output,
        record=record,
        read=read,
        force=force,
        second_opinion=second_opinion,
    )
    ctx.exit(run.exit_code)
