"""What is said besides results, with nothing in it that a terminal would obey."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click


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
