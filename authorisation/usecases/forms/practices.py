"""The practices of a practice file, as the answer to the question that asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from authorisation.errors import InvalidOption
from authorisation.explain.words.quantities import format_count
from authorisation.language.answers.practice_file import (
    GP_PRACTICE,
    MAX_BYTES,
    Practice,
    read_practice_file,
)
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.question import ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Problem
from authorisation.model.value import Items, fold_code


@dataclass(frozen=True, slots=True)
class PracticeRequest:
    """A request for practices: for all of the file's, or for those of one commissioner.

    With a `day` they are those that are open on it, else those with the status *active*.
    """

    file: Path
    commissioner: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SelectedPractices:
    """The practices that are open, those that are not, and the rows that cannot be read."""

    open: tuple[Practice, ...]
    left_out: tuple[Practice, ...]
    refused: tuple[Problem, ...]

    @property
    def readable(self) -> tuple[Practice, ...]:
        """The practices of which the rows can be read."""
        return (*self.open, *self.left_out)

    @property
    def of_other_settings(self) -> tuple[Practice, ...]:
        """The practices that are open and by setting no GP practices, though some have patients."""
        return tuple(each for each in self.open if each.setting not in {"", GP_PRACTICE})


def select_practices(request: PracticeRequest) -> SelectedPractices:
    """Read the practices that are wanted; rows of other commissioners are passed over.

    Raises:
        UnreadableFile: the file as a whole cannot be read.
        InvalidSubmission: no row can be read.
        InvalidOption: no row that can be read names the commissioner.
    """
    name = display_path(request.file)
    found = read_practice_file(read_file(request.file, limit=MAX_BYTES), name)
    commissioner = fold_code(request.commissioner)
    wanted = [
        each for each in found.practices if not commissioner or each.commissioner == commissioner
    ]
    if commissioner and not wanted:
        near = suggest_name(commissioner, {each.commissioner for each in found.practices} - {""})
        remedy = str(near) or "column 15 of the file has the codes"
        if found.refused:
            remedy += f"; {format_count(len(found.refused), 'row')} cannot be read, the first:\n"
            remedy += str(found.refused[0])
        message = f"{name}: no practice has the commissioner `{commissioner}`"
        raise InvalidOption(message, remedy)
    return SelectedPractices(
        tuple(each for each in wanted if each.is_open(request.day)),
        tuple(each for each in wanted if not each.is_open(request.day)),
        found.refused,
    )


def practices_path(rules: RuleSet) -> str:
    """The path of the question that asks for practices: a list of that name, with their codes.

    Raises:
        InvalidOption: the rules ask no such question.
    """
    for path, question in rules.questions.items():
        code = question.each.get("code")
        if path.rpartition(".")[2] == "practices" and code and code.type is ValueType.CODE:
            return path
    raise InvalidOption(f"`{rules.id}` asks for no list of practices", "leave out `--practices`")


def list_of_practices(rules: RuleSet, practices: SelectedPractices) -> dict[str, Items]:
    """The answer to the question of a rule set that asks for practices, by its path.

    That is a list called `practices` with a field `code`, and `name` where there is one. Without
    an open practice there is no answer: that there is none is for the applicant to say.

    Raises:
        InvalidOption: the rules ask no such question, or for fewer practices.
    """
    path = practices_path(rules)
    question = rules.questions[path]
    if len(practices.open) > question.max_items:
        raise InvalidOption(
            f"these are {len(practices.open):,} practices, and `{path}` takes at most "
            f"{question.max_items:,}",
            "name whose they are, with `--commissioner CODE`",
        )
    named = "name" in question.each
    items = tuple(
        {**({"name": each.name} if named and each.name else {}), "code": each.code}
        for each in practices.open
    )
    return {path: Items(items)} if items else {}


def why_left_out(practice: Practice, day: date | None) -> str:
    """In words, why a practice is not open: on a day, or by its status."""
    if day is not None and practice.opened is not None and day < practice.opened:
        return f"opens on {practice.opened}"
    if practice.closed is not None:
        return f"closed on {practice.closed}"
    return practice.status.name.lower()
