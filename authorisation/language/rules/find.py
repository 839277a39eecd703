"""Where a rule set's folder is, by the name of the set or its path."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from authorisation.errors import InvalidRules
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.fields import SET_ID
from authorisation.language.yaml.regular_files import is_file
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.source import Location, Problem

QUESTIONS_FOLDER: Final = "questions"
RULE_SET_FILE: Final = "ruleset.yaml"


def find_rule_set_folder(name_or_path: str | Path, root: Path) -> tuple[Path, Path]:
    """Return a rule set's folder, and the folder of rules that holds its bank and parents.

    Raises:
        InvalidRules: if there is no such rule set.
    """
    name = str(name_or_path)
    if SET_ID.fullmatch(name) and is_file(root / name / RULE_SET_FILE):
        return root / name, root
    path = Path(name_or_path)
    if "\0" not in name and is_file(path / RULE_SET_FILE):
        return path, path.parent if (path.parent / QUESTIONS_FOLDER).is_dir() else root
    known = rule_set_names(root)
    near = suggest_name(name, known) or f"there are: {', '.join(known)}" if known else ""
    raise InvalidRules([Problem(Location(quote(name)[1:-1]), "there is no such rule set", near)])


def rule_set_names(root: Path) -> tuple[str, ...]:
    """Return the names of the rule sets under `root`, in order."""
    return tuple(sorted(path.parent.name for path in root.glob(f"*/{RULE_SET_FILE}")))
