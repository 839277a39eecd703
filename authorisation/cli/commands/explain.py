"""`authorise explain`: one criterion, with every judgement that it rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.parameters import Command
from authorisation.report.file_formats import PAGE_FORMATS

if TYPE_CHECKING:
    from authorisation.usecases.assessing.assess import Request

FORMATS = PAGE_FORMATS


@click.command("explain", cls=Command, short_help="One criterion, with every figure it rests on.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("criterion", metavar="CRITERION")
@options.request_options()
@options.result_format_option(FORMATS)
@options.output_option
@options.look_options
@options.no_cache_option
@options.rules_root_option
def command(file: Path, criterion: str, request: Request, result: options.ResultOptions) -> None:
    """Explain what FILE comes to under one CRITERION, such as FIN-3a, or under all of a domain.

    A domain is named as in `ruleset.yaml`, such as finance, or by its title.

    Every figure is given with its date, its source, and by how much it was met or missed.
    """
    from authorisation.usecases.delivery.criterion import explain

    output = result.choose(read=[file, *request.judgements])
    output.deliver(explain(file, criterion, request))
