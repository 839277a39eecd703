"""`authorise explain`: one criterion, with every judgement that it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import (
    ResultOptions,
    look_options,
    no_cache_option,
    output_option,
    request_options,
    result_format_option,
    rules_root_option,
)
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import PAGE_FORMATS

if TYPE_CHECKING:
    from authorisation.usecases.assessing.assess import Request

FORMATS = PAGE_FORMATS


@click.command("explain", cls=Command, short_help="One criterion, with every figure it rests on.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("criterion", metavar="CRITERION")
@request_options()
@result_format_option(FORMATS)
@output_option
@look_options
@no_cache_option
@rules_root_option
def command(file: Path, criterion: str, request: Request, result: ResultOptions) -> None:
    """Explain what FILE comes to under one CRITERION, such as FIN-3a, or under all of a domain.

    A domain is named as in `ruleset.yaml`, such as finance, or by its title.

    Every figure is given with its date, its source, and by how much it was met or missed.
    """
    from authorisation.usecases.delivery.criterion import explain

    output = result.choose(read=[file, *request.judgements])
    output.deliver(explain(file, criterion, request))
