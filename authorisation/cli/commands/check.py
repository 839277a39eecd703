"""`authorise check`: every problem in rules and in what groups wrote, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli.options import recursive_option, rule_sets_argument, rules_root_option
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode, list_problems
from authorisation.usecases import DEFAULT_SET

if TYPE_CHECKING:
    from authorisation.usecases.library import Library


@click.command(
    "check",
    cls=Command,
    short_help="Every problem in rules, submissions and returns, with its place.",
)
@rule_sets_argument("paths", "SET|FILE|FOLDER...")
@click.option(
    "--rules",
    metavar="SET",
    help="The rule set that files are checked under: a name that `authorise rules` lists, or a "
    f"folder. Else {DEFAULT_SET}; for returns and judgements, the one that fits each best.",
)
@recursive_option
@click.option("--advice", is_flag=True, help="Also say what is allowed but unwise.")
@click.option(
    "--adopt",
    is_flag=True,
    help="Write down that the rules as they are now are the adopted edition.",
)
@click.option("--force", is_flag=True, help="With --adopt: replace what was adopted before.")
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    rules: str | None,
    recursive: bool,
    advice: bool,
    adopt: bool,
    force: bool,
    library: Library,
) -> None:
    """Check rule sets and what groups wrote, and list every problem, with its line and column.

    SET is the name of a rule set or its folder, or any file of it; FILE is a submission, a file of
    returns or assessors' judgements, told by its keys; any other FOLDER stands for the files in it,
    and what else lies there is named first.
    Returns are replayed too, since some causes show only then that they cannot stand.

    Exits 0 when everything is usable, 3 when rules are not and 4 when a file is not.
    """
    from authorisation.cli.output import say
    from authorisation.usecases import adopt as adopting
    from authorisation.usecases import check as checking

    code = ExitCode.DONE
    checker = checking.Checker(rules, library, advice=advice)
    subjects, unread = checking.subjects(paths, library, recursive=recursive)
    if unread:
        say(f"{len(subjects)} read; {len(unread)} not read:")
    for each in unread:
        say(each)
    for path in subjects:
        checked = checker.check(path)
        for problem in list_problems(checked.problems):
            say(problem)
        for hint in checked.advice:
            say(f"advice: {hint}")
        say(checked.summary)
        if adopt and not checked.problems:
            say(adopting.adopt(path, library, force=force))
        code = code or checked.exit_code
    ctx.exit(code)
