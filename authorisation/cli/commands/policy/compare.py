"""`authorise compare`: what a change of rules means, and whom it moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import progress, progress_of_each, say, say_unused
from authorisation.cli.parameters import Command, parse_day, usage_error
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.cli.deliver import Output
    from authorisation.errors import ExitCode
    from authorisation.usecases.assessing.assess import Request
    from authorisation.usecases.assessing.compare_rules import Comparer, RulesComparisonRun
    from authorisation.usecases.filesystem.inputs import InputFiles
    from authorisation.usecases.portfolio.compare import TableComparison

FORMATS = (*PAGE_FORMATS, FileFormat.JSON, FileFormat.CSV, FileFormat.PARQUET)


@click.command(
    "compare", cls=Command, short_help="What changes from one rule set to another, and for whom."
)
@click.argument("old", metavar="OLD", shell_complete=options.complete_rule_set)
@click.argument("new", metavar="[NEW]", required=False, shell_complete=options.complete_rule_set)
@click.argument("further", metavar="", nargs=-1)
@click.option(
    "--on",
    "inputs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="INPUT",
    help="Applications to assess under both: files, a folder of them, or a table as `authorise"
    " portfolio run` takes it.",
)
@options.recursive_option
@click.option("--table", metavar="NAME", default="", help="The table of a database with several.")
@options.request_options(
    options.as_of_option,
    click.option(
        "--new-as-of",
        callback=parse_day,
        metavar="DATE",
        help="The day for NEW, where that is another: one set may be compared on two days.",
    ),
    options.stage_option,
    options.assessor_option,
    options.set_option,
)
@click.option(
    "--unanswered",
    is_flag=True,
    help="Say what changes mean for submissions with answers missing too: at self-assessment, or"
    " with `--stage decision` at the decision, where what is missing is open.",
)
@options.time_limit_option("question")
@click.option("--complete", is_flag=True, help="These are all the applications there are.")
@options.result_format_option(
    FORMATS,
    "text, html or markdown: a page; json; csv: a row for each change or, with --on, each group;"
    " csv or parquet, of a table: a row for each group that comes out otherwise",
)
@options.output_option
@options.look_options
@options.no_cache_option
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    old: str,
    new: str | None,
    further: tuple[str, ...],
    inputs: tuple[Path, ...],
    recursive: bool,
    table: str,
    request: Request,
    new_as_of: date | None,
    unanswered: bool,
    time_limit: float,
    result: options.ResultOptions,
) -> None:
    """Compare two rule sets: what changed in the text, what that means, and whom it moves.

    OLD and NEW are rule sets, folders or editions (SET@EDITION). Without NEW it is OLD again, with
    other figures (--set) or on another day (--as-of and --new-as-of): what is in force then is
    compared.

    Every criterion and outcome is the same, stricter, looser or incomparable, which is proved of
    all submissions, with a submission that shows each difference, cut down to what it takes. Where
    the page says that its answers are the fewest that do, that is proved as well. So is each part
    of a failure regime that both have. Where the terms differ that takes a solver: python3 -m pip
    install '.[analysis]' in this program's folder.

    Without --as-of that is said of the last day on which a change begins, else of the first on
    which NEW is in force.

    With one application (--on FILE) the page has what each rule set says of it side by side: the
    outcome, every criterion with its reason, and the figures that differ. JSON has both; the page
    of the rules is had without --on, or with --unanswered.

    With --on each application is assessed under both: who moves, by what margin, and which change
    each move comes from, found by undoing one at a time, else together. Of a table, and of a folder
    of more than 500 where a page is asked for, moves are counted and the first of each are shown;
    -o FILE.parquet or, of a table, FILE.csv has all of them.

    Exits 0 whatever comes out, without a solver too, 2 to 6 when something cannot be used, and 13
    before these when the engine does not confirm what the solver found, a fault of this program.
    """
    from authorisation.usecases.filesystem.inputs import InputFiles, find_input_files
    from authorisation.usecases.portfolio.compare_input import compares_as_table

    old, new, inputs = _sides(old, new, further, inputs)
    _check_sides(new, request, new_as_of)
    judgements = request.judgements
    if not inputs and (judgements or request.complete or recursive or table):
        message = "`--assessor`, `--complete`, `--recursive` and `--table` are about applications"
        raise usage_error(message, "name them with `--on`")
    found = (
        find_input_files(inputs, recursive=recursive, beside=judgements)
        if inputs
        else InputFiles(())
    )
    output = result.choose(read=(*found.files, *judgements))
    before = request.against(old)
    now = replace(request, rules=new or old, as_of=new_as_of or request.as_of)
    run = _Run(before, now, found, output, partial=unanswered, time_limit=time_limit)
    if compares_as_table(inputs, found, output.to.form, judgements):
        ctx.exit(run.by_table(inputs[0], table, recursive=recursive))
    ctx.exit(run.by_engine())


@dataclass(frozen=True)
class _Run:
    """A comparison to run and deliver."""

    before: Request
    now: Request
    found: InputFiles
    output: Output
    partial: bool
    time_limit: float

    def by_engine(self) -> ExitCode:
        """Assess every file, if any, by the engine."""
        from authorisation.usecases.assessing.compare_rules import compare_files

        files, unread = self.found.files, self.found.unread
        show = progress(len(files))
        comparer = compare_files(files, self.before, self.now, show, unread=unread)
        run = self._compare(comparer if files else None)
        if run.assessed is not None:
            say_unused(run.assessed.unusable, unread, shown=self.output.on_screen)
        return self._deliver(run)

    def by_table(self, source: Path, table: str, *, recursive: bool) -> ExitCode:
        """Work a table out in the database."""
        from authorisation.usecases.portfolio.compare import table_comparison
        from authorisation.usecases.portfolio.run import PortfolioRequest

        old, new = (
            PortfolioRequest(each, source, table=table, recursive=recursive)
            for each in (self.before, self.now)
        )
        to = self.output.to
        with table_comparison(old, new, progress) as compared:
            code = self._deliver(self._compare(compared.applications), compared)
            shown = to.path is None and to.form in PAGE_FORMATS
            say_unused(compared.refused, self.found.unread, shown=shown)
            if refused := compared.format_refused(to.path):
                say(refused, err=True)
        return code

    def _compare(self, applications: Comparer | None) -> RulesComparisonRun:
        from authorisation.usecases.assessing.compare_rules import compare_rules

        return compare_rules(
            self.before,
            self.now,
            applications,
            progress_of_each("settled"),
            partial=self.partial,
            time_limit=self.time_limit,
            meant_for_all=self.partial or self.output.to.form is FileFormat.JSON,
        )

    def _deliver(self, run: RulesComparisonRun, by: TableComparison | None = None) -> ExitCode:
        from authorisation.usecases.delivery.comparison import rules_comparison

        made = rules_comparison(
            run,
            unread=self.found.unread,
            refused=by.refused if by else (),
            write_moved=by.write_moved if by else None,
        )
        output = self.output
        beside = by.refused_beside(output.to.path, output.read) if by else None
        output.deliver(made, beside=beside)
        return run.exit_code


def _sides(
    old: str, new: str | None, further: tuple[str, ...], inputs: tuple[Path, ...]
) -> tuple[str, str | None, tuple[Path, ...]]:
    """The rule sets and the inputs, where a shell made several files of what followed `--on`.

    Rule sets are never files.
    """
    named = [old, *([new] if new is not None else []), *further]
    files = [each for each in named if inputs and Path(each).is_file()]
    sides = [each for each in named if each not in files]
    if len(sides) not in (1, 2):
        extra = f"Got unexpected extra arguments ({' '.join(sides[2:])})" if sides else ""
        remedy = "name OLD, then NEW if there is one; files and folders follow `--on`"
        raise usage_error(extra or "no rule set is named", remedy)
    return sides[0], sides[1] if len(sides) > 1 else None, (*inputs, *map(Path, files))


def _check_sides(new: str | None, request: Request, new_as_of: date | None) -> None:
    """Refuse what leaves nothing to compare with, or one of two days open."""
    if new_as_of is not None and request.as_of is None:
        message = "`--new-as-of` is the day for NEW alone"
        raise usage_error(message, "give `--as-of` for OLD too")
    if new is None and not request.settings and new_as_of is None:
        remedy = "name a second rule set, or give `--set`, or `--as-of` and `--new-as-of`"
        raise usage_error("there is nothing to compare with", remedy)
