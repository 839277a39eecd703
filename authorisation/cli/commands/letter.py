"""`authorise letter`: what is written to a group, as a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from authorisation.cli.options import rules_root_option
from authorisation.cli.output import progress_of_each, say
from authorisation.cli.parameters import Command

if TYPE_CHECKING:
    from authorisation.usecases.library import Library


@click.command("letter", cls=Command, short_help="The letter on a kept record, as a PDF.")
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE.pdf",
    help="The file to write; of several records a folder, which takes a letter for each.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="A folder with a `letter.typ` of your own, its pictures and its fonts.",
)
@rules_root_option
def command(record: Path, output: str, template: Path | None, library: Library) -> None:
    """Write the letter on a kept RECORD: to the group, from whoever the rules say decides.

    Of an assessment it has what was decided, where somebody added that to the record, else what the
    rules indicate; the reasons with their sources; the conditions, each with its due day; and how
    to answer. Of a self-assessment it is a paper for the group's own board. Of a history it has
    what fires, what is called for and by when. It is a tagged PDF (PDF/UA-1) of the record's day,
    set by Typst: the extra `letter` installs that. No letter is written of a record that comes out
    otherwise here.

    \b
    Exits 0   the letter is written
          2   it cannot be written there, or the template is refused
          7   Typst is not installed, or took longer than 20 seconds
          13  the record comes out otherwise here
          5 or 6 when the file is no record or cannot be read.
    """  # noqa: D301 click looks for the character itself
    from authorisation.report.letters.typesetting import OUR_TEMPLATE
    from authorisation.usecases.records.letter import write_letters

    write_letters(
        record,
        library,
        output,
        template or OUR_TEMPLATE,
        on_warning=lambda warning: say(warning, err=True),
        on_progress=progress_of_each("letters written:"),
    )
