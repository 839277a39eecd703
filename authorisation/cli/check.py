"""`authorise check`: every problem in rules and submissions, with its place."""

from __future__ import annotations

from pathlib import Path

import click

from authorisation.cli.options import rules_option, rules_root_option


@click.command("check", short_help="Every problem in rules and submissions, with its place.")
@click.argument("paths", metavar="SET|FILE|FOLDER...", nargs=-1, required=True)
@rules_option
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
    rules: str,
    advice: bool,
    adopt: bool,
    force: bool,
    rules_root: Path | None,
) -> None:
    """Check rule sets and submissions and list every problem, with its line and column.

    SET is the name of a rule set or its folder; FILE is a submission, checked against the
    questions of --rules, and any other FOLDER stands for the submissions in it.

    Exits 0 when everything is usable, 3 when rules are not and 4 when a submission is not.
    """
    from authorisation.cli.talk import say
    from authorisation.usecases import adopting, checking

    code = 0
    for path in checking.subjects(paths, rules_root):
        checked = checking.check(path, rules, rules_root, advice=advice)
        for problem in checked.problems:
            say(problem)
        for hint in checked.advice:
            say(f"advice: {hint}")
        say(checked.summary)
        if adopt and not checked.problems:
            say(adopting.adopt(path, rules_root, force=force))
        code = code or checked.exit_code
    ctx.exit(code)
