"""`authorise schema`: JSON Schema of the files, so that editors complete and check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import output_option, rules_option, rules_root_option
from authorisation.cli.parameters import Command, OneOf, usage_error

if TYPE_CHECKING:
    from authorisation.usecases.library import Library

KINDS = (
    *("questions", "ruleset", "parameters", "criteria", "outcomes", "cases", "properties"),
    *("regime", "regime-cases", "returns"),
    *("submission", "assessor", "editions", "record", "comparison", "changes", "pools"),
)


class _SchemaKind(OneOf):
    """A kind of file; what an assessor's was called before stands for it still."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Give the kind, by the name of today."""
        return super().convert("assessor" if value == "judgements" else value, param, ctx)


@click.command("schema", cls=Command, short_help="JSON Schema of the files, for editors.")
@click.argument("kind", metavar="[KIND]", type=_SchemaKind(KINDS), default="submission")
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Every kind, each as KIND.schema.json in the folder that --output names.",
)
@rules_option
@output_option
@rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    kind: str,
    every: bool,
    rules: str,
    output: str | None,
    library: Library,
) -> None:
    """Print the JSON Schema of one kind of file, for editors that complete and check.

    KIND is submission (when left out), assessor, questions, ruleset, parameters, criteria,
    outcomes, cases, properties, regime, regime-cases, returns, editions, record, comparison,
    changes or pools. That of a submission knows every question; that of a record is of what
    `--record` and `--format json` write, and those of a comparison, of changes and of pools of what
    `authorise compare`, `changes` and `pool` write with `--format json`.

    A file of YAML names its schema in a line `# yaml-language-server: $schema=PLACE` at its top, by
    a place beside the file. Forms and `authorise new` write that line.
    """
    if every:
        _write_all(ctx, rules, output, library)
        return
    from authorisation.report.file_formats import FileFormat
    from authorisation.usecases.filesystem.destination import choose_destination
    from authorisation.usecases.filesystem.files import write_all
    from authorisation.usecases.filesystem.overwriting import refuse_overwriting_work
    from authorisation.usecases.schemas import render_file_schema

    to = choose_destination(None, output, (FileFormat.JSON,))
    schema = render_file_schema(kind, rules, library)
    if to.path is None:
        click.echo(schema, nl=False)
    else:
        files = {to.path: schema.encode()}
        refuse_overwriting_work(files)
        write_all(files)


def _write_all(ctx: click.Context, rules: str, output: str | None, library: Library) -> None:
    if ctx.get_parameter_source("kind") is not click.core.ParameterSource.DEFAULT:
        raise usage_error("`--all` is every kind", "leave out KIND, or `--all`")
    if output is None or (Path(output).suffix[1:].isalpha() and not Path(output).is_dir()):
        raise click.UsageError("several files need a folder: name it with `--output FOLDER`")
    from authorisation.usecases.schema_files import write_schemas

    write_schemas(Path(output), rules, library)
