"""`authorise form`: a blank submission, or a blank file of returns, to fill in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from authorisation.cli.options import (
    force_option,
    output_option,
    rules_argument,
    rules_root_option,
    stage_option,
)
from authorisation.cli.parameters import OneOf

YAML = "yaml"
WORKBOOK = "xlsx"
_ENDINGS = {".yaml": YAML, ".yml": YAML, ".xlsx": WORKBOOK}


@click.command("form", short_help="A blank submission or file of returns to fill in.")
@rules_argument
@stage_option
@click.option("--gates", is_flag=True, help="Only the questions that a gate looks at.")
@click.option(
    "--returns", is_flag=True, help="A blank file of returns, which `authorise monitor` reads."
)
@click.option(
    "--format",
    "form",
    type=OneOf((YAML, WORKBOOK)),
    metavar="FORMAT",
    help="yaml, or xlsx: a workbook; else as FILE ends.  [default: yaml]",
)
@output_option
@force_option
@rules_root_option
def command(
    rules: str,
    stage: str | None,
    gates: bool,
    returns: bool,
    form: str | None,
    output: Path | None,
    force: bool,
    rules_root: Path | None,
) -> None:
    """Write a blank submission, or a blank file of returns, for the rule set SET.

    The questions that a gate looks at come first, with what each takes and why it is asked. YAML
    has each question as a comment over its place; a workbook has a row for each question, and a
    sheet for each list. With --returns: what an authorised group reports, period by period, and
    how causes are claimed. All load as they are: what you leave out counts as not answered.
    """
    from authorisation.model.submission import Stage
    from authorisation.usecases.blank_forms import (
        blank_file_of_returns,
        blank_submission,
        blank_workbook,
    )

    if returns:
        if stage or gates or _kind(form, output) == WORKBOOK:
            raise click.UsageError(
                "returns are filed as YAML, whole\n"
                "  help: leave out `--stage`, `--gates` and .xlsx beside `--returns`"
            )
        _put(blank_file_of_returns(rules, rules_root).encode(), output, force=force)
        return
    at = Stage(stage or Stage.SELF_ASSESSMENT)
    if _kind(form, output) != WORKBOOK:
        text = blank_submission(rules, rules_root, stage=at, gates_only=gates)
        _put(text.encode(), output, force=force)
        return
    if output is None and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text: name a file with `--output FILE.xlsx`")
    _put(blank_workbook(rules, rules_root, stage=at, gates_only=gates), output, force=force)


def _kind(form: str | None, output: Path | None) -> str:
    """Give the format asked for, or that of the file, whose ending must fit it."""
    if output is None or (output.exists() and not output.is_file()):
        return form or YAML
    kind = _ENDINGS.get(output.suffix.lower())
    if kind is None:
        message = f"{output}: a form is YAML or a workbook\n  help: let it end in .yaml or .xlsx"
        raise click.UsageError(message)
    if form is not None and form != kind:
        message = f"{output}: what ends so is not {form}\n  help: leave out `--format {form}`"
        raise click.UsageError(message)
    return kind


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
    write_all({output: data})
