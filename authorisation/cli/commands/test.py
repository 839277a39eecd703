"""`authorise test`: run the cases of rule sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    format_option,
    output_option,
    rule_sets_argument,
    rules_root_option,
)
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.policy.cases.results import CaseRun
    from authorisation.usecases.library import Library

FORMATS = (*PAGE_FORMATS, FileFormat.JSON, FileFormat.JUNIT)


@click.command("test", cls=Command, short_help="Run the cases of rule sets.")
@rule_sets_argument("rules", "SET|FILE...")
@click.option(
    "-k", "containing", metavar="TEXT", default="", help="Only cases whose name has TEXT."
)
@click.option("--list", "listing", is_flag=True, help="List the cases instead of running them.")
@format_option(FORMATS, "text: a log; html or markdown: a page; json; or junit, for pipelines")
@output_option
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    containing: str,
    listing: bool,
    form: str | None,
    output: str | None,
    library: Library,
) -> None:
    """Run the cases of each rule set SET: a few answers, and what must come out.

    FILE, a file of a rule set, stands for all of it. A child rule set also runs its parent's cases,
    except those it overrides by name.

    A case that comes out otherwise has what was expected beside what came out, and the judgements
    that decided it. With --output FILE a line for each rule set is printed as well.

    Exits 12 when a case comes out otherwise, 14 when there was none to run, and 0 when all are as
    they say.
    """
    from authorisation.cli.deliver import deliver
    from authorisation.cli.output import say
    from authorisation.policy.cases.words import format_run
    from authorisation.usecases.delivery.cases import cases
    from authorisation.usecases.filesystem.destination import choose_destination
    from authorisation.usecases.filesystem.places import whole_rule_sets
    from authorisation.usecases.run_cases import cases_of, run_cases

    names = whole_rule_sets(rules)
    if listing:
        for name in names:
            for case in cases_of(name, library, containing):
                say(f"{case.at}: {case.name}")
        return
    to = choose_destination(form, output, FORMATS)
    runs = [run_cases(name, library, containing) for name in names]
    deliver(cases(runs), to)
    for run in runs:
        if output or not run.results:
            say(format_run(run), err=not run.results)
        for problem in run.not_covered:
            say(f"advice: {problem}", err=True)
    ctx.exit(_exit_code(runs, containing))


def _exit_code(runs: Sequence[CaseRun], containing: str) -> ExitCode:
    if any(run.failed for run in runs):
        return ExitCode.FAILED
    # One set without such a case does no harm where another has one.
    ran = [bool(run.results) for run in runs]
    return ExitCode.DONE if (any(ran) if containing else all(ran)) else ExitCode.NOTHING_RUN
