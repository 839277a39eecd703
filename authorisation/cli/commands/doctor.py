"""`authorise doctor`: what this installation has and lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli.options import rules_root_option
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode

if TYPE_CHECKING:
    from authorisation.usecases.library import Library


@click.command("doctor", cls=Command, short_help="What this installation has and lacks.")
@rules_root_option
@click.pass_context
def command(ctx: click.Context, library: Library) -> None:
    """Look at Python, the libraries, the terminal and the rules, and say what is amiss.

    Exits 0 when all is well and 3 when something is not.
    """
    from authorisation.usecases.doctor import diagnose

    checks = diagnose(library)
    width = max(len(check.subject) for check in checks)
    for check in checks:
        mark = "ok   " if check.well else "AMISS"
        click.echo(f"{mark}  {check.subject:<{width}}  {check.says}")
    ctx.exit(ExitCode.DONE if all(check.well for check in checks) else ExitCode.AMISS)
