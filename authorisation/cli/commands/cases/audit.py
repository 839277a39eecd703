"""`authorise audit`: the signed chain of a store, verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from authorisation.cli.output import say
from authorisation.cli.parameters import Command
from authorisation.cli.stores import store_option
from authorisation.errors import ExitCode

if TYPE_CHECKING:
    from authorisation.casework.store import Store


@click.group("audit", short_help="The signed chain of a store, verified.")
def command() -> None:
    """Verify the chain of signed events in which a store keeps what was done.

    To do so takes a framework: python3 -m pip install '.[web]' in this program's folder.
    """


@command.command("verify", cls=Command, short_help="Whether anything was changed or removed.")
@click.option(
    "--head",
    metavar="FILE|HASH",
    help="What the end of the chain is held against: a copy of the file of heads that was kept "
    "elsewhere, or a head, as letters have it.",
)
@store_option
@click.pass_context
def verify(ctx: click.Context, head: str | None, store: Store) -> None:
    """Hold every event against its signature and its place, and the tables against the events.

    Each thing that was changed, removed, put into another order, copied from another case or cut
    off is named with its event. Without `--head` the end is held against the file of heads of the
    store, which whoever can change the database may be able to change as well.

    \b
    Exits 0   all is as it was signed
          13  something is not
          6   there is no store, or a file cannot be read.
    """  # noqa: D301 click looks for the character itself
    from authorisation.casework.audit.verify import verify_store
    from authorisation.explain.words.quantities import format_count

    report = verify_store(store, head)
    for fault in report.faults:
        say(fault)
    events, cases = format_count(report.events, "event"), format_count(report.cases, "case")
    state = f"{len(report.faults)} not as signed" if report.faults else "all as signed"
    say(f"{events} of {cases}: {state}")
    if not report.held_against:
        say("no file of heads is there: a cut at the end cannot be seen; see --head")
    elif head is None:
        say(
            f"held against {report.held_against}; a cut of both at their end cannot be seen: "
            "give --head a copy kept elsewhere, or the head on a letter"
        )
    ctx.exit(ExitCode.DIFFERS if report.faults else ExitCode.DONE)
