"""`authorise replay`: derive a kept decision again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import rules_root_option
from authorisation.cli.parameters import Command

if TYPE_CHECKING:
    from authorisation.usecases.library import Library


@click.command(
    "replay",
    cls=Command,
    short_help="Derive a kept decision again, and say what differs.",
)
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@click.option(
    "--rules", metavar="SET", help="Rules to derive it with, instead of those the record names."
)
@click.option(
    "--submission",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The application as it is now: say also which of its answers have changed since.",
)
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    record: Path,
    rules: str | None,
    submission: Path | None,
    library: Library,
) -> None:
    """Assess again what RECORD holds, with the rules found here, and say what differs.

    RECORD is what `assess --record` kept of an assessment, or what `assess` or `monitor` wrote with
    `--format json` of one or of several. The returns of a history are replayed again. Records that
    earlier versions of this program kept are read too.

    Exits 0 when the same comes out, and 13 when something differs: the rules, the version of
    this program, a finding, or the application where --submission names it.
    """
    from authorisation.cli.output import say
    from authorisation.records.mended_faults import describe_mended_faults
    from authorisation.usecases.replay import replay

    replayed = replay(record, library, rules, submission)
    for difference in replayed.differences:
        say(difference)
    for fault in describe_mended_faults(replayed.differences, replayed.restated):
        say(f"mended since, {fault}")
    if replayed.number == 1 and not replayed.differences:
        say(f"{record}: the record by itself: the same comes out")
    elif replayed.number > 1:
        same = replayed.number - replayed.differing
        came_out = f"{same} the same, {replayed.differing} otherwise"
        say(f"{record}: {replayed.number} records derived again: {came_out}")
    for change in replayed.changes:
        say(change)
    if submission is not None and not replayed.changes:
        say(f"{submission}: the application has not changed since")
    ctx.exit(replayed.exit_code)
