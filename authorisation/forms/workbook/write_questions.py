"""The writer of the questions' sheet: gates first, by topic, one row a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from authorisation.explain.words.questions import ask_in_cells
from authorisation.forms.sections import FormSection
from authorisation.forms.workbook.layout import (
    ANSWER_COLUMN,
    ANSWERED,
    DOCUMENT,
    ELSEWHERE,
    HEADINGS,
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
from authorisation.forms.workbook.styles import WorkbookBuilder, row_height
from authorisation.forms.workbook.validation import (
    TEXT_FORMAT,
    cell_accepted_values,
    cell_number_format,
    cell_validation,
    shorten_message,
)
from authorisation.forms.workbook.write_answers import write_answer
from authorisation.forms.workbook.write_lists import ListSheet
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import column_letters
from authorisation.model.submission import Submission
from authorisation.model.value import Items

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

HEADER_ROW: Final = 2
EVIDENCE_LEVELS: Final = ["stated", "evidenced"]
_WIDTHS: Final = {
    QUESTION: 46,
    WHY: 46,
    ANSWER_COLUMN: 30,
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
_A_LIST: Final = "a list, one row for each entry"
_COLUMN_OF: Final = {name: column for column, name in enumerate(HEADINGS)}


@dataclass(frozen=True, slots=True)
class SectionCount:
    """A section's title, its number of questions, and the cells that say which are answered.

    `answered` is how many are when the form is written.
    """

    title: str
    count: int
    cells: str
    answered: int


def write_questions_sheet(
    builder: WorkbookBuilder,
    sheet: Worksheet,
    rules: RuleSet,
    sections: Sequence[FormSection],
    lists: Mapping[str, ListSheet],
    begun: Submission,
) -> tuple[SectionCount, ...]:
    """Write the questions' sheet, with what is `begun`.

    Returns the cells in which each section's answers count.
    """
    for name, column in _COLUMN_OF.items():
        sheet.set_column(column, column, _WIDTHS[name])
        sheet.write_string(HEADER_ROW, column, name, builder.format_named("heading"))
    sheet.set_row(0, 20)
    sheet.set_row(HEADER_ROW, row_height((name, _WIDTHS[name]) for name in _COLUMN_OF))
    sheet.write_string(0, 0, rules.title, builder.format_named("section"))
    instruction = (
        f"Write in the yellow cells; leave empty what you do not know yet, or mark it {MARK}."
    )
    sheet.write_string(1, 0, instruction, builder.format_named("quiet"))
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)
    section_counts: list[SectionCount] = []
    row = HEADER_ROW + 1
    for section in sections:
        first = row
        _write_band(builder, sheet, row, section.heading, "section")
        row += 1
        for topic in section.topics:
            _write_band(builder, sheet, row, topic.title, "topic")
            for number, question in enumerate(topic.questions, start=row + 1):
                own = lists.get(question.path)
                _write_row(builder, sheet, number, question, section, own, begun)
            row += 1 + len(topic.questions)
        letter = _letters(ANSWERED)
        cells = f"'{sheet.name}'!${letter}${first + 1}:${letter}${row}"
        answered = sum(
            question.path in begun.answers
            for topic in section.topics
            for question in topic.questions
        )
        section_counts.append(SectionCount(section.title, section.count, cells, answered))
    return tuple(section_counts)


def _letters(heading: str) -> str:
    return column_letters(_COLUMN_OF[heading] + 1)


def _write_band(builder: WorkbookBuilder, sheet: Worksheet, row: int, text: str, look: str) -> None:
    sheet.write_string(row, 0, text, builder.format_named(look))
    for column in range(1, len(HEADINGS)):
        sheet.write_blank(row, column, None, builder.format_named(look))


def _write_row(
    builder: WorkbookBuilder,
    sheet: Worksheet,
    row: int,
    question: Question,
    section: FormSection,
    own: ListSheet | None,
    begun: Submission,
) -> None:
    ask = ask_in_cells(question)
    wanted = question.evidence and f"Evidence wanted: {question.evidence}."
    why = "\n".join(filter(None, [question.why, wanted]))
    for name, text, look in (
        (QUESTION, ask, "strong"),
        (WHY, why, "plain"),
        (WEIGHT, section.words, "plain"),
        (PATH, question.path, "quiet"),
    ):
        sheet.write_string(row, _COLUMN_OF[name], text, builder.format_named(look))
    takes = _A_LIST if own else cell_accepted_values(question)
    shown = ((QUESTION, ask), (WHY, why), (WEIGHT, section.words), (TAKES, takes))
    answer = (ANSWER_COLUMN, f"{ELSEWHERE}“{own.name}”" if own else "")
    sheet.set_row(row, row_height((text, _WIDTHS[name]) for name, text in (*shown, answer)))
    if own is None:
        _write_answer_cells(builder, sheet, row, question, begun)
    else:
        _write_list_cells(builder, sheet, row, own, answered=question.path in begun.answers)
    proof = begun.evidence.get(question.path)
    given = (proof.document, proof.where, proof.level.word) if proof else ("", "", "")
    for name, text in zip((DOCUMENT, WHERE, LEVEL), given, strict=True):
        sheet.write(row, _COLUMN_OF[name], text or None, builder.input_format(TEXT_FORMAT))
    levels = {"validate": "list", "source": EVIDENCE_LEVELS}
    sheet.data_validation(row, _COLUMN_OF[LEVEL], row, _COLUMN_OF[LEVEL], levels)


def _write_answer_cells(
    builder: WorkbookBuilder, sheet: Worksheet, row: int, question: Question, begun: Submission
) -> None:
    sheet.write_string(
        row, _COLUMN_OF[TAKES], cell_accepted_values(question), builder.format_named("hint")
    )
    column = _COLUMN_OF[ANSWER_COLUMN]
    answered = question.path in begun.answers
    given = begun.answers.get(question.path)
    none_given = answered and given in (None, Items(()))
    if answered and not none_given:
        write_answer(builder, sheet, row, column, given, question)
    else:
        sheet.write_blank(row, column, None, builder.input_format(cell_number_format(question)))
    checks = cell_validation(question, builder.question_choices_range(question))
    sheet.data_validation(row, column, row, column, checks)
    none = question.none
    if question.type is ValueType.CHOICES:
        none = "none of them"
    elif question.type is ValueType.DOCUMENT and not none:
        none = "no such document"
    _write_mark_cell(builder, sheet, row, _COLUMN_OF[UNSURE], NOT_KNOWN)
    _write_mark_cell(builder, sheet, row, _COLUMN_OF[NO_SUCH], none, marked=none_given)
    answer, mark = (f"{_letters(name)}{row + 1}" for name in (ANSWER_COLUMN, NO_SUCH))
    formula = f'=IF(OR(AND({answer}<>"",{answer}<>"{NOT_KNOWN}"),{mark}<>""),1,0)'
    quiet = builder.format_named("quiet")
    sheet.write_formula(row, _COLUMN_OF[ANSWERED], formula, quiet, int(answered))


def _write_mark_cell(
    builder: WorkbookBuilder,
    sheet: Worksheet,
    row: int,
    column: int,
    words: str,
    *,
    marked: bool = False,
) -> None:
    if not words:
        sheet.write_blank(row, column, None, builder.format_named("shut"))
        return
    sheet.write(row, column, MARK if marked else None, builder.input_format(TEXT_FORMAT))
    message = shorten_message(f"{MARK} stands for: {words}")
    checks = {"validate": "list", "source": [MARK], "input_message": message}
    sheet.data_validation(row, column, row, column, checks)


def _write_list_cells(
    builder: WorkbookBuilder, sheet: Worksheet, row: int, own: ListSheet, *, answered: bool
) -> None:
    sheet.write_string(row, _COLUMN_OF[TAKES], _A_LIST, builder.format_named("hint"))
    for name in (UNSURE, NO_SUCH):
        sheet.write_blank(row, _COLUMN_OF[name], None, builder.format_named("shut"))
    text = f"{ELSEWHERE}“{own.name}”"
    target = f"internal:{own.state.replace('$', '')}"
    sheet.write_url(row, _COLUMN_OF[ANSWER_COLUMN], target, builder.format_named("shut"), text)
    formula = f'=IF(OR({own.state}="",{own.state}="{NOT_KNOWN}"),0,1)'
    quiet = builder.format_named("quiet")
    sheet.write_formula(row, _COLUMN_OF[ANSWERED], formula, quiet, int(answered))
