"""Where a result goes, and in which format: as asked, else as the name of its file ends."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import InvalidOption
from authorisation.explain.words.quantities import join_words
from authorisation.language.yaml.regular_files import is_file, is_folder
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.filesystem.overwriting import refuse_overwriting_inputs

_IN_FOLDERS: Final = (FileFormat.HTML, FileFormat.MARKDOWN)
"""The formats of which a folder holds a page for each."""


class Destination(msgspec.Struct, frozen=True):
    """A place for a result, and the format that it has there."""

    form: FileFormat
    path: Path | None = None
    """None for stdout."""
    folder: bool = False
    """Whether it is a folder, in which each page has a file of its own."""


def choose_destination(
    asked: str | None,
    output: str | None,
    offered: Sequence[FileFormat],
    *,
    read: Iterable[Path] = (),
    paged: bool = False,
    several: bool = False,
) -> Destination:
    """The place for a result and its format: what was asked, else what its name ends in.

    Without a place, or with `-`, it is stdout.

    The first of the formats `offered` is that of a name without an ending. `paged` is whether a
    folder may take a page for each of several, and `several` whether there are.

    Raises:
        InvalidOption: the place is an input, or its ending is not that of such a format.
    """
    form = FileFormat[asked.upper()] if asked else None
    if output is None or output == "-":
        return Destination(form or offered[0])
    path = Path(output)
    refuse_overwriting_inputs([path], read)
    marked = output.endswith(("/", os.sep))
    if paged and form in _IN_FOLDERS and (marked or is_folder(path)):
        return Destination(form, path, folder=True)
    if marked:
        raise _no_folder(output, form or offered[0], paged=paged)
    # What is no regular file, such as a pipe, is called as it is.
    if not path.suffix or (path.exists() and not is_file(path)):
        folder = paged and several and form is FileFormat.HTML
        folder = folder and (is_file(path) or not path.exists())
        return Destination(form or offered[0], path, folder=folder)
    return Destination(_checked(path, form, offered), path)


def _no_folder(output: str, form: FileFormat, *, paged: bool) -> InvalidOption:
    if not paged:
        return InvalidOption(f"{output}: this result is one file", "name a file")
    ours = join_words([f"--format {each}" for each in _IN_FOLDERS], "or")
    message = f"{output}: a folder takes pages, and {form} is one file"
    return InvalidOption(message, f"add {ours}, or name a file")


def _checked(path: Path, form: FileFormat | None, offered: Sequence[FileFormat]) -> FileFormat:
    """The format that the name of a file ends in, which must be the one that was asked for."""
    ending = path.suffix.lower()
    found = next((each for each in offered if ending in each.endings), None)
    if found is None:
        endings = join_words([each.endings[0] for each in offered], "or")
        raise InvalidOption(
            f"{path}: nothing that this command writes ends in `{path.suffix}`",
            f"let the name end in {endings}",
        )
    if form is not None and form is not found:
        raise InvalidOption(
            f"{path}: what ends in `{path.suffix}` is not {form}",
            f"leave out `--format {form}`, or let the name end in {form.endings[0]}",
        )
    return found
