"""`authorise mutate`: which small changes of the rules no case notices."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import progress, say
from authorisation.cli.parameters import Command, with_remedy
from authorisation.errors import ExitCode
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.usecases.filesystem.files import FileWriter
    from authorisation.usecases.library import Library
    from authorisation.usecases.mutate import Mutation

FORMATS = (*PAGE_FORMATS, FileFormat.JSON)


@click.command("mutate", cls=Command, short_help="Find changes of rules that no case notices.")
@options.rule_sets_argument("rules", "SET|FILE...")
@click.option(
    "-k",
    "--only",
    "containing",
    metavar="TEXT",
    default="",
    help="Only changes of criteria, figures and triggers whose name has TEXT.",
)
@click.option(
    "--write",
    "cases",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the killing cases to FILE, for a person to adopt.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="How many processes run at once.  [default: one a processor]",
)
@options.result_format_option(FORMATS, "text: a log; html or markdown: a page; or json")
@options.output_option
@options.without_cache_option("Run every mutant")
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    containing: str,
    cases: Path | None,
    jobs: int | None,
    result: options.ResultOptions,
    no_cache: bool,
    library: Library,
) -> None:
    """Change the rules of each rule set SET in one small way after another, and run its cases.

    FILE, a file of a rule set, stands for all of it. Such a mutant is killed where a case comes out
    otherwise. One that survives is a change that somebody could make without any case noticing: it
    has its place, what is changed, and a killing case, which would notice. Mutants that come to the
    same for every submission are left out.

    Changed are comparisons, figures by a step, dates by a day, counts by one, all and any, every
    and some; a part or `applies` is left out, a test turned round, a severity changed; rows are
    swapped, and of the tables of a failure regime each cell is changed. Of a regime nothing is
    proved.

    Exits 12 when a mutant survives or a case comes out otherwise without any change, 14 when there
    was nothing to change, 0 when all are killed, and 13 before all these when the engine does not
    confirm what the solver found, a fault of this program.
    """
    from authorisation.policy.mutation.report import format_mutation_run, killing_cases
    from authorisation.usecases.delivery.cases import mutation
    from authorisation.usecases.filesystem.places import whole_rule_sets
    from authorisation.usecases.mutate import Mutation

    output = result.choose()
    sets = [
        Mutation(name, library, containing, cached=not no_cache) for name in whole_rule_sets(rules)
    ]
    ready = [_is_ready(each) for each in sets]
    if not all(ready):
        ctx.exit(ExitCode.FAILED)
    runs = [each.run(jobs=jobs, on_progress=progress(each.number, "mutants run")) for each in sets]
    found = killing_cases([run.portable for run in runs]).encode() if cases is not None else b""
    beside = partial(_add_cases, cases, found) if cases is not None and found else None
    output.deliver(mutation(runs), beside=beside)
    for run in runs:
        if result.output or not run.results:
            say(format_mutation_run(run), err=not run.results)
    if cases is not None and not found:
        say(f"{cases}: not written: there is no killing case", err=True)
    if any(run.fault for run in runs):
        ctx.exit(ExitCode.DISAGREES)
    if any(run.survivors for run in runs):
        ctx.exit(ExitCode.FAILED)
    ctx.exit(ExitCode.DONE if any(run.results for run in runs) else ExitCode.NOTHING_RUN)


def _add_cases(place: Path, cases: bytes, files: FileWriter) -> None:
    files.add(place, cases, new=True, called="the killing cases")


def _is_ready(mutation: Mutation) -> bool:
    """Whether its own cases come out as they say; those that do not are named."""
    from authorisation.policy.cases.results import format_case_result

    for result in (*mutation.failed, *mutation.failed_inherited):
        say(format_case_result(result), err=True)
    if mutation.failed:
        message = "mutants say nothing where cases come out otherwise already"
        remedy = "put the rules or these cases right, then try again"
        say(with_remedy(message, remedy), err=True)
    elif mutation.failed_inherited:
        message = "mutants are run without these inherited cases, which come out otherwise already"
        say(with_remedy(message, "amend them in this rule set, or put its rules right"), err=True)
    return not mutation.failed
