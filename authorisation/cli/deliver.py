"""A result put where it was asked for, whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final

import click

from authorisation.cli.output import Look, progress, style_of, wants_colour, width_of
from authorisation.report.file_formats import FileFormat
from authorisation.report.formats.text import Style, render_sections
from authorisation.usecases.delivery.deliverable import Deliverable, render_folder, write
from authorisation.usecases.filesystem.destination import Destination
from authorisation.usecases.filesystem.files import (
    RECORD,
    FileWriter,
    files_written,
    folder_made,
    spooled,
)
from authorisation.usecases.filesystem.overwriting import (
    is_page_of_folder,
    refuse_overwriting,
    refuse_overwriting_inputs,
    refuse_overwriting_others,
    refuse_overwriting_work,
)

_WITHOUT_PAGES = (FileFormat.CSV, FileFormat.XLSX)
_NO_TEXT: Final = {FileFormat.XLSX: "a workbook", FileFormat.PARQUET: "Parquet"}
_ELSEWHERE = "name another file or folder, or add --force to write over it"
_PIECE: Final = 1_000_000
"""How much is printed at once, in bytes or characters."""


@dataclass(frozen=True, slots=True)
class Output:
    """The destination of a command's result, and its look there; what was `read` is kept."""

    to: Destination
    look: Look
    read: tuple[Path, ...]

    @property
    def on_screen(self) -> bool:
        """Whether a reader sees the result where messages go too."""
        return self.to.path is None and self.to.form is not FileFormat.JSON

    def deliver(
        self,
        made: Deliverable,
        *,
        beside: Callable[[FileWriter], object] | None = None,
        force: bool = False,
    ) -> None:
        """Print or write a result as it is made; nothing is put anywhere before all of it is.

        `beside` has more files written, while the result is made: those that are new take the place
        of nothing else. With `force` a result may take that of a record, and a page of a folder
        that of any other file.

        Raises:
            InvalidOption: something cannot be written there; then nothing is.
        """
        to = self.to
        refuse_workbook_on_terminal(to)
        width = width_of(self.look.width, to.path)
        style = style_of(colour=wants_colour(self.look.color, to.path))
        with spooled() as printed:
            with folder_made(to.path if to.folder else None), files_written() as files:
                if beside is not None:
                    beside(files)
                results = dict(_write(made, to, files, printed, width=width, style=style))
                _refuse_overwriting(files, results, self.read, force=force)
                if to.folder and not force:
                    refuse_overwriting_others(results, is_page_of_folder, "as a page of a folder")
            if to.path is None:
                _print(printed, to.form)
        if to.form in _WITHOUT_PAGES and (aside := made.aside()):
            click.echo(render_sections(aside, width=width), err=True, nl=False)


def _write(
    made: Deliverable,
    to: Destination,
    files: FileWriter,
    printed: IO[bytes],
    *,
    width: int,
    style: Style,
) -> Iterator[tuple[Path, Path]]:
    """Write a result, and yield each of its files with where it stands until it is moved."""
    if to.path is None:
        write(made, to.form, printed, width=width, style=style)
    elif to.folder:
        show_progress = progress(made.number, "written")
        for place, page in render_folder(made, to.form, to.path, show_progress):
            files.add(place, page)
            yield place, files.written[place]
    else:
        files.add(to.path, partial(write, made, to.form, width=width, style=style))
        if to.path in files.written:
            yield to.path, files.written[to.path]


def _refuse_overwriting(
    files: FileWriter, results: Mapping[Path, Path], read: Sequence[Path], *, force: bool
) -> None:
    refuse_overwriting_inputs(files.written, read)
    refuse_overwriting_work(results, records=not force)
    for place, called in files.new.items():
        contents = {place: files.written[place]} if place in files.written else {}
        if called == RECORD:
            refuse_overwriting(contents, "another record is kept there", _ELSEWHERE)
        else:
            refuse_overwriting(contents, "another file is there", f"name a new file for {called}")


def refuse_workbook_on_terminal(to: Destination) -> None:
    """Refuse to print a workbook, or Parquet, where somebody would have to read it."""
    if to.form in _NO_TEXT and to.path is None and sys.stdout.isatty():
        what, ending = _NO_TEXT[to.form], to.form.endings[0]
        raise click.UsageError(f"{what} is no text: name a file with `--output FILE{ending}`")


def _print(printed: IO[bytes], form: FileFormat) -> None:
    printed.seek(0)
    if form is FileFormat.TEXT:
        # Whether to colour was decided already; click would take it out of a pipe again.
        text = TextIOWrapper(printed, "utf-8", newline="")
        while piece := text.read(_PIECE):
            click.echo(piece, nl=False, color=True)
        text.detach()
        return
    while data := printed.read(_PIECE):
        # As made, whatever the terminal's own encoding and line ends.
        click.echo(data, nl=False)
