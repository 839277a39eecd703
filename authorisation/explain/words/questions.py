"""The questions behind the paths of missing answers."""

from __future__ import annotations

import re
from typing import Final

from authorisation.engine.judge.assessors import OTHERS, judgement_path
from authorisation.explain.words.safe import visible
from authorisation.explain.words.titles import format_name
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet

_ENTRY: Final = re.compile(r"\[([0-9]+)\]")
_JUDGEMENT: Final = judgement_path("")


def question_text(path: str, rules: RuleSet) -> str:
    """The wording of the question at a path; before that of an item's field stands its list's."""
    if path.startswith(_JUDGEMENT):
        criterion = rules.criteria.get(path.removeprefix(_JUDGEMENT))
        title = visible(criterion.title) if criterion else ""
        return f"An assessor’s judgement: {title or visible(path)}"
    if path == OTHERS:
        return "What the other groups of the same round claim"
    first, *rest = _path_steps(path)
    question = rules.bank.get(first)
    if question is None:
        return format_name(path)
    return _nested_question_text(question, rest)


def question_at(path: str, rules: RuleSet) -> Question | None:
    """The question at a path, of an item's field that field's own; None for an unknown path."""
    first, *rest = _path_steps(path)
    question = rules.bank.get(first)
    for step in rest:
        if question is not None and not step.isdigit():
            question = question.each.get(step)
    return question


def _path_steps(path: str) -> list[str]:
    """The steps of a path: `tasks[3].lead` gives `tasks`, `3`, `lead`."""
    first, *rest = _ENTRY.split(path)
    return [first, *(part.lstrip(".") for part in rest if part)]


def _nested_question_text(question: Question, rest: list[str]) -> str:
    words = visible(question.ask)
    for step in rest:
        if step.isdigit():
            words = f"{words} Entry {step}:"
            continue
        asked_of = question.each.get(step)
        if asked_of is None:
            return f"{words} {format_name(step)}"
        question = asked_of
        words = f"{words} {visible(question.ask)}"
    return words.removesuffix(":")
