"""Where rules are found."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from authorisation.errors import InvalidOption, UnreadableFile
from authorisation.language.yaml.regular_files import is_file, is_folder, is_yaml

DEFAULT_SET = "gpcc-2010"
QUESTIONS = "questions"
_PACKAGE = Path(__file__).resolve().parent.parent.parent
HEAD = "ruleset.yaml"
_PARTS = frozenset({HEAD, "parameters.yaml", "outcomes.yaml", "regime.yaml"})
_FOLDERS = frozenset({"criteria", "cases"})


def rules_root(given: Path | None = None) -> Path:
    """Give the folder of rule sets: the one given, else the installed one, else that beside us.

    Raises:
        InvalidOption: the folder that was given has no rule set in it.
    """
    if given is None:
        installed = _PACKAGE / "_rules"
        return installed if installed.is_dir() else _PACKAGE.parent / "rules"
    if not is_folder(given / QUESTIONS):
        raise InvalidOption(
            f"`{given}` is not a folder of rules\n"
            f"  help: it holds a folder `{QUESTIONS}` and one folder for each rule set"
        )
    return given


def rule_sets(root: Path) -> tuple[str, ...]:
    """List the names of the rule sets, in order of name."""
    found = sorted(path.parent.name for path in root.glob(f"*/{HEAD}"))
    if not found:
        raise UnreadableFile(f"{root}: no rule set in this folder\n  help: see --rules-root")
    return tuple(found)


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
    if file.name in _PARTS and is_file(folder / HEAD):
        return (folder,)
    for within in (folder, folder.parent):  # those of a failure regime are one folder further down
        if within.name in _FOLDERS and is_file(within.parent / HEAD):
            return (within.parent,)
        if within.name == QUESTIONS:
            return _beside(within)
    if file.name == "editions.yaml" and is_folder(folder / QUESTIONS):
        return _beside(folder / QUESTIONS)
    return ()


def _beside(questions: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in questions.parent.glob(f"*/{HEAD}")))
