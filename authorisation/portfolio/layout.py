"""The columns in which a table holds submissions: names, types, and words for who fills one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from authorisation.engine.judge.assessors import judgement_path
from authorisation.explain.words.quantities import format_count, format_value
from authorisation.language.answers.steps import answer_step
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import NOT_ACCEPTED, Stage
from authorisation.model.value import LEVEL_NAMES
from authorisation.portfolio.duckdb_sql import quoted
from authorisation.portfolio.formulas.answers import EVIDENCE, NONE, SO_FAR, offers_none

DIGITS: Final = 18
"""How many digits a number has at most."""
DECIMALS: Final = 6
"""How many of them are decimals, where a question says nothing of them."""

SUPPORT_WORDS: Final = (*LEVEL_NAMES, NOT_ACCEPTED)
"""How well an answer is supported; what an assessor does not accept counts as not answered."""
ROW: Final = "row"
HEAD: Final = {
    ROW: "BIGINT",
    "name": "VARCHAR",
    "code": "VARCHAR",
    "as_of": "DATE",
    "received_on": "DATE",
    "stage": "VARCHAR",
}
"""The columns beside the answers: which row it is, whose, and how it is to be assessed."""
_HEAD_WORDS: Final = {
    "name": "the group's name",
    "code": "its code",
    "as_of": "the day to assess it as of, where none is given for all",
    "received_on": "the day on which it was received",
    "stage": "the stage; self-assessment where it is left out",
}


def number_scale(question: Question) -> int:
    """The number of decimals that the answer to a question has at most."""
    return -int(answer_step(question, DECIMALS).as_tuple().exponent)


def sql_type(question: Question) -> str:
    """The type of an answer, as DuckDB has it."""
    match question.type:
        case ValueType.LIST | ValueType.CHOICES:
            return f"{_item_type(question)}[]"
        case ValueType.BOOLEAN:
            return "BOOLEAN"
        case ValueType.DATE:
            return "DATE"
        case kind if kind in NUMERIC:
            return f"DECIMAL({DIGITS}, {number_scale(question)})"
        case _:
            return "VARCHAR"


def _item_type(question: Question) -> str:
    if not question.each:
        return "VARCHAR"
    fields = ", ".join(
        f"{quoted(name)} {kind}"
        for field, inner in question.each.items()
        for name, kind in answer_columns(field, inner)
    )
    return f"STRUCT({fields})"


def answer_columns(name: str, question: Question) -> Iterator[tuple[str, str]]:
    """Yield the columns that hold an answer, each with its type."""
    yield name, sql_type(question)
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        yield name + SO_FAR, "BOOLEAN"
    elif offers_none(question):
        yield name + NONE, "BOOLEAN"


def input_columns(rules: RuleSet) -> Iterator[tuple[str, str]]:
    """Yield the columns of a table of submissions, each with its type."""
    yield from HEAD.items()
    for path, question in rules.asked_questions.items():
        yield from answer_columns(path, question)
        if question.evidence:
            yield path + EVIDENCE, "TINYINT"
    for criterion in rules.criteria.values():
        if criterion.judgement is not None:
            yield judgement_path(criterion.id), "VARCHAR[]"


def column_scales(questions: Mapping[str, Question]) -> dict[str, int]:
    """The decimals of every column, and of every field of an item, that holds a number."""
    found: dict[str, int] = {}
    for path, question in questions.items():
        if question.type in NUMERIC:
            found[path] = max(number_scale(question), found.get(path, 0))
        found |= column_scales(question.each)
    return found


class ColumnWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column: its name, its type in Parquet and DuckDB and in words, its unit, what it holds.

    `one_of` are the texts that it may hold, where only some are; `question` is the path of the
    question that it belongs to, empty for others; `bounds` are the least and the most that it may
    hold, in words, empty where there are none.
    """

    name: str
    type: str
    type_words: str
    unit: str
    holds: str
    one_of: tuple[str, ...] = ()
    question: str = ""
    bounds: str = ""


def describe_layout(rules: RuleSet) -> Iterator[ColumnWords]:
    """Yield every column, in the order of the bank."""
    for name, kind in HEAD.items():
        if name != ROW:
            stages = tuple(map(str, Stage)) if name == "stage" else ()
            words = "date" if kind == "DATE" else "text"
            yield ColumnWords(name, kind, words, "", _HEAD_WORDS[name], stages)
    for path, question in rules.asked_questions.items():
        yield from _answer(path, question)
    for criterion in rules.criteria.values():
        if criterion.judgement is not None:
            holds = f"assessors' latest grades on {criterion.id}, one for each, or a panel's alone"
            grades = tuple(criterion.judgement.grades)
            column = judgement_path(criterion.id)
            yield ColumnWords(column, "VARCHAR[]", "list of texts", "", holds, grades)


def _answer(path: str, question: Question) -> Iterator[ColumnWords]:
    for name, kind in answer_columns(path, question):
        if name == path:
            holds = question.title or question.ask
            words = format_type(question)
            bounds = format_bounds(question)
            yield ColumnWords(name, kind, words, question.unit, holds, question.of, path, bounds)
        elif name.endswith(NONE):
            says = question.none or "there is none"
            yield ColumnWords(name, kind, _FLAG, "", f"true: {says}", (), path)
        else:
            yield ColumnWords(name, kind, _FLAG, "", "true: the list may still grow", (), path)
    if question.evidence:
        holds = f"how well it is supported, by {question.evidence}"
        yield ColumnWords(path + EVIDENCE, "VARCHAR", "text", "", holds, SUPPORT_WORDS, path)


def format_type(question: Question) -> str:
    """The type of an answer in words: `number with 2 decimals`, `list of entries: name, code`."""
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        if not question.each:
            return "list of texts"
        names = (
            name for field, each in question.each.items() for name, _ in answer_columns(field, each)
        )
        return f"list of entries: {', '.join(names)}"
    if question.type not in NUMERIC:
        return _TYPE_WORDS.get(question.type, "text")
    scale = number_scale(question)
    return f"number with {scale} decimals" if scale else "whole number"


def format_bounds(question: Question) -> str:
    """The least and the most that may be answered, or how many entries: `1 to 100`; else empty."""
    if question.type in {ValueType.LIST, ValueType.CHOICES}:
        fields = (
            f"{name} {words}" for name, f in question.each.items() if (words := format_bounds(f))
        )
        return "; ".join((f"at most {format_count(question.max_items, 'entry')}", *fields))
    if question.type not in NUMERIC:
        return ""
    least, most = (
        "" if each is None else format_value(each, question.unit)
        for each in (question.minimum, question.maximum)
    )
    if least and most:
        return f"{least} to {most}"
    return f"at least {least}" if least else f"at most {most}" if most else ""


_FLAG: Final = "true or empty"
_TYPE_WORDS: Final = {ValueType.BOOLEAN: "true or false", ValueType.DATE: "date"}
