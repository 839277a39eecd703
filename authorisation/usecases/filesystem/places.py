"""Where rules and submissions are found."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from authorisation.errors import InvalidOption, UnreadableFile
from authorisation.language.yaml.regular_files import is_file, is_folder

DEFAULT_SET = "gpcc-2010"
QUESTIONS = "questions"
_PACKAGE = Path(__file__).resolve().parent.parent.parent
HEAD = "ruleset.yaml"
_PARTS = frozenset({HEAD, "parameters.yaml", "outcomes.yaml", "regime.yaml"})
_FOLDERS = frozenset({"criteria", "cases"})
_SUBMISSIONS = (".yaml", ".yml", ".xlsx")
_PASSING = (".", "~$")
"""Begin the names of hidden files, and of those that a spreadsheet program locks a file with."""


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
    if file.suffix not in {".yaml", ".yml"} or not is_file(file):
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


def submission_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Replace each folder by the submissions in it, by name; each file once, in the order given.

    Raises:
        UnreadableFile: a folder without a submission.
    """
    files: dict[str, Path] = {}
    for path in paths:
        for file in _within(path) if is_folder(path) else [path]:
            files.setdefault(os.path.abspath(file), file)  # noqa: PTH100 - a link keeps its name
    return tuple(files.values())


def _within(folder: Path) -> list[Path]:
    try:
        found = sorted(
            path
            for path in folder.iterdir()
            if path.suffix in _SUBMISSIONS and not path.name.startswith(_PASSING) and path.is_file()
        )
    except OSError:
        raise UnreadableFile(f"{folder}: you may not read this folder") from None
    if not found:
        raise UnreadableFile(
            f"{folder}: no .yaml or .xlsx file in this folder\n  help: {_elsewhere(folder)}"
        )
    return found


def _elsewhere(folder: Path) -> str:
    """Point at the folders inside, which are not searched, or else say what was looked for."""
    inside = sorted(path for path in folder.iterdir() if any(path.glob("*.yaml")))
    if not inside or any(is_file(path / HEAD) for path in inside):
        return "name a file, or a folder that holds submissions"
    return f"name a folder in it, such as `{inside[0]}`"
