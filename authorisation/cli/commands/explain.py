"""`authorise explain`: one criterion, with every judgement that it rests on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    as_of_option,
    color_option,
    format_option,
    judgements_option,
    no_cache_option,
    output_option,
    rules_option,
    rules_root_option,
    set_option,
    stage_option,
    width_option,
)
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import PAGE_FORMATS

if TYPE_CHECKING:
    from authorisation.usecases.library import Library

FORMATS = PAGE_FORMATS


@click.command("explain", cls=Command, short_help="One criterion, with every figure it rests on.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("criterion", metavar="CRITERION")
@rules_option
@as_of_option
@stage_option
@judgements_option
@set_option
@format_option(FORMATS)
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
    judgements: tuple[Path, ...],
    settings: tuple[str, ...],
    form: str | None,
    output: str | None,
    width: int | None,
    color: str,
    no_cache: bool,
    library: Library,
) -> None:
    """Explain what FILE comes to under one CRITERION, such as FIN-3a, or under all of a domain.

    A domain is named as in `ruleset.yaml`, such as finance, or by its title.

    Every figure is given with its date, its source, and by how much it was met or missed.
    """
    from authorisation.cli.deliver import Look, deliver
    from authorisation.model.submission import Stage
    from authorisation.usecases.assessing.assess import Request
    from authorisation.usecases.delivery.criterion import explain
    from authorisation.usecases.filesystem.destination import choose_destination

    read = [file, *judgements]
    to = choose_destination(form, output, FORMATS, read=read)
    request = Request(
        rules=rules,
        library=library,
        as_of=as_of,
        stage=None if stage is None else Stage(stage),
        settings=settings,
        judgements=judgements,
        cached=not no_cache,
    )
    deliver(explain(file, criterion, request), to, Look(width, color), read=read)
