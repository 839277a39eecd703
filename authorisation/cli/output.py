"""How results look where they go, and how far a run is."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import click

_WORTH_COUNTING = 2


def wants_colour(color: str, output: object) -> bool:
    """Whether to colour: as asked, else on a terminal that did not refuse with NO_COLOR."""
    if color != "auto":
        return color == "always" and output is None
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width_of(width: int | None, output: object) -> int:
    """The width asked for, else that of the terminal up to a readable line, else 100."""
    if width is not None:
        return width
    if output is None and sys.stdout.isatty():
        from shutil import get_terminal_size

        return max(60, min(get_terminal_size().columns, 110))
    return 100


def progress(total: int, what: str = "assessed") -> Callable[[int], None]:
    """What tells stderr how far a run is, once it lasts a second and if somebody is looking."""
    began = time.monotonic()
    if total < _WORTH_COUNTING or not sys.stderr.isatty():
        return lambda _: None

    def show(done: int) -> None:
        if time.monotonic() - began > 1:
            ending = "\n" if done == total else ""
            click.echo(f"\r{what} {done} of {total}{ending}", err=True, nl=False)

    return show


_LOOKS: dict[str, dict[str, object]] = {
    "title": {"bold": True},
    "heading": {"bold": True},
    "outcome": {"bold": True, "fg": "cyan"},
    "warning": {"fg": "yellow"},
    "met": {"fg": "green"},
    "not met": {"fg": "red"},
}


def style_of(*, colour: bool) -> Callable[[str, str], str]:
    """What dresses up the parts of a page: for a terminal, or not at all."""
    if not colour:
        return lambda text, _: text
    return lambda text, part: click.style(text, **_LOOKS.get(part, {}))  # type: ignore[arg-type]
