"""The files of a folder of rules, parsed; what cannot be read becomes a problem at its place."""

from __future__ import annotations

from pathlib import Path

from authorisation.errors import InvalidRules, UnreadableFile
from authorisation.language.yaml.document import Node, UnreadableYaml, YamlDocument
from authorisation.language.yaml.regular_files import display_path, is_yaml, read_file
from authorisation.model.source import Location, Problem

MAX_FILES = 1000


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
    name = display_path(path)
    try:
        return YamlDocument.parse(read_file(path, within=within), name).root
    except UnreadableFile as error:
        message, _, remedy = str(error).partition(": ")[2].partition("\n  help: ")
        problems.append(Problem(Location(name), message, remedy))
    except UnreadableYaml as error:
        problems.append(error.problem)
    return None
