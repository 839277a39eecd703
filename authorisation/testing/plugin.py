"""The plugin by which pytest collects cases and properties of rule sets: `pytest rules/`.

A file is collected where it lies in `cases` or `properties` of a rule set, and nowhere else.
Nothing but this module is imported before there is one, so that test runs without rules stay as
quick as they were. `pytest -p no:authorisation` leaves it out.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from authorisation.testing.collection import CaseFile, PropertyFile, RulesFolder

_CASES = "cases"
_PROPERTIES = "properties"
_RULE_SET_FILE = "ruleset.yaml"
_YAML = (".yaml", ".yml")
_HEAD = 65_536
"""Where the head of a rule set stands, in bytes."""


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> CaseFile | PropertyFile | None:
    """The cases or properties of one file; None for a file that is none of these."""
    if file_path.suffix.lower() not in _YAML:
        return None
    folder = file_path.parent
    properties = folder.name == _PROPERTIES and _is_rule_set(folder.parent)
    if not properties and _rule_set_of(folder) is None:
        return None
    from authorisation.testing import collection  # noqa: PLC0415 - see above

    kind = collection.PropertyFile if properties else collection.CaseFile
    return kind.from_parent(parent, path=file_path)


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> RulesFolder | None:
    """The folder of a rule set that extends another: with the cases that it inherits."""
    if not _extends(path / _RULE_SET_FILE):
        return None
    from authorisation.testing.collection import RulesFolder  # noqa: PLC0415 - see above

    return RulesFolder.from_parent(parent, path=path)


def _extends(file: Path) -> bool:
    """Whether a file may be that of a rule set which extends another; to be read to be sure."""
    try:
        return file.is_file() and b"extends" in file.read_bytes()[:_HEAD]
    except OSError:  # whoever reads it in earnest says so
        return False


def _rule_set_of(folder: Path) -> Path | None:
    """The folder of the rule set whose cases stand in a folder, or one folder further down."""
    for within in (folder, folder.parent):
        if within.name == _CASES and _is_rule_set(within.parent):
            return within.parent
    return None


def _is_rule_set(folder: Path) -> bool:
    return os.path.isfile(folder / _RULE_SET_FILE)  # noqa: PTH113 - never raises
