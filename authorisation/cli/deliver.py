"""A result put where it was asked for, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import click
import msgspec

from authorisation.cli.output import progress, style_of, wants_colour, width_of
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.text import render_sections
from authorisation.usecases.delivery.deliverable import Deliverable, render, render_folder
from authorisation.usecases.filesystem.destination import Destination
from authorisation.usecases.filesystem.files import folder_made, write_all
from authorisation.usecases.filesystem.overwriting import (
    refuse_overwriting_inputs,
    refuse_overwriting_work,
)

_WITHOUT_PAGES = (FileFormat.CSV, FileFormat.XLSX)


class Look(msgspec.Struct, frozen=True):
    """How text is laid out: as asked, else as fits where it goes."""

    width: int | None = None
    color: str = "never"


_PLAIN: Final = Look()


def deliver(
    made: Deliverable,
    to: Destination,
    look: Look = _PLAIN,
    *,
    read: Sequence[Path] = (),
    beside: Mapping[Path, bytes] | None = None,
    force: bool = False,
) -> None:
    """Print or write a result; `read` are kept, and `beside` is written with it.

    What is written beside it takes the place of nothing else, unless `force` is given.

    Raises:
        InvalidOption: something cannot be written there; then nothing is.
    """
    width = width_of(look.width, to.path)
    style = style_of(colour=wants_colour(look.color, to.path))
    if to.path is None:
        refuse_workbook_on_terminal(to)
        printed = render(made, to.form, width=width, style=style)
        files: dict[Path, bytes] = {}
    elif to.folder:
        files = render_folder(made, to.form, to.path, progress(len(made.stems), "written"))
    else:
        files = {to.path: render(made, to.form, width=width, style=style)}
    refuse_overwriting_inputs([*files, *(beside or ())], read)
    refuse_overwriting_work(files)
    files |= beside or {}
    with folder_made(to.path if to.folder else None):
        write_all(files, new=() if force else beside or ())
    if to.path is None:
        _print(printed, to.form)
    if made.aside and to.form in _WITHOUT_PAGES:
        click.echo(render_sections(made.aside, width=width), err=True, nl=False)


def refuse_workbook_on_terminal(to: Destination) -> None:
    """Refuse to print a workbook where somebody would have to read it."""
    if to.form is FileFormat.XLSX and to.path is None and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text: name a file with `--output FILE.xlsx`")


def _print(printed: bytes, form: FileFormat) -> None:
    if form is FileFormat.TEXT:
        # Whether to colour was decided already; click would take it out of a pipe again.
        click.echo(printed.decode(), nl=False, color=True)
    else:
        # As made, whatever the terminal's own encoding and line ends.
        click.echo(printed, nl=False)
