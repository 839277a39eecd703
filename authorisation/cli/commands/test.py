"""`authorise test`: run the cases of rule sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli.options import rule_sets_argument, rules_root_option
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode

if TYPE_CHECKING:
    from authorisation.usecases.library import Library


@click.command("test", cls=Command, short_help="Run the cases of rule sets.")
@rule_sets_argument("rules", "SET|FILE...")
@click.option(
    "-k", "containing", metavar="TEXT", default="", help="Only cases whose name has TEXT."
)
@click.option("--list", "listing", is_flag=True, help="List the cases instead of running them.")
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    containing: str,
    listing: bool,
    library: Library,
) -> None:
    """Run the cases of each rule set SET: a few answers, and what must come out.

    FILE, a file of a rule set, stands for all of it. A child rule set also runs its parent's cases,
    except those it overrides by name.

    Exits 12 when a case comes out otherwise, 14 when there was none to run, and 0 when all are as
    they say.
    """
    from authorisation.cli.output import say
    from authorisation.usecases.filesystem.places import whole_rule_sets
    from authorisation.usecases.run_cases import cases_of

    names = whole_rule_sets(rules)
    if listing:
        for name in names:
            for case in cases_of(name, library, containing):
                say(f"{case.at}: {case.name}")
        return
    codes = {_run(name, containing, library) for name in names}
    if ExitCode.FAILED in codes:
        ctx.exit(ExitCode.FAILED)
    # One set without such a case does no harm where another has one.
    nothing = codes == {ExitCode.NOTHING_RUN} if containing else ExitCode.NOTHING_RUN in codes
    ctx.exit(ExitCode.NOTHING_RUN if nothing else ExitCode.DONE)


def _run(name: str, containing: str, library: Library) -> ExitCode:
    from authorisation.cli.output import say
    from authorisation.policy.cases.words import format_failed_cases
    from authorisation.usecases.run_cases import run_cases

    run = run_cases(name, library, containing)
    for text in format_failed_cases(run.failed, run.rule_set):
        say(text)
    total, failed = len(run.results), len(run.failed)
    if not total:
        none = f"no case has `{containing}` in its name" if containing else "no cases"
        say(f"{name}: {none}", err=True)
        return ExitCode.NOTHING_RUN
    if failed:
        say(f"{name}: {failed} of {total} cases came out otherwise")
    else:
        say(f"{name}: all {total} cases came out as they say")
    for problem in run.not_covered:
        say(f"advice: {problem}", err=True)
    return ExitCode.FAILED if failed else ExitCode.DONE
