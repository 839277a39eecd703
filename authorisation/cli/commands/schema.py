"""`authorise schema`: JSON Schema of the files, so that editors complete and check."""

from __future__ import annotations

from pathlib import Path

import click

from authorisation.cli.options import output_option, rules_option, rules_root_option
from authorisation.cli.parameters import OneOf

KINDS = (
    *("questions", "ruleset", "parameters", "criteria", "outcomes", "cases"),
    *("regime", "regime-cases", "returns"),
    *("submission", "judgements", "editions"),
)


@click.command("schema", short_help="JSON Schema of the files, for editors.")
@click.argument("kind", metavar="[KIND]", type=OneOf(KINDS), default="submission")
@rules_option
@output_option
@rules_root_option
def command(kind: str, rules: str, output: str | None, rules_root: Path | None) -> None:
    """Print the JSON Schema of one kind of file, for editors that complete and check.

    KIND is submission (when left out), judgements, questions, ruleset, parameters, criteria,
    outcomes, cases, regime, regime-cases, returns or editions. That of a submission knows every
    question.
    """
    from authorisation.usecases.delivery.rule_sets import render_file_schema
    from authorisation.usecases.filesystem.files import write_all

    schema = render_file_schema(kind, rules, rules_root)
    if output is None:
        click.echo(schema, nl=False)
    else:
        write_all({Path(output): schema.encode()})
