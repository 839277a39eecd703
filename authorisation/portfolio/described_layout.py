"""The columns of a table of submissions in words, for whoever fills one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from authorisation.engine.judge.assessors import judgement_path
from authorisation.explain.words.quantities import format_count, format_value
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Stage
from authorisation.portfolio.formulas.answers import EVIDENCE, NONE
from authorisation.portfolio.layout import HEAD, ROW, SUPPORT_WORDS, answer_columns, number_scale

_HEAD_WORDS: Final = {
    "name": "the group's name",
    "code": "its code",
    "as_of": "the day to assess it as of, where none is given for all",
    "received_on": "the day on which it was received",
    "stage": "the stage; self-assessment where it is left out",
}


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
