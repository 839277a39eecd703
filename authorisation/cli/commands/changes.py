"""`authorise changes`: what changed for a group from one record or submission to the next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.usecases.assessing.assess import Request

FORMATS = (*PAGE_FORMATS, FileFormat.JSON, FileFormat.CSV)


@click.command(
    "changes",
    cls=Command,
    short_help="What changed for a group from one record or submission to the next.",
)
@click.argument("before", metavar="BEFORE", type=click.Path(path_type=Path))
@click.argument("after", metavar="AFTER", type=click.Path(path_type=Path))
@options.request_options(
    click.option(
        "--rules",
        metavar="SET",
        default="",
        help="The rule set of a submission; else that of the record beside it, or gpcc-2010.",
        shell_complete=options.complete_rule_set,
    ),
    *options.HOW_ASSESSED,
)
@options.result_format_option(FORMATS)
@options.output_option
@options.look_options
@options.rules_root_option
def command(
    before: Path,
    after: Path,
    request: Request,
    result: options.ResultOptions,
) -> None:
    """Say what changed for a group from BEFORE to AFTER: answers, findings and the outcome.

    Each is a record of one assessment (`assess --record`) or a submission (YAML or .xlsx). A
    finding that differs says which answer it comes from, where one alone moves it, or which do
    together. A record stands as it is; the options are for submissions. A submission beside a
    record is assessed as that was: by its rules, at its stage, with its figures. What assessors
    recorded in BEFORE holds of AFTER too where what it is on did not change; what does not hold is
    named. With --assessor the file named stands in its place.

    \b
    Exits 0 whatever changed; 2 to 6 when something cannot be used, or the two are of two groups.
    """  # noqa: D301 click looks for the character itself
    from authorisation.usecases.records.changes import find_changes
    from authorisation.usecases.records.changes_delivery import changes

    output = result.choose(read=[before, after, *request.judgements])
    output.deliver(changes(find_changes(before, after, request)))
