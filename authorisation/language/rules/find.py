"""Where a rule set's folder and its files are, by the name of the set, its path, or `SET@EDITION`.

The files of an adopted edition are kept in `adopted/<rule set>/<edition>`, a whole folder of rules:
the set as it was, those it rests on, and the bank of questions of that time.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from authorisation.errors import InvalidRules
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.regular_files import is_file
from authorisation.language.yaml.scalars import SET_ID, suggest_name
from authorisation.model.source import Location, Problem
from authorisation.model.value import natural_order

QUESTIONS_FOLDER: Final = "questions"
RULE_SET_FILE: Final = "ruleset.yaml"
EDITIONS_FILE: Final = "editions.yaml"
EDITIONS_FOLDER: Final = "adopted"
PART_FILES: Final = (RULE_SET_FILE, "parameters.yaml", "outcomes.yaml", "regime.yaml")
"""The files of a rule set that stand in its folder; of each but its ending, its kind."""
PART_FOLDERS: Final = ("criteria", "cases", "properties")
"""The folders of a rule set, each called as the kind of the files in it."""


def find_rule_set_folder(name_or_path: str | Path, root: Path) -> tuple[Path, Path]:
    """Return a rule set's folder, and the folder of rules that holds its bank and parents.

    Raises:
        InvalidRules: if there is no such rule set.
    """
    name = str(name_or_path)
    if SET_ID.fullmatch(name) and is_file(root / name / RULE_SET_FILE):
        return root / name, root
    rule_set, at, edition = name.partition("@")
    if at and SET_ID.fullmatch(rule_set) and (editions := kept_editions(rule_set, root)):
        return _kept_edition(rule_set, edition, editions, root)
    path = Path(name_or_path)
    if "\0" not in name and is_file(path / RULE_SET_FILE):
        return path, path.parent if (path.parent / QUESTIONS_FOLDER).is_dir() else root
    known = rule_set_names(root)
    what = "there is no such rule set"
    if "\0" not in name and is_file(path):
        what = "this is a file, and a rule set is a folder or the name of one"
    folder = next((each for each in known if each.casefold() == name.casefold()), "")
    if folder and not SET_ID.fullmatch(folder):
        what = f"the name of the folder {quote(folder)} cannot be that of a rule set"
        remedy = "rename it to the `id` in its `ruleset.yaml`: small letters, digits and `-`"
        raise InvalidRules([Problem(_place(name), what, remedy)])
    known = tuple(each for each in known if SET_ID.fullmatch(each))
    near = suggest_name(name, known) or f"there are: {', '.join(known)}" if known else ""
    raise InvalidRules([Problem(_place(name), what, near)])


def _place(name: str) -> Location:
    """The name of a rule set as a place, which has no lines."""
    return Location(quote(name)[1:-1] if name.strip() else "an empty name", line=0)


def rule_set_names(root: Path) -> tuple[str, ...]:
    """Return the names of the rule sets under `root`, in order."""
    return tuple(sorted(path.parent.name for path in root.glob(f"*/{RULE_SET_FILE}")))


def edition_folder(rule_set: str, edition: str, base: Path) -> Path:
    """Return the folder of rules in which the files of an adopted edition are kept."""
    name = urllib.parse.quote(edition, safe="").replace(".", "%2E", edition.startswith("."))
    return base / EDITIONS_FOLDER / rule_set / name


def is_kept_edition(folder: Path) -> bool:
    """Return whether a rule set's folder is that of an adopted edition, kept without its cases.

    It is the folder of the rule set in that of the edition, as `edition_folder` has it.
    """
    names = folder.absolute().parts[-4:]
    return names[:1] == (EDITIONS_FOLDER,) and names[1] == names[-1]


def kept_editions(rule_set: str, base: Path) -> tuple[str, ...]:
    """Return the editions of a rule set whose files are kept, the oldest first by name.

    The tenth of a day comes after the ninth of it.
    """
    folders = (base / EDITIONS_FOLDER / rule_set).glob(f"*/{rule_set}/{RULE_SET_FILE}")
    names = (urllib.parse.unquote(path.parent.parent.name) for path in folders)
    return tuple(sorted(names, key=lambda name: (natural_order(name), name)))


def _kept_edition(
    rule_set: str, edition: str, editions: Sequence[str], root: Path
) -> tuple[Path, Path]:
    if edition in editions:
        base = edition_folder(rule_set, edition, root)
        return base / rule_set, base
    remedy = suggest_name(edition, editions) or f"there are: {', '.join(editions)}"
    raise InvalidRules(
        [Problem(_place(f"{rule_set}@{edition}"), "no such edition is kept", remedy)]
    )
