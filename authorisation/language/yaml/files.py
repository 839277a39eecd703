"""The files of a folder of rules, parsed; what cannot be read becomes a problem at its place.

Whoever reads the same files again and again keeps what was parsed, by `keeping_parsed`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidRules, UnreadableFile
from authorisation.language.yaml.document import Node, UnreadableYaml, parse_yaml
from authorisation.language.yaml.regular_files import display_path, is_yaml, read_file
from authorisation.model.source import Location, Problem

MAX_FILES = 1000


class ParsedFiles:
    """The files parsed so far, by name, each with the bytes that it was parsed from."""

    def __init__(self) -> None:
        self._parsed: dict[str, tuple[bytes, Node | UnreadableYaml]] = {}

    def parse(self, data: bytes, file: str) -> Node:
        """The document of a file, parsed anew only where its bytes have changed.

        Raises:
            UnreadableYaml: as `parse_yaml` does.
        """
        before = self._parsed.get(file)
        if before is None or before[0] != data:
            try:
                before = (data, parse_yaml(data, file))
            except UnreadableYaml as error:
                before = (data, error)
            self._parsed[file] = before
        if isinstance(before[1], UnreadableYaml):
            raise before[1]
        return before[1]


_KEPT: Final[ContextVar[ParsedFiles | None]] = ContextVar("parsed files", default=None)


@contextmanager
def keeping_parsed(parsed: ParsedFiles) -> Iterator[None]:
    """Take documents of rules from what was parsed before, in this thread or task."""
    token = _KEPT.set(parsed)
    try:
        yield
    finally:
        _KEPT.reset(token)


def list_yaml_files(folder: Path) -> list[Path]:
    """List the YAML files of a folder in order of name; none where there is no such folder.

    Raises:
        InvalidRules: if there are more than a thousand.
    """
    try:
        found = sorted(path for path in folder.iterdir() if is_yaml(path))
    except OSError:
        return []
    if len(found) > MAX_FILES:
        raise InvalidRules(
            [Problem(Location(display_path(folder)), f"more than {MAX_FILES} files")]
        )
    return found


def read_yaml_file(path: Path, problems: list[Problem], *, within: Path) -> Node | None:
    """Parse one file below `within`, or add the problem and give None."""
    name, kept = display_path(path), _KEPT.get()
    try:
        data = read_file(path, within=within)
        return parse_yaml(data, name) if kept is None else kept.parse(data, name)
    except UnreadableFile as error:
        problems.append(Problem(Location(name), error.message, error.remedy))
    except UnreadableYaml as error:
        problems.append(error.problem)
    return None
