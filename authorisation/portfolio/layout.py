"""The columns in which a table holds submissions: their names and types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from authorisation.engine.judge.assessors import judgement_path
from authorisation.language.answers.steps import answer_step
from authorisation.model.question import NUMERIC, Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.submission import NOT_ACCEPTED
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
