"""The results of a run put where they were asked for."""

from __future__ import annotations

from pathlib import Path

import click

from authorisation.cli.output import emit, style_of
from authorisation.usecases.assessing import Run
from authorisation.usecases.recording import keep, to_json
from authorisation.usecases.reporting import clash_words, one_text, several_text


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
) -> None:
    """Print or write the results, and tell stderr which files could not be used."""
    for failure in run.failures:
        click.echo(str(failure), err=True)
    if not run.assessments:
        return
    if record is not None:
        keep(run, record)
    if form == "json":
        emit(to_json(run, several=several), output)
        for clash in run.clashes:
            click.echo(clash_words(clash), err=True)
    elif several:
        emit(several_text(run, full=full, width=width, style=style_of(colour=colour)), output)
    else:
        (assessment,) = run.assessments
        style = style_of(colour=colour)
        emit(one_text(run, assessment, full=full, width=width, style=style), output)
