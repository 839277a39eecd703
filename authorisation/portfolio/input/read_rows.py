"""Rows of a table read one by one, as files of submissions are: with every problem in its place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace

from authorisation.engine.judge.assessors import judgement_path
from authorisation.engine.program.program import Program
from authorisation.errors import InvalidSubmission
from authorisation.language.answers.answers import PERCENT
from authorisation.language.answers.answers import SO_FAR as SO_FAR_KEY
from authorisation.language.answers.from_python import submission_from_python
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Problem
from authorisation.model.submission import NOT_ACCEPTED, Judgements
from authorisation.model.value import LEVEL_NAMES
from authorisation.portfolio.formulas.answers import EVIDENCE, NONE, SO_FAR
from authorisation.portfolio.input.rows import RowValue, UnfitAnswer, submission_row
from authorisation.portfolio.layout import SUPPORT_WORDS

_PLACE: Final = re.compile(r'answers\["([^"]*)"\](.*)')


def read_row(
    number: int, given: Mapping[str, Any], program: Program
) -> dict[str, RowValue] | list[UnfitAnswer]:
    """The row of submissions that a row of a table comes to, or what is wrong with its cells."""
    rules = program.rules
    asked = rules.asked_questions
    try:
        answers = {
            path: answer
            for path, question in asked.items()
            if (answer := _answer(given, path, question)) is not _LEFT_OUT
        }
        head = {key: given[key] for key in _HEAD if given.get(key) is not None}
        submission = submission_from_python(answers, rules, {"name": f"row {number}", **head})
        problems = program.check_contradictions(submission)
        if problems:
            return [UnfitAnswer("", "", each.message) for each in problems]
        accepted = {
            path: answer
            for path, answer in submission.answers.items()
            if given.get(path + EVIDENCE) != NOT_ACCEPTED
        }
        submission = replace(submission, answers=accepted)
        row = submission_row(number, submission, rules, Judgements())
        row |= {key: None for key in ("name", "code") if given.get(key) is None}
        row |= _evidence(given, asked) | _grades(given, program)
    except InvalidSubmission as error:
        return [_unfit(problem, given) for problem in error.problems]
    except UnfitAnswer as error:
        return [error]
    return row


_HEAD: Final = ("name", "code", "as_of", "received_on", "stage")
_LEFT_OUT: Final = object()


def _answer(given: Mapping[str, Any], name: str, question: Question) -> Any:  # noqa: ANN401
    """An answer as Python code would give it."""
    value, so_far = given.get(name), _flag(given, name + SO_FAR)
    if _flag(given, name + NONE):
        if value is not None:
            raise UnfitAnswer(name + NONE, "true", "there is an answer as well")
        return None
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        if value is None and not so_far:
            return _LEFT_OUT
        listed = [_item(item, question) for item in _list_items(name, value)]
        return {SO_FAR_KEY: listed} if so_far else listed
    if value is None:
        return _LEFT_OUT
    if isinstance(value, Decimal) and question.unit == PERCENT:
        return f"{(value * 100).normalize():f}%"
    return value


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name)
    if value in {None, True, "true"}:
        return value is not None
    raise UnfitAnswer(name, str(value), "write `true`, or leave it empty")


def _list_items(name: str, value: Any) -> list[Any]:  # noqa: ANN401
    if value is None or isinstance(value, list):
        return value or []
    try:
        # Numbers stay the texts that they were written as.
        found = json.loads(value, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UnfitAnswer(name, value[:80], f"this is no list in JSON: {error}") from None
    if not isinstance(found, list):
        raise UnfitAnswer(name, value[:80], "this is no list in JSON")
    return found


def _item(item: Any, question: Question) -> Any:  # noqa: ANN401
    if not question.each or not isinstance(item, Mapping):
        return item
    held = {
        name: answer
        for name, field in question.each.items()
        if (answer := _answer(item, name, field)) is not _LEFT_OUT
    }
    ends = (NONE, SO_FAR)
    others = {key: each for key, each in item.items() if not _known(key, question, ends)}
    return {**held, **others}


def _known(key: str, question: Question, ends: tuple[str, ...]) -> bool:
    return key in question.each or any(key.removesuffix(end) in question.each for end in ends)


def _evidence(given: Mapping[str, Any], asked: Mapping[str, Question]) -> dict[str, RowValue]:
    levels: dict[str, RowValue] = {}
    for path, question in asked.items():
        word = given.get(path + EVIDENCE)
        if question.evidence and word is not None:
            if word not in SUPPORT_WORDS:
                reason = f"write one of {', '.join(SUPPORT_WORDS)}"
                raise UnfitAnswer(path + EVIDENCE, str(word), reason)
            levels[path + EVIDENCE] = 0 if word == NOT_ACCEPTED else LEVEL_NAMES.index(word)
    return levels


def _grades(given: Mapping[str, Any], program: Program) -> dict[str, RowValue]:
    found: dict[str, RowValue] = {}
    for criterion in program.rules.criteria.values():
        column = judgement_path(criterion.id)
        value = given.get(column)
        if criterion.judgement is None or value is None:
            continue
        grades = value.split("; ") if isinstance(value, str) else value
        for grade in grades:
            if grade not in criterion.judgement.grades:
                scale = ", ".join(criterion.judgement.grades)
                raise UnfitAnswer(column, str(grade), f"the grades are {scale}")
        found[column] = list(grades)
    return found


def _unfit(problem: Problem, given: Mapping[str, Any]) -> UnfitAnswer:
    """A problem of an answer by the column that it is in."""
    found = _PLACE.match(problem.at.file)
    column = found[1] if found else problem.at.file
    value = given.get(column)
    reason = f"{problem.message}; {problem.help}" if problem.help else problem.message
    return UnfitAnswer(column, "" if value is None else str(value)[:200], reason)
