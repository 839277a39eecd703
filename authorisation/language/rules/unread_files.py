"""Names the files of YAML in a folder of rules that nothing reads, with where they belong."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePath
from typing import Final

from authorisation.language.rules.find import QUESTIONS_FOLDER, RULE_SET_FILE
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.file_kinds import FileKind, other_file_kind
from authorisation.language.yaml.files import MAX_FILES
from authorisation.language.yaml.regular_files import display_path, is_file, is_yaml
from authorisation.language.yaml.scalars import suggest_in_any_case
from authorisation.model.source import Location, Problem

_HEAD: Final = 65_536
_FILES: Final = (RULE_SET_FILE, "parameters.yaml", "outcomes.yaml", "regime.yaml")
_FOLDERS: Final = ("criteria", "cases", "cases/regime", "properties", QUESTIONS_FOLDER)
_BANK_FOLDERS: Final = (QUESTIONS_FOLDER, f"{QUESTIONS_FOLDER}/returns")
_ELSEWHERE: Final = f"{', '.join(map(quote, _FILES))}, or a file in {', '.join(_FOLDERS)}"


def unread_files(rule_sets: Iterable[Path], base: Path) -> Iterator[Problem]:
    """Yield a problem for each file that is left out of the bank in `base` and of these sets."""
    for file in _yaml_files(base / QUESTIONS_FOLDER):
        if str(file.relative_to(base).parent) not in _BANK_FOLDERS:
            remedy = f"move it to {quote(QUESTIONS_FOLDER)} or to {quote(_BANK_FOLDERS[1])}"
            yield Problem(_place(file), "nothing reads this file", remedy)
    for folder in rule_sets:
        for name in ("criteria", "cases", "properties", QUESTIONS_FOLDER):
            if is_file(folder / name):
                remedy = f"make a folder of that name, and move this to {quote(f'{name}/all.yaml')}"
                yield Problem(_place(folder / name), "nothing reads this file", remedy)
        for file in _yaml_files(folder):
            inside = file.relative_to(folder)
            place = inside.parent.as_posix()
            read = inside.name in _FILES if place == "." else place in _FOLDERS
            if not read and not _is_of_a_group(file):
                yield Problem(_place(file), "nothing reads this file", _remedy(inside))


def _is_of_a_group(file: Path) -> bool:
    """Whether a file is surely a submission, returns or judgements, such as a sample of one."""
    try:
        with file.open("rb") as stream:
            return other_file_kind(stream.read(_HEAD), (FileKind.RULES,)) is not None
    except OSError:
        return False


def _remedy(inside: PurePath) -> str:
    """The remedy for a file of a rule set: where it belongs, by its name and that of its folder."""
    first = inside.parts[0]
    if inside.parts[:2] == (QUESTIONS_FOLDER, "returns"):
        return f"questions of returns stand in {quote(_BANK_FOLDERS[1])} beside the rule sets"
    if first in _FOLDERS:
        return (
            f"move it to {quote(f'{first}/{inside.name}')}: folders in {quote(first)} are not read"
        )
    stems = {PurePath(name).stem: name for name in _FILES}
    known = {**stems, **{name: f"{name}/{inside.name}" for name in _FOLDERS if "/" not in name}}
    near = suggest_in_any_case(PurePath(first).stem, known)
    for name, place in known.items():
        if quote(name) in near:
            verb = (
                "put what it holds into"
                if name in stems and len(inside.parts) > 1
                else "move it to"
            )
            return f"{verb} {quote(place)}"
    return f"what is read is {_ELSEWHERE}"


def _yaml_files(folder: Path) -> list[Path]:
    """The first files of YAML below a folder, without those of hidden folders and other sets."""
    return sorted(islice(_walk(folder), MAX_FILES))


def _walk(folder: Path) -> Iterator[Path]:
    for at, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and not is_file(Path(at, name, RULE_SET_FILE))
        ]
        yield from (Path(at, name) for name in files if is_yaml(name))


def _place(file: Path) -> Location:
    return Location(display_path(file), line=0)
