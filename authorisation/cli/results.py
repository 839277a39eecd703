"""The results of a run put where they were asked for."""

from __future__ import annotations

from pathlib import Path

import click

from authorisation.cli.output import emit, style_of
from authorisation.usecases.assessing import Run
from authorisation.usecases.files import write_all
from authorisation.usecases.reporting import one_text, opinions_text, several_text


def deliver(
    run: Run,
    *,
    several: bool,
    form: str,
    full: bool,
    width: int,
    colour: bool,
    output: Path | None,
    record: Path | None,
    second_opinion: bool,
) -> None:
    """Print or write the results, and tell stderr which files could not be used."""
    for failure in run.failures:
        click.echo(str(failure), err=True)
    if not run.assessments:
        return
    if form in FORMATS:
        files = _published(run, several=several, form=form, full=full, output=output)
    else:
        told = _told(run, several=several, form=form, full=full, width=width, colour=colour)
        if form == "text" and (second_opinion or run.in_dispute):
            told += opinions_text(run, width=width, style=style_of(colour=colour))
        files = {output: told.encode()}
    printed = files.pop(None, b"")
    if record is not None:
        from authorisation.usecases.recording import records

        files |= records(run, record)
    write_all(files)
    if output is None:
        emit(told)


def _told(run: Run, *, several: bool, form: str, full: bool, width: int, colour: bool) -> str:
    if form == "json":
        from authorisation.usecases.recording import to_json

        return to_json(run, several=several)
    style = style_of(colour=colour)
    if several:
        return several_text(run, full=full, width=width, style=style)
    return one_text(run, run.assessments[0], full=full, width=width, style=style)
