"""What the promised calls are given: applications, returns, rules and places, checked first.

What is none of what an argument takes is refused by the argument's name, with what was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast

from msgspec.structs import replace

from authorisation.errors import InvalidOption, InvalidSubmission, UnreadableFile
from authorisation.explain.words.quantities import join_words
from authorisation.language.answers.from_python import (
    day_from_python,
    format_given,
    group_from_python,
    judgements_from_python,
)
from authorisation.language.answers.judgements import ASSESSOR_LISTS, load_judgements
from authorisation.language.answers.returns import ReturnsContext
from authorisation.language.yaml.file_kinds import FileKind
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.submission import Judgements, Stage
from authorisation.usecases.filesystem.inputs import find_input_files
from authorisation.usecases.filesystem.returns_file import ReturnsFile
from authorisation.usecases.monitor import ReturnsReader, read_group

Place: TypeAlias = "str | PathLike[str]"
"""Where a file or a folder lies."""
Source: TypeAlias = "Mapping[str, Any] | Place | IO[bytes] | IO[str]"
"""What a file holds as Python values, or where the file lies, or the file opened."""
JudgementSource: TypeAlias = "Sequence[Mapping[str, Any] | Place] | Mapping[str, Any] | Place"
"""Entries of assessors, what an assessor's file holds, or where one or several such files lie."""
APPLICATION: Final = (
    'give its answers by path, such as `{"population.registered": 320_000}`,'
    " the place of its file, or the file opened"
)
_JUDGEMENTS: Final = "give a list of entries, or the file of them, or several files"
_ONE_JUDGEMENT: Final = (
    "put an entry in a list; what an assessor's file holds has one of the keys "
    + join_words([f"`{each}`" for each in sorted(ASSESSOR_LISTS)], "or")
)
RETURNS: Final = "give what a file of returns holds as a mapping, its place, or the file opened"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The contents of an opened file, and its name for messages."""

    data: bytes
    name: str


ReadSource: TypeAlias = "Mapping[str, Any] | Path | OpenedFile"


def read_source(given: object, argument: str, takes: str) -> ReadSource:
    """Return a source as it was given, a place as a path, an opened file as what it holds.

    Raises:
        InvalidOption: it is no source; `takes` is the remedy.
    """
    if isinstance(given, Mapping):
        return given
    if is_place(given):
        return path_of(given, argument, takes)
    if callable(getattr(given, "read", None)):
        return _opened(cast("IO[Any]", given), argument)
    raise InvalidOption(f"{argument}: {format_given(given)} is none of these", takes)


def read_sources(given: object, argument: str, takes: str) -> list[ReadSource]:
    """Return the sources in an iterable; one of which there is no more is a list by itself.

    Raises:
        InvalidOption: one of them is no source.
    """
    alone = isinstance(given, (Mapping, bytes)) or is_place(given) or hasattr(given, "read")
    if alone or not isinstance(given, Iterable):
        return [read_source(given, argument, takes)]
    return [read_source(each, f"{argument}[{number}]", takes) for number, each in enumerate(given)]


def is_place(given: object) -> bool:
    """Return whether this names a place of a file or folder."""
    return isinstance(given, (str, PathLike))


def path_of(given: object, argument: str, takes: str) -> Path:
    """Return a place as a path.

    Raises:
        InvalidOption: it is no place.
    """
    text = fspath(given) if isinstance(given, (str, PathLike)) else None
    if not isinstance(text, str) or "\0" in text or not text.strip():
        raise InvalidOption(f"{argument}: {format_given(given)} is no place", takes)
    return Path(text)


def text_of(given: object, argument: str, takes: str) -> str:
    """Return a text as it was given.

    Raises:
        InvalidOption: it is no text.
    """
    if isinstance(given, str):
        return given
    raise InvalidOption(f"{argument}: {format_given(given)} is no text", f"give {takes}")


def root_of(given: object) -> Path | None:
    """Return the folder of rule sets that was given, None where none was.

    Raises:
        InvalidOption: it is no place.
    """
    return None if given is None else path_of(given, "root", "give a folder of rule sets")


def with_files_of_folders(
    sources: Iterable[ReadSource], wanted: Collection[FileKind]
) -> tuple[list[ReadSource], tuple[UnreadableFile, ...]]:
    """The sources, with its files in the place of each folder; and what lies there unread.

    Files are read that are of the kinds `wanted`.
    """
    found: list[ReadSource] = []
    unread: list[UnreadableFile] = []
    for source in sources:
        if isinstance(source, Path):
            inside = find_input_files([source], wanted)
            found += inside.files
            unread += inside.unread
        else:
            found.append(source)
    return found, tuple(unread)


def returns_reader(source: ReadSource, within: str = "") -> ReturnsReader:
    """The reader of one group's returns from a source; `within` says which of several it is."""
    if isinstance(source, Path):
        return partial(read_group, source)
    if isinstance(source, Mapping):
        return partial(_group_of, source, within)
    return ReturnsFile(source.data, source.name).group


def _group_of(source: Mapping[str, Any], within: str, context: ReturnsContext) -> AuthorisedGroup:
    with problems_of(within):
        return group_from_python(source, context)


@contextmanager
def problems_of(within: str) -> Iterator[None]:
    """Say of every problem of a submission which one of several it is in, if `within` says."""
    try:
        yield
    except InvalidSubmission as error:
        if not within:
            raise
        placed = [
            replace(each, at=Location(f"{within}: {each.at}", line=0, column=0))
            for each in error.problems
        ]
        raise InvalidSubmission(placed) from None


def day_of(given: date | str | None) -> date | None:
    """The day that was given as `as_of`, None where none was.

    Raises:
        InvalidOption: it is no day.
    """
    return None if given is None else day_from_python(given, "as_of")


def stage_of(given: str | None) -> Stage | None:
    """The stage of that name, None where none was given.

    Raises:
        InvalidOption: there is no such stage.
    """
    try:
        return None if given is None else Stage(given)
    except ValueError:
        known = " or ".join(f'"{each}"' for each in Stage)
        raise InvalidOption(f"`{given}` is no stage: it is {known}") from None


def _opened(given: IO[Any], argument: str) -> OpenedFile:
    name = str(getattr(given, "name", "submission"))
    try:
        data = given.read()
    except (OSError, ValueError) as error:
        closed = getattr(given, "closed", False)
        why = "is closed" if closed else f"cannot be read: {error}"
        remedy = "give its place, or open it again to be read"
        raise InvalidOption(f"{argument}: the file `{name}` {why}", remedy) from None
    if isinstance(data, str):
        data = data.encode()
    if not isinstance(data, bytes):
        message = f"{argument}: `{name}` reads as {format_given(data)}, not as text or bytes"
        raise InvalidOption(message, "give its place, or the file opened")
    return OpenedFile(data, name)


def judgements_of(given: object, rules: RuleSet) -> list[Judgements]:
    """Return what assessors recorded: entries, what a file of them holds, or where files lie.

    Raises:
        InvalidOption: it is none of these.
        InvalidSubmission: with every problem of every entry.
    """
    if given is None:
        return []
    several = [given] if is_place(given) else given
    if isinstance(given, Mapping) and not ASSESSOR_LISTS.isdisjoint(given):
        return [judgements_from_python(given, rules)]
    if not isinstance(several, Sequence):
        remedy = _JUDGEMENTS if not isinstance(given, Mapping) else _ONE_JUDGEMENT
        raise InvalidOption(f"judgements: {format_given(given)} is no list", remedy)
    if several and all(map(is_place, several)):
        places = [path_of(place, "judgements", _JUDGEMENTS) for place in several]
        return [load_judgements(place, rules) for place in places]
    return [judgements_from_python({"judgements": several}, rules)]
