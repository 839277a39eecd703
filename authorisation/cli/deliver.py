"""The results of a run put where they were asked for."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from authorisation.cli.messages import say
from authorisation.cli.output import emit, progress, style_of
from authorisation.errors import InvalidOption
from authorisation.usecases.assess import AssessmentRun
from authorisation.usecases.filesystem.files import folder_made, write_all
from authorisation.usecases.filesystem.overwriting import (
    refuse_overwriting,
    refuse_overwriting_inputs,
)
from authorisation.usecases.filesystem.page_names import many_pages
from authorisation.usecases.print_text import one_text, opinions_text, several_text

TEXTS = ("text", "json")
PUBLISHED = ("html", "markdown", "csv", "xlsx")
_PAGES = ("html", "markdown")
_ELSEWHERE = "name another file or folder, or add --force to write over it"


def deliver(
    run: AssessmentRun,
    *,
    several: bool,
    form: str,
    full: bool,
    width: int,
    colour: bool,
    output: Path | None,
    record: Path | None,
    read: Sequence[Path],
    force: bool,
    second_opinion: bool,
) -> None:
    """Print or write the results, and tell stderr what could not be used; `read` are kept."""
    for failure in run.failures:
        say(failure, err=True)
    if not run.assessments and not (several and form in TEXTS):
        return
    opinions = second_opinion or run.in_dispute
    if form in PUBLISHED:
        files = _published(
            run, several=several, form=form, full=full, output=output, opinions=opinions
        )
        if opinions and form not in _PAGES:
            click.echo(opinions_text(run, width=width), err=True, nl=False)
    else:
        told = _render_text(run, several=several, form=form, full=full, width=width, colour=colour)
        if form == "text" and opinions:
            told += opinions_text(run, width=width, style=style_of(colour=colour))
        files = {output: told.encode()}
    printed = files.pop(None, None)
    written = {path: content for path, content in files.items() if path is not None}
    if record is not None:
        from authorisation.usecases.keep_records import records

        kept = records(run, record)
        if clash := written.keys() & kept.keys():
            raise InvalidOption(
                f"{min(clash)}: both the result and the record would be written there\n"
                "  help: name two files"
            )
        if not force:
            refuse_overwriting(kept, "another record is kept there", _ELSEWHERE)
        written |= kept
    refuse_overwriting_inputs(written, read)
    with folder_made(output if many_pages(form, output, several=several) else None):
        write_all(written)
    if printed is not None:
        _emit(printed, form)


def _render_text(
    run: AssessmentRun, *, several: bool, form: str, full: bool, width: int, colour: bool
) -> str:
    if form == "json":
        from authorisation.usecases.keep_records import records_json

        return records_json(run, several=several)
    style = style_of(colour=colour)
    if several:
        return several_text(run, full=full, width=width, style=style)
    return one_text(run, run.assessments[0], full=full, width=width, style=style)


def _published(
    run: AssessmentRun, *, several: bool, form: str, full: bool, output: Path | None, opinions: bool
) -> dict[Path | None, bytes]:
    """Give the files to write; what goes to stdout stands under None."""
    from authorisation.usecases.publish import folder, published

    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError("a workbook is no text: name a file with `--output FILE.xlsx`")
    if output is not None and many_pages(form, output, several=several):
        tell = progress(len(run.assessments), "written")
        pages = folder(run, output, full=full, opinions=opinions, tell=tell)
        return dict(pages.items())
    return {output: published(run, form, several=several, full=full, opinions=opinions)}


def _emit(printed: bytes, form: str) -> None:
    if form in PUBLISHED:
        # As made, whatever the terminal's own encoding and line ends.
        click.echo(printed, nl=False)
    else:
        emit(printed.decode())
