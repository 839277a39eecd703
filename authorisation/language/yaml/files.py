"""The files of a folder of rules, parsed; what cannot be read becomes a problem at its place."""

from __future__ import annotations

from pathlib import Path

from authorisation.errors import InvalidRules, UnreadableFile
from authorisation.language.yaml.document import Document, Node, Unreadable
from authorisation.language.yaml.reading import read_file, shown
from authorisation.model.source import Location, Problem

MAX_FILES = 1000


def yaml_files(folder: Path) -> list[Path]:
    """List the YAML files of a folder in order of name; none where there is no such folder.

    Raises:
        InvalidRules: if there are more than a thousand.
    """
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError:
        return []
    if len(found) > MAX_FILES:
        raise InvalidRules([Problem(Location(shown(folder)), f"more than {MAX_FILES} files")])
    return found


def parsed(path: Path, problems: list[Problem], *, within: Path) -> Node | None:
    """Parse one file below `within`, or add the problem and give None."""
    name = shown(path)
    try:
        return Document.parse(read_file(path, within=within), name).root
    except UnreadableFile as error:
        problems.append(Problem(Location(name), str(error).partition(": ")[2]))
    except Unreadable as error:
        problems.append(error.problem)
    return None
