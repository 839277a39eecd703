"""`authorise form`: a blank submission to fill in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from authorisation.cli.options import output_option, rules_argument, rules_root_option, stage_option
from authorisation.cli.words import OneOf

WORKBOOK = "xlsx"


@click.command("form", short_help="A blank submission to fill in.")
@rules_argument
@stage_option
@click.option("--gates", is_flag=True, help="Only the questions that a gate looks at.")
@click.option(
    "--format",
    "form",
    type=OneOf(("yaml", WORKBOOK)),
    metavar="FORMAT",
    help="yaml, or xlsx: a workbook; else as FILE ends.  [default: yaml]",
)
@output_option
@rules_root_option
def command(
    rules: str,
    stage: str | None,
    gates: bool,
    form: str | None,
    output: Path | None,
    rules_root: Path | None,
) -> None:
    """Write a blank submission for the rule set SET, to be filled in.

    The questions that a gate looks at come first, with what each takes and why it is asked. YAML
    has each question as a comment over its place; a workbook has a row for each question, and a
    sheet for each list. Both load as they are: what you leave out counts as not answered.
    """
    from authorisation.cli.output import emit
    from authorisation.model.submission import Stage
    from authorisation.usecases.filling import blank_submission, blank_workbook

    at = Stage(stage or Stage.SELF_ASSESSMENT)
    ending = output.suffix.lower() if output else ""
    if (form or ending.lstrip(".")) != WORKBOOK:
        emit(blank_submission(rules, rules_root, stage=at, gates_only=gates), output)
        return
    if output is None and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text: name a file with `--output FILE.xlsx`")
    _emit_bytes(blank_workbook(rules, rules_root, stage=at, gates_only=gates), output)


def _emit_bytes(data: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(data, nl=False)
        return
    from authorisation.usecases.files import write_all

    write_all({output: data})
