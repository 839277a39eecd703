"""What a person sees: how results look, how far a run is, and what is said beside results."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import click

_WORTH_COUNTING = 2


@dataclass(frozen=True, slots=True)
class Look:
    """The look of text: as asked, else as fits where it goes."""

    width: int | None = None
    color: str = "never"


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
    """A reporter of a run's progress on stderr, once it lasts a second and if somebody looks."""
    began = time.monotonic()
    if total < _WORTH_COUNTING or not sys.stderr.isatty():
        return lambda _: None

    def show(done: int) -> None:
        if time.monotonic() - began > 1:
            ending = "\n" if done == total else ""
            click.echo(f"\r{what} {done:,} of {total:,}{ending}", err=True, nl=False)

    return show


DAYS: Final = "days and stages looked at"
"""What is counted where the solver looks at one day and stage after another."""


def progress_of_each(what: str) -> Callable[[int, int], None]:
    """As `progress`, of one run after another: each says with its first step how long it is."""
    shown: list[Callable[[int], None]] = []

    def show(done: int, total: int) -> None:
        if done <= 1:
            shown[:] = [progress(total, what)]
        shown[0](done)

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
    """The function that dresses up the parts of a page: for a terminal, or not at all."""
    if not colour:
        return lambda text, _: text
    return lambda text, part: click.style(text, **_LOOKS.get(part, {}))  # type: ignore[arg-type]


def say(what: object, *, err: bool = False) -> None:
    """Print a message; the name of a file or an argument may hold anything."""
    from authorisation.explain.words.safe import visible_lines

    click.echo(visible_lines(str(what)), err=err)


def say_unused(unusable: Iterable[object], unread: Iterable[object], *, shown: bool) -> None:
    """Tell stderr what cannot be used and what was not read.

    Where both go to a terminal, what is `shown` in the result is not said twice.
    """
    if shown and on_terminal():
        return
    for each in unread:
        say(f"not read: {each}", err=True)
    for each in unusable:
        say(each, err=True)


def on_terminal() -> bool:
    """Whether somebody reads both the result and what is said beside it."""
    return sys.stdout.isatty() and sys.stderr.isatty()


def show(error: click.ClickException) -> None:
    """Print a complaint about how the command line was used."""
    from authorisation.explain.words.safe import visible_lines

    message = visible_lines(error.format_message())
    if isinstance(error, click.UsageError):
        click.UsageError(message, error.ctx).show()
    else:
        click.ClickException(message).show()
