"""`authorise show`: a kept record as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import PAGE_FORMATS

if TYPE_CHECKING:
    from authorisation.usecases.library import Library

FORMATS = PAGE_FORMATS


@click.command("show", cls=Command, short_help="A kept record as a page.")
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@options.result_format_option(FORMATS)
@options.full_option
@options.output_option
@options.force_option
@options.look_options
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    record: Path,
    result: options.ResultOptions,
    full: bool,
    force: bool,
    library: Library,
) -> None:
    """Show a kept RECORD as the page of the assessment or history that it is of.

    RECORD is what `assess --record` kept, or what `assess` or `monitor` wrote with `--format json`;
    of several there is a list and the page of each. It is derived again by the edition of the rules
    that it names. Where every part comes out the same, the page is the one of that day, and says
    so. Where something comes out otherwise, or its rules are not here, the page is of what the
    record itself holds, and says what differs.

    \b
    Exits 0   every part comes out the same
          13  something comes out otherwise, or cannot be derived here: the page is of the record
          5 or 6 when the file is no record or cannot be read.
    """  # noqa: D301 click looks for the character itself
    from authorisation.usecases.records.show import ShownRecords

    shown = ShownRecords(record, library, full=full)
    output = result.choose(read=[record], paged=shown.several, several=shown.several)
    output.deliver(shown.deliverable(), force=force)
    ctx.exit(shown.exit_code)
