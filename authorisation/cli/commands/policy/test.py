"""`authorise test`: run the cases of rule sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import DAYS, progress, progress_of_each, say
from authorisation.cli.parameters import Command, parse_share, usage_error, with_remedy
from authorisation.errors import ExitCode
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.cli.deliver import Output
    from authorisation.policy.cases.results import CaseRun
    from authorisation.usecases.library import Library

FORMATS = (*PAGE_FORMATS, FileFormat.JSON, FileFormat.JUNIT)
COVERAGE_FORMATS = (*PAGE_FORMATS, FileFormat.JSON)


@click.command("test", cls=Command, short_help="Run the cases of rule sets.")
@options.rule_sets_argument("rules", "SET|FILE...")
@click.option(
    "-k", "containing", metavar="TEXT", default="", help="Only cases whose name has TEXT."
)
@click.option("--list", "listing", is_flag=True, help="List the cases instead of running them.")
@click.option(
    "--no-properties",
    "unproved",
    is_flag=True,
    help="Run the cases alone, and prove no property.",
)
@click.option(
    "--coverage",
    "measured",
    is_flag=True,
    help="Say what the cases look at and what they do not, instead of what they came to.",
)
@click.option(
    "--fail-under",
    callback=parse_share,
    metavar="PERCENT",
    help="With --coverage: fail where less than so much of a rule set is looked at.",
)
@options.result_format_option(
    FORMATS, "text: a log; html or markdown: a page; json; or junit, for pipelines"
)
@options.output_option
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    rules: tuple[str, ...],
    containing: str,
    listing: bool,
    unproved: bool,
    measured: bool,
    fail_under: Fraction | None,
    result: options.ResultOptions,
    library: Library,
) -> None:
    """Run the cases of each rule set SET: a few answers, and what must come out.

    FILE, a file of a rule set, stands for all of it. A child rule set also runs its parent's cases,
    except those it overrides by name.

    A case that comes out otherwise has what was expected beside what came out, and the judgements
    that decided it. With --output FILE a line for each rule set is printed as well.

    Where a solver is installed, the properties of the rule sets are proved or refuted too, as by
    `authorise prove`; what is undecided is no failure.

    --coverage counts what cases of each criterion look at: each of its comparisons met, not met
    and unknown, and deciding alone; each severity, message, outcome, and value of a figure; of a
    failure regime its triggers, figures, tables, responses and stages. What a child rule set
    changes is counted apart from what it inherits. As html it has the files of the rules line by
    line.

    Exits 12 when a case or a property comes out otherwise or --fail-under is missed, 14 when there
    was none to run, 13 when the solver and the engine disagree, a fault of this program, and 0 when
    all are as they say.
    """
    from authorisation.policy.cases.results import format_run
    from authorisation.report.found_problems import format_advice
    from authorisation.usecases.delivery.cases import cases
    from authorisation.usecases.filesystem.places import whole_rule_sets
    from authorisation.usecases.run_cases import cases_of

    if fail_under is not None and not measured:
        raise usage_error("`--fail-under` is about coverage", "add `--coverage`")
    if measured and result.form == str(FileFormat.JUNIT):
        raise click.UsageError("`junit` has the results of cases: leave out `--coverage`")
    if listing and measured:
        raise click.UsageError("`--list` runs no case: leave out `--coverage`")
    names = whole_rule_sets(rules)
    if listing:
        for name in names:
            for case in cases_of(name, library, containing):
                say(f"{case.at}: {case.name}")
        return
    if measured:
        output = replace(result, offered=COVERAGE_FORMATS).choose()
        ctx.exit(_measure(names, containing, library, output, fail_under))
    output = result.choose()
    runs = [_run(name, containing, library, proving=not unproved) for name in names]
    output.deliver(cases(runs))
    for run in runs:
        if result.output or not run.results:
            say(format_run(run), err=not run.results)
        for problem in run.not_covered:
            say(f"advice: {format_advice(problem)}", err=True)
    ctx.exit(_exit_code(runs, containing))


def _run(name: str, containing: str, library: Library, *, proving: bool) -> CaseRun:
    from authorisation.analysis.solver import REMEDY
    from authorisation.policy.properties.solver import is_installed
    from authorisation.usecases.prove import properties_containing
    from authorisation.usecases.run_cases import run_cases

    number = len(properties_containing(name, library, containing)) if proving else 0
    if number and not is_installed():
        named = "1 property was" if number == 1 else f"{number} properties were"
        message = with_remedy(f"{name}: {named} not proved", f"{REMEDY}, or --no-properties")
        say(message, err=True)
        number = 0
    show = progress(number, "properties settled")
    return run_cases(name, library, containing, proving=bool(number), on_progress=show)


def _measure(
    names: Sequence[str],
    containing: str,
    library: Library,
    output: Output,
    fail_under: Fraction | None,
) -> ExitCode:
    """Deliver the coverage of rule sets; what their cases came to otherwise is said beside it."""
    from authorisation.model.canonical import decimal_text
    from authorisation.policy.cases.report import format_cases
    from authorisation.policy.coverage.report import format_share
    from authorisation.usecases.delivery.cases import coverage
    from authorisation.usecases.run_cases import measure_cases

    show = progress_of_each(DAYS)
    both = [measure_cases(name, library, containing, show) for name in names]
    runs = [run for run, _ in both]
    for line in format_cases(runs):
        say(line, err=True)
    output.deliver(coverage([each for _, each in both]))
    code = _exit_code(runs, containing)
    for _, each in both:
        share = each.coverage.share
        if fail_under is not None and share < fail_under:
            least = f"{decimal_text(Decimal(fail_under.numerator) / fail_under.denominator * 100)}%"
            say(f"{format_share(each)}, which is less than {least}", err=True)
            code = code or ExitCode.FAILED
    return code


def _exit_code(runs: Sequence[CaseRun], containing: str) -> ExitCode:
    if any(run.properties and run.properties.fault for run in runs):
        return ExitCode.DISAGREES
    if any(run.failed or run.failed_properties for run in runs):
        return ExitCode.FAILED
    # One set without such a case does no harm where another has one.
    ran = [bool(run.results or run.properties) for run in runs]
    return ExitCode.DONE if (any(ran) if containing else all(ran)) else ExitCode.NOTHING_RUN
