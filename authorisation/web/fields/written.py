"""An answer as the fields of a page hold it: texts by name, as a browser posts them.

A question has one name. What is chosen stands under it, and what is typed under a longer one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from authorisation.language.answers.answers import NONE, PERCENT
from authorisation.model.question import Question, ValueType
from authorisation.model.value import Answer, Evidence, Items
from authorisation.records.values import scalar_text

Fields: TypeAlias = Mapping[str, Sequence[str]]
"""The texts of a page by the names of its fields; one without a text has none."""

ALL, SO_FAR = "all", "so far"
"""Chosen for a list that is complete, and for one that may still grow."""
NOT_KNOWN: Final = ""
"""Chosen for *not known yet*."""
DOCUMENT, WHERE, FILE = "document", "where", "file"
"""The names of the fields of the evidence for an answer."""
DAY_OF_FIELDS: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
"""How the year, month and day of three fields look: a year of two digits is that of no century."""
DAY_WANTED: Final = "day, month and year in numbers, the year with four digits"
"""How they are to be written."""
EXPLAINED: Final = "explained"
"""The name of the field that says why a figure is right."""


class Kind(StrEnum):
    """A kind of question, by how it is asked on a page."""

    TYPED = "typed"
    """In a field of its own; where there may be none, with a box for that."""
    DATE = "date"
    """As typed, in three fields."""
    CHOSEN = "chosen"
    """One of several."""
    TICKED = "ticked"
    """Any number of several."""
    LINES = "lines"
    """A list of plain texts, each on a line."""
    ENTRIES = "entries"
    """A list whose entries have a page each; here only whether these are all."""


def kind_of(question: Question) -> Kind:
    """The kind of a question, by how it is asked on a page."""
    match question.type:
        case ValueType.DATE:
            return Kind.DATE
        case ValueType.BOOLEAN | ValueType.CHOICE:
            return Kind.CHOSEN
        case ValueType.CHOICES:
            return Kind.TICKED
        case ValueType.LIST:
            return Kind.ENTRIES if question.each else Kind.LINES
        case _:
            return Kind.TYPED


def may_be_none(question: Question) -> bool:
    """Whether *there is none* answers a question."""
    lists = {ValueType.DOCUMENT, ValueType.LIST, ValueType.CHOICES}
    return bool(question.none) or question.type in lists


def typed(name: str) -> str:
    """The name of the field in which an answer is typed."""
    return f"{name}-text"


def control_of(question: Question, name: str) -> str:
    """The id of the first control of a question."""
    match kind_of(question):
        case Kind.TYPED | Kind.LINES:
            return typed(name)
        case Kind.DATE:
            return f"{name}-day"
        case _:
            return name


def state(name: str) -> str:
    """The name of the boxes that say of ticked choices that there is none, or may be more."""
    return f"{name}-state"


def part(name: str, of: str) -> str:
    """The name of one field of a date, such as its `day`, as the component makes it."""
    return f"{name}[{of}]"


def written(answer: Answer, question: Question, name: str) -> Fields:
    """The fields that a browser would post for an answer to a question."""
    match kind_of(question):
        case Kind.TYPED:
            chosen = [NONE] if answer is None else []
            return {name: chosen, typed(name): [] if answer is None else [_text(answer, question)]}
        case Kind.DATE:
            chosen = [NONE] if answer is None else []
            days = [] if answer is None else _text(answer, question).split("-")
            year, month, day = days or ("", "", "")
            parts = {"day": day, "month": month, "year": year}
            return {name: chosen, **{part(name, of): [text] for of, text in parts.items()}}
        case Kind.CHOSEN:
            return {name: [_text(answer, question)]}
        case Kind.TICKED:
            assert isinstance(answer, Items)  # noqa: S101 as every answer to such a question is
            named = [str(item) for item in answer.items]
            complete = [] if named else [NONE]
            return {name: named, state(name): [SO_FAR] if answer.so_far else complete}
        case Kind.LINES | Kind.ENTRIES:
            assert isinstance(answer, Items)  # noqa: S101 likewise
            whole = ALL if answer.items else NONE
            lines = "\n".join(" ".join(str(item).split()) for item in answer.items)
            shown = {typed(name): [lines]} if kind_of(question) is Kind.LINES else {}
            return {name: [SO_FAR if answer.so_far else whole], **shown}


def written_evidence(evidence: Evidence | None) -> Fields:
    """The fields that a browser would post for the evidence of an answer."""
    if evidence is None:
        return {}
    return {DOCUMENT: [evidence.document], WHERE: [evidence.where]}


def _text(answer: Answer, question: Question) -> str:
    """An answer as files hold it, a share without its sign."""
    text = scalar_text(answer, question.unit)
    return text.removesuffix(PERCENT) if question.unit == PERCENT else text
