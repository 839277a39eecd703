"""`authorise new`: a small rule set of one's own, to change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from authorisation.cli.output import say
from authorisation.cli.parameters import Command, parse_day


@click.command("new", cls=Command, short_help="A small rule set of your own, to change.")
@click.argument("folder", metavar="SET", type=click.Path(path_type=Path))
@click.option("--title", metavar="TEXT", help="What it is called; else its name.")
@click.option(
    "--question-bank",
    "bank",
    metavar="NAME",
    default="",
    help="The file of the folder `questions`, beside SET, that its questions go into, without "
    "`.yaml`; else the name of SET. Their names begin with it.",
)
@click.option(
    "--in-force",
    callback=parse_day,
    metavar="DATE",
    default="2000-01-01",
    show_default=True,
    help="The first day on which it is in force.",
)
def command(folder: Path, title: str | None, bank: str, in_force: date) -> None:
    """Write a small rule set SET that checks and tests without a fault, for you to change.

    SET is a folder to make, such as `school-trusts` or `rules/school-trusts`. It holds three
    criteria, two figures, an outcome table, cases, and a sample of an application. Beside it stand
    `questions`, the bank that the rule sets there share, and `schemas`, by which editors complete
    and check the files. What is there already stays as it is, but for schemas.
    """
    from authorisation.usecases.starter.new_rule_set import SAMPLE, SCHEMAS, Start, write_rule_set

    start = Start(folder=folder, title=title, bank=bank, first_day=in_force)
    for place in write_rule_set(start):
        say(f"wrote {place}")
    say(
        f"wrote {folder.parent / SCHEMAS}, for editors\n"
        f"\nNext:\n"
        f"  authorise check {folder}\n"
        f"  authorise test {folder}\n"
        f"  authorise assess {folder / SAMPLE} --rules {folder}\n"
        f"Then change its files. No figure in them has a source."
    )
