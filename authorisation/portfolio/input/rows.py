"""A submission as a row of the table, by its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from authorisation.engine.evidence import evidence_level
from authorisation.engine.judge.assessors import (
    counted_judgements,
    judgement_path,
    latest_judgements,
)
from authorisation.model.question import Question
from authorisation.model.rules import RuleSet
from authorisation.model.submission import Judgement, Judgements, Stage, Submission
from authorisation.model.value import Answer, Evidence, EvidenceLevel, Items
from authorisation.portfolio.formulas.answers import EVIDENCE, NONE, SO_FAR
from authorisation.portfolio.layout import DIGITS, ROW, number_scale

RowValue: TypeAlias = "str | bool | int | list[RowValue] | dict[str, RowValue] | None"
HEADROOM: Final = 2
"""How many digits of a number stay free, so that two of them can be added."""


class UnfitAnswer(Exception):
    """An answer that the columns cannot hold: which, and why."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(f"{column}: {value}: {reason}")
        self.column = column
        self.value = value
        self.reason = reason


def submission_row(
    number: int, submission: Submission, rules: RuleSet, judgements: Judgements
) -> dict[str, RowValue]:
    """The row of a submission; columns without a value are left out. Numbers are texts.

    Raises:
        UnfitAnswer: a number has more digits or decimals than its column.
    """
    asked = rules.asked_questions
    row: dict[str, RowValue] = {
        ROW: number,
        "name": submission.name,
        "code": submission.code,
        "as_of": _day(submission.as_of),
        "received_on": _day(submission.received_on),
        "stage": submission.stage.value,
    }
    for path, answer in submission.answers.items():
        if path in asked:
            row |= _held(path, answer, asked[path], path)
    for path, question in asked.items():
        if question.evidence:
            row[path + EVIDENCE] = int(evidence_level(path, submission))
    for criterion in rules.criteria.values():
        if criterion.judgement is not None:
            given = [each for each in judgements.entries if each.criterion == criterion.id]
            counted = counted_judgements(latest_judgements(given))
            row[judgement_path(criterion.id)] = [each.grade for each in counted]
    return row


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _held(name: str, answer: Answer, question: Question, path: str) -> dict[str, RowValue]:
    """The columns that hold an answer."""
    match answer:
        case None:
            return {name + NONE: True}
        case Items(items=items, so_far=so_far):
            held: dict[str, RowValue] = {name: [_item(item, question, path) for item in items]}
            if so_far:
                held[name + SO_FAR] = True
            return held
        case _:
            return {name: _value(answer, question, path)}


def _item(item: Answer, question: Question, path: str) -> RowValue:
    if not isinstance(item, Mapping):
        return str(item)
    held: dict[str, RowValue] = {}
    for field, answer in item.items():
        held |= _held(field, answer, question.each[field], f"{path}.{field}")
    return held


def _value(answer: Answer, question: Question, path: str) -> RowValue:
    if isinstance(answer, Decimal):
        return _number(answer, question, path)
    if isinstance(answer, date):
        return answer.isoformat()
    if isinstance(answer, bool | str):
        return answer
    raise UnfitAnswer(path, str(answer), "a length of time has no column")


def _number(answer: Decimal, question: Question, path: str) -> str:
    scale = number_scale(question)
    text = f"{answer:f}"
    if -int(answer.normalize().as_tuple().exponent) > scale:
        raise UnfitAnswer(path, text, f"more than {scale} decimals")
    whole = DIGITS - HEADROOM - scale
    if abs(answer) >= Decimal(10) ** whole:
        raise UnfitAnswer(path, text, f"more than {whole} digits before the decimal point")
    return text


def submission_of(row: Mapping[str, Any], rules: RuleSet) -> tuple[Submission, Judgements]:
    """The submission of a row of the table, and what assessors judged.

    The opposite of `submission_row`; documents that are evidence have no names.
    """
    asked = rules.asked_questions
    answers: dict[str, Answer] = {}
    evidence: dict[str, Evidence] = {}
    for path, question in asked.items():
        if (answer := _answer(row, path, question)) is not _MISSING:
            answers[path] = answer
        if question.evidence and (level := row.get(path + EVIDENCE)):
            evidence[path] = Evidence(document="-", level=EvidenceLevel(level))
    entries = tuple(
        Judgement(criterion=key, assessor=f"{number}", on=date.min, grade=grade, reason="-")
        for key in rules.criteria
        for number, grade in enumerate(row.get(judgement_path(key)) or ())
    )
    submission = Submission(
        name=row["name"] or "",
        code=row["code"] or "",
        answers=answers,
        evidence=evidence,
        as_of=row.get("as_of"),
        received_on=row.get("received_on"),
        stage=Stage(row.get("stage") or Stage.SELF_ASSESSMENT),
    )
    return submission, Judgements(entries=entries)


_MISSING: Final = object()


def _answer(row: Mapping[str, Any], name: str, question: Question) -> Any:  # noqa: ANN401
    if row.get(name + NONE):
        return None
    value, so_far = row.get(name), bool(row.get(name + SO_FAR))
    if value is None:
        return Items((), so_far=True) if so_far else _MISSING
    if not isinstance(value, list):
        return value
    if not question.each:
        return Items(tuple(value), so_far)
    return Items(tuple(_read_item(item, question) for item in value), so_far)


def _read_item(item: Mapping[str, Any], question: Question) -> dict[str, Answer]:
    read = {name: _answer(item, name, field) for name, field in question.each.items()}
    return {name: answer for name, answer in read.items() if answer is not _MISSING}
