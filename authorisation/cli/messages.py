"""What is said besides results, with nothing in it that a terminal would obey."""

from __future__ import annotations

import click


def say(what: object, *, err: bool = False) -> None:
    """Print a message; the name of a file or an argument may hold anything."""
    from authorisation.explain.words.safe import visible_lines

    click.echo(visible_lines(str(what)), err=err)


def show(error: click.ClickException) -> None:
    """Print a complaint about how the command line was used."""
    from authorisation.explain.words.safe import visible_lines

    message = visible_lines(error.format_message())
    if isinstance(error, click.UsageError):
        click.UsageError(message, error.ctx).show()
    else:
        click.ClickException(message).show()
