"""Every command that writes a file has its format chosen, or refused, in one place."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Never

import click
import pytest
from click.testing import Result

from authorisation.cli.commands import portfolio
from authorisation.cli.main import cli
from authorisation.explain.words.quantities import join_words
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.filesystem import destination

Run = Callable[..., Result]
WITHOUT_FORMAT = {
    "letter": (FileFormat.PDF,),
    "portfolio run": portfolio.FORMATS,
    "schema": (FileFormat.JSON,),
}
"""What commands write that have no `--format`."""
UNFORMATTED = {
    "casework backup": "a copy of the database, which has no format to choose",
    "casework export": "a folder",
}
ARGUMENTS = {
    "rules": "demo",
    "old": "demo",
    "new": "demo",
    "files": "granted.yaml",
    "criterion": "SIZE",
    "source": "granted.yaml",
    "record": "record.json",
    "before": "granted.yaml",
    "after": "granted.yaml",
}
"""By their names; any other that must be given is a submission."""
ENDINGS = [*(ending for each in FileFormat for ending in each.endings), ".docx", ""]


class ChosenError(Exception):
    """What stops a command once its destination is known."""


def commands(command: click.Command, name: str = "") -> Iterator[tuple[str, click.Command]]:
    """Each command that has `--output`, by its name."""
    if isinstance(command, click.Group):
        with click.Context(command) as ctx:
            for each in command.list_commands(ctx):
                below = command.get_command(ctx, each)
                assert below is not None
                yield from commands(below, f"{name} {each}".strip())
    elif any("--output" in each.opts for each in command.params):
        yield name, command


COMMANDS = dict(commands(cli))


def test_every_command_with_an_output_is_tried() -> None:
    assert len(COMMANDS) > 15
    assert COMMANDS.keys() >= UNFORMATTED.keys()


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - UNFORMATTED.keys()))
def test_the_ending_chooses_the_format_or_is_refused_before_anything_is_written(
    run: Run, names: Callable[[], set[str]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    run("assess", "granted.yaml", "--rules", "demo", "-o", "record.json")
    before, command = names(), COMMANDS[name]
    args = name.split()
    for argument in (each for each in command.params if isinstance(each, click.Argument)):
        if argument.required or argument.name in ARGUMENTS:
            args.append(ARGUMENTS.get(argument.name or "", "granted.yaml"))
    asked = [each.type for each in command.params if each.name == "form"]
    offered = [FileFormat[word.upper()] for each in asked for word in each.choices]
    offered = offered or [*WITHOUT_FORMAT[name]]
    monkeypatch.setattr(destination, "Destination", stop)

    for ending, form in itertools.product(ENDINGS, (None, *(offered if asked else ()))):
        option = [] if form is None else ["--format", str(form)]
        assert outcome(run, *args, "-o", f"out{ending}", *option) == expected(ending, form, offered)
    assert names() == before


def stop(form: FileFormat, path: Path, *, folder: bool = False) -> Never:
    assert not folder
    raise ChosenError(f"{path}: {form}")


def outcome(run: Run, *args: str) -> str:
    """The destination that a command chose, or what it printed instead."""
    try:
        refused = run(*args)
    except ChosenError as chosen:
        return str(chosen)
    return f"{refused.exit_code} {refused.output}"


def expected(ending: str, asked: FileFormat | None, offered: Sequence[FileFormat]) -> str:
    form = next((each for each in offered if ending in each.endings), None)
    if not ending or (form and asked in {None, form}):
        return f"out{ending}: {asked or form or offered[0]}"
    if form is None:
        says = f"nothing that this command writes ends in `{ending}`"
        remedy = f"let the name end in {join_words([each.endings[0] for each in offered], 'or')}"
    else:
        assert asked is not None
        says = f"what ends in `{ending}` is not {asked}"
        remedy = f"leave out `--format {asked}`, or let the name end in {asked.endings[0]}"
    return f"2 out{ending}: {says}\n  help: {remedy}\n"
