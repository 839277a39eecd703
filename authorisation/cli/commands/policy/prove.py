"""`authorise prove`: prove or refute what a rule set promises of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import progress, say
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.policy.properties.results import PropertyRun
    from authorisation.usecases.library import Library

FORMATS = (*PAGE_FORMATS, FileFormat.JSON, FileFormat.JUNIT)


@click.command("prove", cls=Command, short_help="Prove what a rule set promises of everybody.")
@options.rules_argument
@click.argument("names", metavar="[PROPERTY...]", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the properties and prove none.")
@options.time_limit_option("property")
@options.result_format_option(
    FORMATS, "text: a log; html or markdown: a page; json; or junit, for pipelines"
)
@options.output_option
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: str,
    names: tuple[str, ...],
    listing: bool,
    time_limit: float,
    result: options.ResultOptions,
    library: Library,
) -> None:
    """Prove or refute the properties of the rule set SET, or those named PROPERTY.

    A property, in the folder `properties` of a rule set, says what is never or always so, whoever
    applies. It holds where that is proved of every submission, and is refuted where one is found
    for which it is not so; the smallest such submission is shown, as the engine confirms it.

    To prove takes a solver: python3 -m pip install '.[analysis]' in this program's folder. Without
    it submissions are tried, and what none of them refutes is undecided.

    Exits 12 when a property comes out otherwise than it says, 15 when one is undecided (as without
    a solver), 14 when there was none to prove, 0 when all are as promised, and 13 before all these
    when the engine does not confirm what the solver found, a fault of this program.
    """
    from authorisation.policy.properties.words import format_property_counts
    from authorisation.usecases.delivery.cases import properties
    from authorisation.usecases.filesystem.places import whole_rule_sets
    from authorisation.usecases.prove import properties_of, prove_properties

    (whole, *_) = whole_rule_sets([rules])
    chosen = properties_of(whole, library, names)
    if listing:
        for each in chosen:
            say(f"{each.at}: {each.id}: {each.title}")
        return
    output = result.choose()
    show = progress(len(chosen), "settled")
    run = prove_properties(whole, library, names, time_limit, show)
    output.deliver(properties([run]))
    if result.output or not run.results:
        say(format_property_counts(run), err=not run.results)
    ctx.exit(_exit_code(run))


def _exit_code(run: PropertyRun) -> ExitCode:
    if run.fault:
        return ExitCode.DISAGREES
    if run.failed:
        return ExitCode.FAILED
    if any(each.undecided for each in run.results):
        return ExitCode.UNDECIDED
    return ExitCode.DONE if run.results else ExitCode.NOTHING_RUN
