"""`authorise compare`: what a change of rules means, and whom it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    as_of_option,
    complete_rule_set,
    format_option,
    judgements_option,
    look_options,
    no_cache_option,
    output_option,
    recursive_option,
    rules_root_option,
    set_option,
    stage_option,
    time_limit_option,
)
from authorisation.cli.output import Look, progress, progress_of_each, say_unused
from authorisation.cli.parameters import Command, read_day
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.model.submission import Stage
    from authorisation.usecases.library import Library

FORMATS = (*PAGE_FORMATS, FileFormat.JSON, FileFormat.CSV)


@click.command(
    "compare", cls=Command, short_help="What changes from one rule set to another, and for whom."
)
@click.argument("old", metavar="OLD", shell_complete=complete_rule_set)
@click.argument("new", metavar="[NEW]", required=False, shell_complete=complete_rule_set)
@click.option(
    "--on",
    "inputs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE|FOLDER",
    help="Applications to assess under both; for several, a folder, or `--on` before each file.",
)
@recursive_option
@as_of_option
@click.option(
    "--new-as-of",
    callback=read_day,
    metavar="DATE",
    help="The day for NEW, where that is another: one set may be compared on two days.",
)
@stage_option
@judgements_option
@set_option
@click.option(
    "--unanswered",
    is_flag=True,
    help="Say what changes mean for submissions with answers missing too: at self-assessment, or"
    " with `--stage decision` at the decision, where what is missing is open.",
)
@time_limit_option("question")
@click.option("--complete", is_flag=True, help="These are all the applications there are.")
@format_option(
    FORMATS,
    "text, html or markdown: a page; json; csv: a row for each change or, with --on, each group",
)
@output_option
@look_options
@no_cache_option
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str | None,
    inputs: tuple[Path, ...],
    recursive: bool,
    as_of: date | None,
    new_as_of: date | None,
    stage: Stage | None,
    judgements: tuple[Path, ...],
    settings: tuple[str, ...],
    unanswered: bool,
    time_limit: float,
    complete: bool,
    form: str | None,
    output: str | None,
    look: Look,
    no_cache: bool,
    library: Library,
) -> None:
    """Compare two rule sets: what changed in the text, what that means, and whom it moves.

    OLD and NEW are rule sets, folders or editions (SET@EDITION). Without NEW it is OLD again, with
    other figures (--set) or on another day (--as-of and --new-as-of): what is in force then is
    compared.

    Every criterion and outcome is the same, stricter, looser or incomparable, which is proved of
    all submissions, with a submission that shows each difference, cut down to what it takes. Where
    the page says that its answers are the fewest that do, that is proved as well, of outcomes with
    --unanswered. So is each part of a failure regime that both have. Where the terms differ that
    takes a solver: python3 -m pip install '.[analysis]' in this program's folder.

    Without --as-of that is said of the last day on which a change begins, else of the first on
    which NEW is in force.

    With --on each application is assessed under both: who moves, by what margin, and which change
    each move comes from, found by undoing one at a time, else together.

    Exits 0 whatever comes out, without a solver too, 2 to 6 when something cannot be used, and 13
    before these when the engine does not confirm what the solver found, a fault of this program.
    """
    from authorisation.cli.deliver import deliver
    from authorisation.usecases.assessing.assess import Request
    from authorisation.usecases.assessing.compare_rules import compare_rules
    from authorisation.usecases.delivery.comparison import rules_comparison
    from authorisation.usecases.filesystem.destination import choose_destination
    from authorisation.usecases.filesystem.inputs import InputFiles, find_input_files

    _check_sides(new, as_of, new_as_of, settings)
    if not inputs and (judgements or complete or recursive):
        raise click.UsageError(
            "`--judgements`, `--complete` and `--recursive` are about applications\n"
            "  help: name them with `--on`"
        )
    found = (
        find_input_files(inputs, recursive=recursive, beside=judgements)
        if inputs
        else InputFiles(())
    )
    read = (*found.files, *judgements)
    to = choose_destination(form, output, FORMATS, read=read)
    before = Request(
        rules=old,
        library=library,
        as_of=as_of,
        stage=stage,
        judgements=judgements,
        complete=complete,
        cached=not no_cache,
    )
    now = replace(before, rules=new or old, as_of=new_as_of or as_of, settings=settings)
    run = compare_rules(
        before,
        now,
        found.files,
        progress(len(found.files)),
        progress_of_each("settled"),
        unread=found.unread,
        partial=unanswered,
        time_limit=time_limit,
    )
    if run.assessed is not None:
        shown = to.path is None and to.form is not FileFormat.JSON
        say_unused(run.assessed.unusable, found.unread, shown=shown)
    deliver(rules_comparison(run), to, look, read=read)
    ctx.exit(run.exit_code)


def _check_sides(
    new: str | None, as_of: date | None, new_as_of: date | None, settings: tuple[str, ...]
) -> None:
    """Refuse what leaves nothing to compare with, or one of two days open."""
    if new_as_of is not None and as_of is None:
        raise click.UsageError(
            "`--new-as-of` is the day for NEW alone\n  help: give `--as-of` for OLD too"
        )
    if new is None and not settings and new_as_of is None:
        raise click.UsageError(
            "there is nothing to compare with\n"
            "  help: name a second rule set, or give `--set`, or `--as-of` and `--new-as-of`"
        )
