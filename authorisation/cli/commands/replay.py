"""`authorise replay`: derive a kept decision again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import rules_root_option
from authorisation.cli.output import say
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode, InvalidRecord, UnreadableFile

if TYPE_CHECKING:
    from authorisation.usecases.library import Library
    from authorisation.usecases.records.replay import Replayed


@click.command(
    "replay",
    cls=Command,
    short_help="Derive a kept decision again, and say what differs.",
)
@click.argument(
    "records",
    metavar="RECORD|FOLDER...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
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
    records: tuple[Path, ...],
    rules: str | None,
    submission: Path | None,
    library: Library,
) -> None:
    """Assess again what each RECORD holds, with the rules found here, and say what differs.

    RECORD is what `assess --record` kept of an assessment, or what `assess` or `monitor` wrote with
    `--format json` of one or of several. The returns of a history are replayed again. Records that
    earlier versions of this program kept are read too. A FOLDER stands for the records in it, and
    what else lies there is named.

    Exits 0 when the same comes out, and 13 when something differs: the rules, the version of
    this program, a finding, or the application where --submission names it; and 5 or 6 when a file
    cannot be used.
    """
    from authorisation.usecases.filesystem.inputs import find_record_files
    from authorisation.usecases.records.replay import replay

    found = find_record_files(records)
    for each in found.unread:
        say(f"not read: {each}", err=True)
    if len(found.files) > 1:
        if submission is not None:
            raise click.UsageError("`--submission` goes with one record: name that alone")
        ctx.exit(_replay_several(found.files, library, rules))
    (record,) = found.files
    replayed = replay(record, library, rules, submission)
    _say_differences(replayed)
    if replayed.number == 1 and not replayed.differences:
        say(f"{record}: the record by itself: the same comes out")
    elif replayed.number > 1:
        say(f"{record}: {_count(replayed.number, replayed.differing)}")
    for place in replayed.without_value:
        say(place)
    for change in replayed.changes:
        say(change)
    if submission is not None and not replayed.changes:
        say(f"{submission}: the application has not changed since")
    ctx.exit(replayed.exit_code)


def _replay_several(files: Sequence[Path], library: Library, rules: str | None) -> ExitCode:
    """Say what differs in each file, and count; a file that cannot be used keeps no other back."""
    from authorisation.usecases.records.replay import replay

    codes: list[ExitCode] = []
    number = differing = 0
    for file in files:
        try:
            replayed = replay(file, library, rules)
        except (InvalidRecord, UnreadableFile) as error:
            say(error, err=True)
            codes.append(error.exit_code)
            continue
        _say_differences(replayed, f"{file}: ")
        number, differing = number + replayed.number, differing + replayed.differing
        codes.append(replayed.exit_code)
    say(_count(number, differing))
    unusable = [code for code in codes if code not in (ExitCode.DONE, ExitCode.DIFFERS)]
    return unusable[0] if unusable else max(codes)


def _say_differences(replayed: Replayed, place: str = "") -> None:
    from authorisation.records.mended_faults import format_mended_faults

    for difference in replayed.differences:
        say(f"{place}{difference}")
    for fault in format_mended_faults(replayed.differences, replayed.restated):
        say(f"{place}mended since, {fault}")


def _count(number: int, differing: int) -> str:
    from authorisation.explain.words.quantities import plural

    came_out = f"{number - differing} the same, {differing} otherwise"
    return f"{number} {plural('record', number)} derived again: {came_out}"
