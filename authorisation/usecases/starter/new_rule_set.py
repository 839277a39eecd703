"""Write a small rule set with its questions, cases and a sample, for an author to change."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Template
from typing import Final

from authorisation.errors import InvalidOption
from authorisation.language.check.types.functions import SIGNATURES
from authorisation.language.check.types.scope import KEYWORDS, RESERVED
from authorisation.language.rules.find import QUESTIONS_FOLDER
from authorisation.language.rules.load import load_rule_set
from authorisation.language.rules.question_bank import load_question_bank
from authorisation.language.yaml.characters import forbidden_character, quote
from authorisation.language.yaml.scalars import MAX_DISPLAY_NAME, MAX_NAME, NAME, SET_ID
from authorisation.usecases.filesystem.files import folders_made, write_all
from authorisation.usecases.filesystem.overwriting import refuse_overwriting
from authorisation.usecases.library import Library
from authorisation.usecases.schema_files import render_schemas

SAMPLE: Final = "sample.yaml"
SCHEMAS: Final = "schemas"
_TEMPLATES: Final = Path(__file__).with_name("files")
_PLACES: Final = {
    "ruleset.yaml": "ruleset.yaml",
    "parameters.yaml": "parameters.yaml",
    "criteria.yaml": "criteria/all.yaml",
    "outcomes.yaml": "outcomes.yaml",
    "cases.yaml": "cases/all.yaml",
    SAMPLE: SAMPLE,
}
_TAKEN: Final = frozenset({QUESTIONS_FOLDER, SCHEMAS})
_MEANT: Final = (
    KEYWORDS
    | RESERVED
    | frozenset(SIGNATURES)
    | {"consistency", "across", "least_people", "least_independent_members"}
)
"""Names that no group of questions may have, here or in any rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The start of a rule set that is to be written: what its author says of it."""

    folder: Path
    """The folder to make; its name is that of the rule set."""
    title: str | None = None
    """Left out, it is made from the name."""
    bank: str = ""
    """The file of the question bank that its questions go into; left out, that of its own name."""
    first_day: date

    @property
    def questions(self) -> Path:
        """The file that its questions are written to."""
        return self.folder.parent / QUESTIONS_FOLDER / f"{self.bank_name}.yaml"

    @property
    def bank_name(self) -> str:
        """The name of that file, without its ending."""
        return self.bank.removesuffix(".yaml") or self.folder.name

    @property
    def group(self) -> str:
        """The group of its questions, with which the name of each begins."""
        return self.bank_name.replace("-", "_")


def write_rule_set(start: Start) -> tuple[Path, ...]:
    """Write the files of a rule set that checks and tests without a fault; give their places.

    Raises:
        InvalidOption: a name cannot be used, or something is there already.
        InvalidRules: the bank that the questions go into has faults.
    """
    _refuse_name(start.folder.name, "a rule set")
    _refuse_name(start.bank_name, "a file of questions")
    _refuse_what_is_there(start)
    contents = dict(_contents(start))
    refuse_overwriting(
        {start.questions: contents[start.questions]},
        "there is a file of that name, with other questions",
        "name another with `--question-bank`",
    )
    schemas = start.folder.parent / SCHEMAS
    with folders_made([schemas, *(path.parent for path in contents)]):
        write_all(contents)
        rules = load_rule_set(start.folder, root=start.folder.parent)
        write_all(render_schemas(schemas, rules))
    return tuple(contents)


def _refuse_name(name: str, what: str) -> None:
    if SET_ID.fullmatch(name) and len(name) <= MAX_NAME and name not in _TAKEN:
        return
    remedy = "use small letters, digits and `-`"
    if name in _TAKEN:
        remedy = "choose another: the folder of that name holds other files"
    elif near := _near(name):
        remedy += f", such as `{near}`"
    raise InvalidOption(f"{quote(name)} is not a name for {what}", remedy)


def _near(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:MAX_NAME].strip("-")


def _refuse_what_is_there(start: Start) -> None:
    name, folder = start.folder.name, start.folder
    if ".." in folder.parts:
        raise InvalidOption(
            f"{folder}: this leads out of a folder, and questions would be written there too",
            f"go to the folder that is to hold it, then `authorise new {name}`",
        )
    if os.path.lexists(folder):
        raise InvalidOption(
            f"{folder}: there is something of that name, and nothing is written over it",
            "choose another name",
        )
    if name in Library().names:
        raise InvalidOption(
            f"{quote(name)} is a rule set that came with this program", "choose another name"
        )
    group, bank = start.group, folder.parent / QUESTIONS_FOLDER
    if not NAME.fullmatch(group) or group in _MEANT:
        raise InvalidOption(
            f"the questions of a file {quote(start.questions.name)} would be named "
            f"`{group}`, which cannot be a name in rules",
            "name another file with `--question-bank`, such as `--question-bank applicant`",
        )
    if bank.is_dir():
        asked = {path.partition(".")[0] for path in load_question_bank(folder.parent).questions}
        if group in asked and not os.path.lexists(start.questions):
            raise InvalidOption(
                f"{bank}: there are questions named `{group}` already",
                "name another file with `--question-bank`",
            )


def _contents(start: Start) -> Iterator[tuple[Path, bytes]]:
    words = {
        "name": start.folder.name,
        "title": _scalar(
            start.folder.name.replace("-", " ").capitalize() if start.title is None else start.title
        ),
        "day": start.first_day.isoformat(),
        "group": start.group,
    }
    places = {name: start.folder / place for name, place in _PLACES.items()}
    for name, place in {"questions.yaml": start.questions, **places}.items():
        text = (_TEMPLATES / name).read_text(encoding="utf-8")
        yield place, Template(text).substitute(words).encode()


def _scalar(title: str) -> str:
    """Write a title in YAML, in quotes since it may hold anything that YAML takes for its own."""
    one_line = " ".join(title.split())
    if not one_line:
        remedy = "write what the rule set is called, or leave `--title` out"
        raise InvalidOption("the title is empty", remedy)
    if forbidden_character(title) or len(one_line) > MAX_DISPLAY_NAME:
        raise InvalidOption(
            f"{quote(title)} cannot be a title",
            f"write at most {MAX_DISPLAY_NAME} characters, on one line",
        )
    return "'" + one_line.replace("'", "''") + "'"
