"""`authorise check`: every problem in rules and in what groups wrote, with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import DAYS, progress_of_each, say
from authorisation.cli.parameters import Command, usage_error, with_remedy
from authorisation.errors import ExitCode
from authorisation.report.file_formats import FileFormat
from authorisation.usecases import DEFAULT_SET

if TYPE_CHECKING:
    from authorisation.errors import UnreadableFile
    from authorisation.usecases.check import Checked
    from authorisation.usecases.filesystem.destination import Destination
    from authorisation.usecases.library import Library

FORMATS = (FileFormat.TEXT, FileFormat.JSON, FileFormat.SARIF, FileFormat.GITHUB)


@click.command(
    "check",
    cls=Command,
    short_help="Every problem in rules, submissions and returns, with its place.",
)
@options.rule_sets_argument("paths", "SET|FILE|FOLDER...")
@click.option(
    "--rules",
    metavar="SET",
    help="The rule set that files are checked under: a name that `authorise rules` lists, or a "
    f"folder. Else {DEFAULT_SET}; for returns and an assessor's file, the one that fits each best.",
)
@options.recursive_option
@click.option("--advice", is_flag=True, help="Also say what is allowed but unwise.")
@click.option(
    "--adopt",
    is_flag=True,
    help="Write down that the rules as they are now are the adopted edition.",
)
@click.option("--force", is_flag=True, help="With --adopt: replace what was adopted before.")
@options.result_format_option(
    FORMATS, "text: messages; for pipelines json, sarif (2.1.0), or github: commands of its log"
)
@options.output_option
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    rules: str | None,
    recursive: bool,
    advice: bool,
    adopt: bool,
    force: bool,
    result: options.ResultOptions,
    library: Library,
) -> None:
    """Check rule sets and what groups wrote, and list every problem, with its line and column.

    SET is the name of a rule set or its folder, or any file of it; FILE is a submission, a file of
    returns or an assessor's file, as its keys say; any other FOLDER stands for the files in it,
    and what else lies there is named first.
    Returns are replayed too, since some causes show only then that they cannot stand.

    Exits 0 when everything is usable, 3 when rules are not and 4 when a file is not.
    """
    from authorisation.usecases import adopt as adopting
    from authorisation.usecases import check as checking
    from authorisation.usecases.check_report import format_checked

    to = result.choose(read=map(Path, paths)).to
    as_messages = to.form is FileFormat.TEXT and to.path is None
    if adopt and not as_messages:
        raise usage_error("`--adopt` says what it wrote", "leave out the format")
    looked_at = progress_of_each(DAYS)
    checker = checking.Checker(rules, library, advice=advice, on_progress=looked_at)
    subjects, unread = checking.subjects(paths, library, recursive=recursive)
    if unread:
        read = sum(isinstance(each, str) for each in subjects)
        say(f"{read} read; {len(unread)} not read:", err=not as_messages)
    for each in unread:
        say(each, err=not as_messages)
    all_checked: list[Checked] = []
    for subject in subjects:
        checked = checker.check(subject) if isinstance(subject, str) else subject
        all_checked.append(checked)
        if as_messages:
            for line in format_checked(checked):
                say(line)
        if adopt and not checked.problems:
            say(adopting.adopt(checked.subject, library, force=force))
    if (missing := checker.without_solver) is not None:
        say(with_remedy("some advice needs the solver", missing.remedy), err=True)
    if not as_messages:
        _deliver(all_checked, unread, to)
    ctx.exit(next((each.exit_code for each in all_checked if each.exit_code), ExitCode.DONE))


def _deliver(checked: list[Checked], unread: tuple[UnreadableFile, ...], to: Destination) -> None:
    """Print or write what was found; a line for each subject is then said beside a file."""
    from authorisation.usecases.check_report import render_checks
    from authorisation.usecases.filesystem.files import write_all
    from authorisation.usecases.filesystem.overwriting import refuse_overwriting_work

    content = render_checks(to.form, checked, unread)
    if to.path is None:
        click.echo(content, nl=False)
        return
    refuse_overwriting_work({to.path: content})
    write_all({to.path: content})
    for each in checked:
        say(each.summary)
