"""Where rules are found."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from authorisation.errors import InvalidOption, UnreadableFile
from authorisation.language.rules.find import (
    EDITIONS_FILE,
    PART_FILES,
    PART_FOLDERS,
    QUESTIONS_FOLDER,
    RULE_SET_FILE,
    rule_set_names,
)
from authorisation.language.yaml.regular_files import is_file, is_folder, is_yaml

_PACKAGE = Path(__file__).resolve().parent.parent.parent


def rules_root(given: Path | None = None) -> Path:
    """Give the folder of rule sets: the one given, else the installed one, else that beside us.

    Raises:
        InvalidOption: the folder that was given has no rule set in it.
    """
    if given is None:
        installed = _PACKAGE / "_rules"
        return installed if installed.is_dir() else _PACKAGE.parent / "rules"
    if not is_folder(given / QUESTIONS_FOLDER):
        raise InvalidOption(
            f"`{given}` is not a folder of rules",
            f"it holds a folder `{QUESTIONS_FOLDER}` and one folder for each rule set",
        )
    return given


def rule_sets(root: Path) -> tuple[str, ...]:
    """List the names of the rule sets, in order of name."""
    found = rule_set_names(root)
    if not found:
        raise UnreadableFile(f"{root}: no rule set in this folder", "see --rules-root")
    return found


def whole_rule_sets(names: Iterable[str]) -> tuple[str, ...]:
    """The names, with the folder of its rule set, once, for each file that is part of rules."""
    found: list[str] = []
    for name in names:
        sets = [str(each) for each in rule_sets_with(Path(name))]
        found += [each for each in sets if each not in found] if sets else [name]
    return tuple(found)


def rule_sets_with(file: Path) -> tuple[Path, ...]:
    """The folders of the rule sets that a file is part of; none where it is part of no rules.

    What stands in the bank of questions, and the list of editions, is part of every rule set beside
    it.
    """
    if not is_yaml(file) or not is_file(file):
        return ()
    whole = Path(os.path.abspath(file))  # noqa: PTH100 - a link keeps its name
    folders = _part_of(whole)
    if file.is_absolute():
        return folders
    # By its name in the folder above, though that be `..`: questions are looked for beside it.
    return tuple(Path(os.path.relpath(folder.parent), folder.name) for folder in folders)


def _part_of(file: Path) -> tuple[Path, ...]:
    folder = file.parent
    if file.name in PART_FILES and is_file(folder / RULE_SET_FILE):
        return (folder,)
    for within in (folder, folder.parent):  # those of a failure regime are one folder further down
        if within.name in PART_FOLDERS and is_file(within.parent / RULE_SET_FILE):
            return (within.parent,)
        if within.name == QUESTIONS_FOLDER:
            return _beside(within)
    if file.name == EDITIONS_FILE and is_folder(folder / QUESTIONS_FOLDER):
        return _beside(folder / QUESTIONS_FOLDER)
    return ()


def _beside(questions: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in questions.parent.glob(f"*/{RULE_SET_FILE}")))
