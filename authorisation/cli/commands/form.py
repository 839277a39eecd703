"""`authorise form`: a blank submission, or a blank file of returns, to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    force_option,
    format_option,
    output_option,
    rules_argument,
    rules_root_option,
    stage_option,
)
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import FileFormat

if TYPE_CHECKING:
    from authorisation.model.submission import Stage
    from authorisation.usecases.library import Library

FORMATS = (FileFormat.YAML, FileFormat.XLSX)


@click.command("form", cls=Command, short_help="A blank submission or file of returns to fill in.")
@rules_argument
@stage_option
@click.option("--gates", is_flag=True, help="Only the questions that a gate looks at.")
@click.option(
    "--returns", is_flag=True, help="A blank file of returns, which `authorise monitor` reads."
)
@format_option(FORMATS, "yaml, or xlsx: a workbook")
@output_option
@force_option
@rules_root_option
def command(
    rules: str,
    stage: Stage | None,
    gates: bool,
    returns: bool,
    form: str | None,
    output: str | None,
    force: bool,
    library: Library,
) -> None:
    """Write a blank submission, or a blank file of returns, for the rule set SET.

    The questions that a gate looks at come first, with what each takes and why it is asked. YAML
    has each question as a comment over its place; a workbook has a row for each question, and a
    sheet for each list. With --returns: what an authorised group reports, period by period, and
    how causes are claimed. All load as they are: what you leave out counts as not answered.
    """
    from authorisation.cli.deliver import refuse_workbook_on_terminal
    from authorisation.model.submission import Stage
    from authorisation.usecases.blank_forms import (
        blank_file_of_returns,
        blank_submission,
        blank_workbook,
    )
    from authorisation.usecases.filesystem.destination import choose_destination

    to = choose_destination(form, output, FORMATS)
    workbook = to.form is FileFormat.XLSX
    if returns:
        if stage or gates or workbook:
            raise click.UsageError(
                "returns are filed as YAML, whole\n"
                "  help: leave out `--stage`, `--gates` and .xlsx beside `--returns`"
            )
        _put(blank_file_of_returns(rules, library).encode(), to.path, force=force)
        return
    at = stage or Stage.SELF_ASSESSMENT
    refuse_workbook_on_terminal(to)
    if workbook:
        data = blank_workbook(rules, library, stage=at, gates_only=gates)
    else:
        data = blank_submission(rules, library, stage=at, gates_only=gates).encode()
    _put(data, to.path, force=force)


def _put(data: bytes, output: Path | None, *, force: bool) -> None:
    if output is None:
        click.echo(data, nl=False)
        return
    from authorisation.usecases.filesystem.files import write_all
    from authorisation.usecases.filesystem.overwriting import refuse_overwriting

    if not force:
        refuse_overwriting(
            {output: data},
            "there is a file of that name, perhaps filled in already",
            "name another file, or add --force to write over it",
        )
    write_all({output: data}, new=() if force else [output])
