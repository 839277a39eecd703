"""Results written where they were asked for, whole or not at all."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

from authorisation.errors import InvalidOption

_WORTH_COUNTING = 2


def emit(text: str, output: Path | None = None) -> None:
    """Print a result, or put it in a file that appears whole or not at all."""
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        write_whole(output, text.encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then move it there; an old file stays until then.

    Raises:
        InvalidOption: the file cannot be written there.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidOption(
            f"{path}: cannot be written: {(error.strerror or 'no reason given').lower()}"
            "\n  help: name a file in a folder that exists and that you may write to"
        ) from None


def wants_colour(color: str, output: Path | None) -> bool:
    """Whether to colour: as asked, else on a terminal that did not refuse with NO_COLOR."""
    if color != "auto":
        return color == "always" and output is None
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width_of(width: int | None, output: Path | None) -> int:
    """Give the width asked for, else that of the terminal up to a readable line, else 100."""
    if width is not None:
        return width
    if output is None and sys.stdout.isatty():
        from shutil import get_terminal_size

        return max(60, min(get_terminal_size().columns, 110))
    return 100


def progress(total: int) -> Callable[[int], None]:
    """Tell stderr how far a run is, once it lasts over a second and if somebody is looking."""
    began = time.monotonic()
    if total < _WORTH_COUNTING or not sys.stderr.isatty():
        return lambda _: None

    def tell(done: int) -> None:
        if time.monotonic() - began > 1:
            ending = "\n" if done == total else ""
            click.echo(f"\rassessed {done} of {total}{ending}", err=True, nl=False)

    return tell
