"""The writer of the questions' sheet: gates first, by topic, one row a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from authorisation.forms.sections import Section
from authorisation.forms.workbook.layout import (
    ANSWER,
    COLUMNS,
    DOCUMENT,
    ELSEWHERE,
    LEVEL,
    MARK,
    NO_SUCH,
    NOT_KNOWN,
    PATH,
    QUESTION,
    TAKES,
    UNSURE,
    WEIGHT,
    WHERE,
    WHY,
)
from authorisation.forms.workbook.styles import Book
from authorisation.forms.workbook.validation import (
    TEXT_FORMAT,
    number_format,
    shortened,
    takes,
    validation,
)
from authorisation.forms.workbook.write_lists import ListSheet
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW: Final = 2
LEVELS: Final = ["stated", "evidenced", "checked"]
ANSWERED: Final = "Answered"
"""1 or 0, by a formula; the counts on the first sheet add it up."""
_ORDER: Final = (*COLUMNS[:-1], ANSWERED, PATH)
_WIDTHS: Final = {
    QUESTION: 46,
    WHY: 46,
    ANSWER: 30,
    UNSURE: 9,
    NO_SUCH: 9,
    TAKES: 34,
    DOCUMENT: 26,
    WHERE: 18,
    LEVEL: 12,
    WEIGHT: 20,
    ANSWERED: 10,
    PATH: 12,
}
_AT: Final = {name: column for column, name in enumerate(_ORDER)}


@dataclass(frozen=True, slots=True)
class Counted:
    """A section's title, its number of questions, and the cells that say which are answered."""

    title: str
    count: int
    cells: str


def add_questions(
    book: Book,
    sheet: Worksheet,
    rules: RuleSet,
    sections: Sequence[Section],
    lists: Mapping[str, ListSheet],
) -> tuple[Counted, ...]:
    """Write the questions' sheet; returns the cells in which each section's answers count."""
    for name, column in _AT.items():
        sheet.set_column(column, column, _WIDTHS[name])
        sheet.write_string(HEADER_ROW, column, name, book.look("heading"))
    sheet.set_row(0, 20)
    sheet.write_string(0, 0, rules.title, book.look("section"))
    said = f"Write in the yellow cells; leave empty what you do not know yet, or mark it {MARK}."
    sheet.write_string(1, 0, said, book.look("quiet"))
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)
    counted: list[Counted] = []
    row = HEADER_ROW + 1
    for section in sections:
        first = row
        _band(book, sheet, row, section.heading, "section")
        row += 1
        for topic in section.topics:
            _band(book, sheet, row, topic.title, "topic")
            for number, question in enumerate(topic.questions, start=row + 1):
                _add_row(book, sheet, number, question, section, lists.get(question.path))
            row += 1 + len(topic.questions)
        letter = _letter(_AT[ANSWERED])
        cells = f"'{sheet.name}'!${letter}${first + 1}:${letter}${row}"
        counted.append(Counted(section.title, section.count, cells))
    return tuple(counted)


def _band(book: Book, sheet: Worksheet, row: int, text: str, look: str) -> None:
    sheet.write_string(row, 0, text, book.look(look))
    for column in range(1, len(_ORDER)):
        sheet.write_blank(row, column, None, book.look(look))


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def _add_row(
    book: Book,
    sheet: Worksheet,
    row: int,
    question: Question,
    section: Section,
    own: ListSheet | None,
) -> None:
    wanted = question.evidence and f"Evidence wanted: {question.evidence}."
    why = "\n".join(filter(None, [question.why, wanted]))
    for name, text, look in (
        (QUESTION, question.ask, "strong"),
        (WHY, why, "plain"),
        (WEIGHT, section.words, "plain"),
        (PATH, question.path, "quiet"),
    ):
        sheet.write_string(row, _AT[name], text, book.look(look))
    if own is None:
        _answer_cells(book, sheet, row, question)
    else:
        _list_cells(book, sheet, row, own)
    for name in (DOCUMENT, WHERE, LEVEL):
        sheet.write_blank(row, _AT[name], None, book.fill_in(TEXT_FORMAT))
    levels = {"validate": "list", "source": LEVELS}
    sheet.data_validation(row, _AT[LEVEL], row, _AT[LEVEL], levels)


def _answer_cells(book: Book, sheet: Worksheet, row: int, question: Question) -> None:
    sheet.write_string(row, _AT[TAKES], takes(question), book.look("hint"))
    column = _AT[ANSWER]
    sheet.write_blank(row, column, None, book.fill_in(number_format(question)))
    checks = validation(question, book.choices_for(question))
    sheet.data_validation(row, column, row, column, checks)
    none = question.none
    if question.type is ValueType.CHOICES:
        none = "none of them"
    elif question.type is ValueType.DOCUMENT and not none:
        none = "no such document"
    for name, words in ((UNSURE, NOT_KNOWN), (NO_SUCH, none)):
        _mark_cell(book, sheet, row, _AT[name], words)
    answer, mark = (f"{_letter(_AT[name])}{row + 1}" for name in (ANSWER, NO_SUCH))
    formula = f'=IF(OR(AND({answer}<>"",{answer}<>"{NOT_KNOWN}"),{mark}<>""),1,0)'
    sheet.write_formula(row, _AT[ANSWERED], formula, book.look("quiet"), 0)


def _mark_cell(book: Book, sheet: Worksheet, row: int, column: int, words: str) -> None:
    if not words:
        sheet.write_blank(row, column, None, book.look("shut"))
        return
    sheet.write_blank(row, column, None, book.fill_in(TEXT_FORMAT))
    message = shortened(f"{MARK} stands for: {words}")
    checks = {"validate": "list", "source": [MARK], "input_message": message}
    sheet.data_validation(row, column, row, column, checks)


def _list_cells(book: Book, sheet: Worksheet, row: int, own: ListSheet) -> None:
    sheet.write_string(row, _AT[TAKES], "a list, one row for each entry", book.look("hint"))
    for name in (UNSURE, NO_SUCH):
        sheet.write_blank(row, _AT[name], None, book.look("shut"))
    text = f"{ELSEWHERE}“{own.name}”"
    target = f"internal:{own.state.replace('$', '')}"
    sheet.write_url(row, _AT[ANSWER], target, book.look("shut"), text)
    formula = f'=IF(OR({own.state}="",{own.state}="{NOT_KNOWN}"),0,1)'
    sheet.write_formula(row, _AT[ANSWERED], formula, book.look("quiet"), 0)
