"""`authorise pool`: with whom groups that fall short would reach the line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli import options
from authorisation.cli.output import progress_of_each, say_unused
from authorisation.cli.parameters import Command
from authorisation.errors import ExitCode
from authorisation.report.file_formats import PAGE_FORMATS, FileFormat

if TYPE_CHECKING:
    from authorisation.usecases.assessing.assess import Request

FORMATS = (*PAGE_FORMATS, FileFormat.JSON, FileFormat.CSV)


@click.command("pool", cls=Command, short_help="With whom a group would reach the line.")
@options.files_argument("[FILE|FOLDER...]", required=False)
@options.recursive_option
@click.option(
    "--near",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Who is near whom: a CSV of codes or names, under `code,near` in pairs, or under"
    " `code,area` by what they share. Else everybody is near everybody.",
)
@click.option(
    "--practices",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A practice file in the layout of epraccur.csv: which practices in no application would"
    " bring a group to the line? Takes `--sizes` too.",
)
@click.option(
    "--sizes",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="How much each practice brings: a CSV under `code,size`.",
)
@options.request_options(options.rules_option, options.as_of_option, options.set_option)
@click.option(
    "--each-once", is_flag=True, help="Have nobody in two of the pools for all groups at once."
)
@click.option(
    "--by-area",
    is_flag=True,
    help="Into how many pools can the practices of each area of `--near` be divided? FILE may then"
    " be left out.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 100),
    metavar="NUMBER",
    default=5,
    show_default=True,
    help="How many pools of one group to show, where there are more with as few partners.",
)
@options.time_limit_option("plan for all groups at once, or over all areas")
@options.result_format_option(
    FORMATS, "text, html or markdown: a page; json; csv: a row for each pool"
)
@options.output_option
@options.look_options
@options.no_cache_option
@options.rules_root_option
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    recursive: bool,
    near: Path | None,
    practices: Path | None,
    sizes: Path | None,
    request: Request,
    each_once: bool,
    by_area: bool,
    most: int,
    time_limit: float,
    result: options.ResultOptions,
) -> None:
    """With whom would each group that falls short on its own reach the line of the rules?

    FILEs are applications, and FOLDERs hold them. The rules say under `pooling` which figure is
    added up, and the line that the sum must reach.

    For each group that falls short: the sets of the fewest others that reach the line together,
    and what the rules would make of each, as a pool and as one group. Then pools for all of them
    at once, so that the fewest others join; that takes a solver:
    python3 -m pip install '.[pool]' in this program's folder.

    With whom to join is for the groups to settle. Nothing is ranked, and who is near whom is taken
    from --near alone.

    Exits 0 whatever comes out, and 2 to 6 when something cannot be used.
    """
    from authorisation.usecases.filesystem.inputs import find_input_files
    from authorisation.usecases.pool.find import PoolRequest, pools, pools_of_files

    tables = tuple(filter(None, (near, practices, sizes)))
    found = find_input_files(files, recursive=recursive, beside=tables)
    output = result.choose(read=(*found.files, *tables))
    wanted = PoolRequest(
        near=near,
        practices=practices,
        sizes=sizes,
        each_once=each_once,
        by_area=by_area,
        most=most,
        seconds=time_limit,
    )
    pools_found = pools_of_files(
        found.files, request, wanted, progress_of_each("looked at"), unread=found.unread
    )
    say_unused(pools_found.unusable, pools_found.unread, shown=output.on_screen)
    output.deliver(pools(pools_found))
    unusable = pools_found.unusable
    ctx.exit(unusable[0].exit_code if unusable else ExitCode.DONE)
