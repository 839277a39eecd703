"""Write a blank submission, or a blank file of returns, for a rule set; and fill in practices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from authorisation.engine.program.program import compile_rules
from authorisation.errors import InvalidOption
from authorisation.explain.words.quantities import format_count
from authorisation.forms.sections import NO_LISTS, FormSection, form_sections
from authorisation.forms.submission_yaml import render_blank_submission
from authorisation.forms.weights import question_weights, with_fields_read
from authorisation.language.answers.practice_file import (
    GP_PRACTICE,
    MAX_BYTES,
    Practice,
    read_practice_file,
)
from authorisation.language.yaml.regular_files import display_path, read_file
from authorisation.language.yaml.scalars import suggest_name
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Problem
from authorisation.model.submission import Stage
from authorisation.model.value import Items, fold_code
from authorisation.usecases.library import Library
from authorisation.usecases.schema_files import render_editor_lines


def blank_submission(
    rules: str,
    library: Library,
    *,
    stage: Stage = Stage.SELF_ASSESSMENT,
    gates_only: bool = False,
    day: date | None = None,
    lists: Mapping[str, Items] = NO_LISTS,
) -> str:
    """Write the form as YAML, for the rules as they are on their first day in force.

    `day` is that on which the answers are to be assessed, else that first day; `lists` are answers
    that it holds already, by path.

    Raises:
        InvalidOption: the form does not ask for one of the lists.
    """
    found, sections = _asked(rules, library, gates_only=gates_only)
    _refuse_unasked(lists, sections)
    return render_editor_lines("submission", found, rules) + render_blank_submission(
        found, sections, stage=stage, day=day, lists=lists
    )


def blank_workbook(
    rules: str,
    library: Library,
    *,
    stage: Stage = Stage.SELF_ASSESSMENT,
    gates_only: bool = False,
    day: date | None = None,
    lists: Mapping[str, Items] = NO_LISTS,
) -> bytes:
    """Write the form as a workbook; all else is as `blank_submission` has it."""
    from authorisation.forms.workbook.write import render_blank_workbook  # noqa: PLC0415 - not for YAML

    found, sections = _asked(rules, library, gates_only=gates_only)
    _refuse_unasked(lists, sections)
    return render_blank_workbook(found, sections, stage=stage, day=day, lists=lists)


def blank_file_of_returns(rules: str, library: Library) -> str:
    """Write the form of returns for the first whole period in which the rules are in force.

    Raises:
        InvalidRules: the rules cannot be used, or have no failure regime.
    """
    from authorisation.forms.returns_yaml import render_blank_returns  # noqa: PLC0415 - likewise
    from authorisation.model.calendar import next_period, period_containing  # noqa: PLC0415 - likewise

    regime = library.regime(rules).regime
    since, _ = regime.rules.in_force
    first = period_containing(since, regime.periods)
    if first.begins < since:
        first = next_period(first, regime.periods)
    return render_editor_lines("returns", regime.rules, rules) + render_blank_returns(regime, first)


def _refuse_unasked(lists: Mapping[str, Items], sections: Iterable[FormSection]) -> None:
    asked = {q.path for section in sections for topic in section.topics for q in topic.questions}
    for path in lists:
        if path not in asked:
            message = f"no gate looks at `{path}`\n  help: leave out `--gates`"
            raise InvalidOption(message)


def _asked(
    rules: str, library: Library, *, gates_only: bool
) -> tuple[RuleSet, tuple[FormSection, ...]]:
    found = library.rule_set(rules)
    program, day = compile_rules(found), found.in_force[0]
    asked = with_fields_read(found, program, day) if gates_only else found
    weighed = question_weights(program, day)
    return found, tuple(form_sections(asked, weighed, gates_only=gates_only))


@dataclass(frozen=True, slots=True)
class PracticeRequest:
    """Which practices are wanted: all of the file's, or those of one commissioner.

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
        """Those of which the rows can be read."""
        return (*self.open, *self.left_out)

    @property
    def of_other_settings(self) -> tuple[Practice, ...]:
        """Those that are open and by their setting no GP practices, though some have patients."""
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
        message = f"{name}: no practice has the commissioner `{commissioner}`\n  help: {remedy}"
        raise InvalidOption(message)
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
        if path.rpartition(".")[2] == "practices" and _has_codes(question):
            return path
    message = f"`{rules.id}` asks for no list of practices\n  help: leave out `--practices`"
    raise InvalidOption(message)


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
            f"{question.max_items:,}\n  help: name whose they are, with `--commissioner CODE`"
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


def _has_codes(question: Question) -> bool:
    return "code" in question.each and question.each["code"].type is ValueType.CODE
