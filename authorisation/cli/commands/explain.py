"""`authorise explain`: one criterion, with every judgement that it rests on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from authorisation.cli.options import (
    as_of_option,
    color_option,
    judgements_option,
    no_cache_option,
    output_option,
    rules_option,
    rules_root_option,
    set_option,
    stage_option,
    width_option,
)
from authorisation.cli.parameters import OneOf


@click.command("explain", short_help="One criterion, with every figure it rests on.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("criterion", metavar="CRITERION")
@rules_option
@as_of_option
@stage_option
@judgements_option
@set_option
@click.option(
    "--format",
    "form",
    type=OneOf(("text", "html", "markdown")),
    metavar="FORMAT",
    default="text",
    show_default=True,
    help="text, html or markdown.",
)
@output_option
@width_option
@color_option
@no_cache_option
@rules_root_option
def command(
    file: Path,
    criterion: str,
    rules: str,
    as_of: date | None,
    stage: str | None,
    judgements: Path | None,
    settings: tuple[str, ...],
    form: str,
    output: Path | None,
    width: int | None,
    color: str,
    no_cache: bool,
    rules_root: Path | None,
) -> None:
    """Explain what FILE comes to under one CRITERION, such as FIN-3a.

    Every figure is given with its date, its source, and by how much it was met or missed.
    """
    from authorisation.cli.output import emit, style_of, wants_colour, width_of
    from authorisation.model.submission import Stage
    from authorisation.usecases.assess import Request
    from authorisation.usecases.explain import explain, explain_as

    request = Request(
        rules=rules,
        root=rules_root,
        as_of=as_of,
        stage=None if stage is None else Stage(stage),
        settings=settings,
        judgements=judgements,
        cached=not no_cache,
    )
    read = [file, *([judgements] if judgements else [])]
    if form != "text":
        emit(explain_as(form, file, criterion, request), output, read=read)
        return
    style = style_of(colour=wants_colour(color, output))
    told = explain(file, criterion, request, width=width_of(width, output), style=style)
    emit(told, output, read=read)
