"""The questions behind the paths of missing answers."""

from __future__ import annotations

import re
from typing import Final

from authorisation.engine.judge.assessors import OTHERS, judgement_path
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet

_ENTRY: Final = re.compile(r"\[([0-9]+)\]")
_JUDGEMENT: Final = judgement_path("")


_EMPTY: Final = "Answer [] if"
"""How a question says in YAML that there may be nothing."""


def ask_in_cells(question: Question, *, in_list: bool = False) -> str:
    """The wording of a question for those who answer it in a workbook."""
    if in_list:
        return question.ask.replace(_EMPTY, "Write none if")
    is_list = question.type is ValueType.LIST
    way = "Choose “there is none” above its rows if" if is_list else "Mark “There is none” if"
    return question.ask.replace(_EMPTY, way)


def question_text(path: str, rules: RuleSet, *, in_cells: bool = False) -> str:
    """The wording of the question at a path; before that of an item's field stands its list's.

    With `in_cells` it is for those who answer it in a workbook.
    """
    if path.startswith(_JUDGEMENT):
        criterion = rules.criteria.get(path.removeprefix(_JUDGEMENT))
        title = visible(criterion.title) if criterion else ""
        return f"An assessor’s judgement: {title or visible(path)}"
    if path == OTHERS:
        return "What the other groups of the same round claim"
    first, *rest = path_steps(path)
    question = rules.bank.get(first)
    if question is None:
        return format_name(path)
    return _nested_question_text(question, rest, in_cells=in_cells)


def question_at(path: str, rules: RuleSet) -> Question | None:
    """The question at a path, of an item's field that field's own; None for an unknown path."""
    first, *rest = path_steps(path)
    question = rules.bank.get(first)
    for step in rest:
        if question is not None and not step.isdigit():
            question = question.each.get(step)
    return question


def path_steps(path: str) -> list[str]:
    """The steps of a path: `tasks[3].lead` gives `tasks`, `3`, `lead`."""
    if "[" not in path:
        return [path]
    first, *rest = _ENTRY.split(path)
    return [first, *(part.lstrip(".") for part in rest if part)]


def _nested_question_text(question: Question, rest: list[str], *, in_cells: bool) -> str:
    words = visible(ask_in_cells(question) if in_cells else question.ask)
    for step in rest:
        if step.isdigit():
            words = f"{words} Entry {step}:"
            continue
        asked_of = question.each.get(step)
        if asked_of is None:
            return f"{words} {format_name(step)}"
        question = asked_of
        ask = ask_in_cells(question, in_list=True) if in_cells else question.ask
        words = f"{words} {visible(ask)}"
    return words.removesuffix(":")
