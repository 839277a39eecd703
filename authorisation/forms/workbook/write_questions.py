"""The writer of the questions' sheet: gates first, by topic, one row a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from authorisation.explain.words.questions import ask_in_cells
from authorisation.forms.sections import FormSection
from authorisation.forms.workbook import validation
from authorisation.forms.workbook.layout import (
    ANSWER_COLUMN,
    ANSWERED,
    DOCUMENT,
    ELSEWHERE,
    EXPLAINED,
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
from authorisation.forms.workbook.write_answers import write_answer
from authorisation.forms.workbook.write_lists import ListSheet
from authorisation.model.question import Question, ValueType, groups_around
from authorisation.model.rules import RuleSet
from authorisation.model.source import column_letters
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Evidence, Items

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
    EXPLAINED: 30,
    ANSWERED: 10,
    PATH: 12,
}
_A_LIST: Final = "a list, one row for each entry"
INSTRUCTION: Final = (
    f"Write in the yellow cells; leave empty what you do not know yet, or mark it {MARK}."
)
_OF_GROUPS: Final = "Evidence of several answers at once"
NOTHING_MORE: Final[Mapping[str, str]] = MappingProxyType({})


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
    table = QuestionTable(builder, sheet, HEADINGS)
    sheet.set_row(0, 20)
    sheet.write_string(0, 0, rules.title, builder.named_format("section"))
    sheet.write_string(1, 0, INSTRUCTION, builder.named_format("quiet"))
    table.write_headings(HEADER_ROW)
    section_counts: list[SectionCount] = []
    row = HEADER_ROW + 1
    for section in sections:
        first = row
        table.write_band(row, section.heading, "section")
        row += 1
        for topic in section.topics:
            table.write_band(row, topic.title, "topic")
            for number, question in enumerate(topic.questions, start=row + 1):
                own, more = lists.get(question.path), {WEIGHT: section.words}
                table.write_row(number, question, begun.answers, begun.evidence, own, more)
            row += 1 + len(topic.questions)
        letter = table.letters(ANSWERED)
        cells = f"'{sheet.name}'!${letter}${first + 1}:${letter}${row}"
        answered = sum(
            question.path in begun.answers
            for topic in section.topics
            for question in topic.questions
        )
        section_counts.append(SectionCount(section.title, section.count, cells, answered))
    table.write_groups(row, rules.questions, begun.evidence)
    return tuple(section_counts)


class QuestionTable:
    """A table of questions on a sheet, a row each, with the columns that are wanted."""

    def __init__(self, builder: WorkbookBuilder, sheet: Worksheet, headings: Sequence[str]) -> None:
        self._builder, self._sheet = builder, sheet
        self._columns = {name: column for column, name in enumerate(headings)}

    def letters(self, heading: str) -> str:
        """The letters of the column under a heading."""
        return column_letters(self._columns[heading] + 1)

    def write_headings(self, row: int) -> None:
        """Write the row of headings, which stays in view and is printed on every page."""
        for name, column in self._columns.items():
            self._sheet.set_column(column, column, _WIDTHS[name])
            self._sheet.write_string(row, column, name, self._builder.named_format("heading"))
        self._sheet.set_row(row, row_height((name, _WIDTHS[name]) for name in self._columns))
        self._sheet.freeze_panes(row + 1, 1)
        self._sheet.repeat_rows(row)

    def write_band(self, row: int, text: str, look: str) -> None:
        """Write a line across the table."""
        self._sheet.write_string(row, 0, text, self._builder.named_format(look))
        for column in range(1, len(self._columns)):
            self._sheet.write_blank(row, column, None, self._builder.named_format(look))

    def write_row(
        self,
        row: int,
        question: Question,
        answers: Mapping[str, Answer],
        evidence: Mapping[str, Evidence],
        own: ListSheet | None = None,
        more: Mapping[str, str] = NOTHING_MORE,
    ) -> None:
        """Write a question with what is answered; `own` is the sheet of a list.

        `more` are texts by their headings.
        """
        ask = ask_in_cells(question)
        wanted = question.evidence and f"Evidence wanted: {question.evidence}."
        why = "\n".join(filter(None, [question.why, wanted]))
        texts = ((QUESTION, ask, "strong"), (WHY, why, "plain"), (PATH, question.path, "quiet"))
        for name, text, look in (*texts, (WEIGHT, more.get(WEIGHT, ""), "plain")):
            if name in self._columns:
                self._put(row, name, text, look)
        takes = _A_LIST if own else validation.cell_accepted_values(question)
        given = (ANSWER_COLUMN, f"{ELSEWHERE}“{own.name}”" if own else "")
        shown = ((QUESTION, ask), (WHY, why), (TAKES, takes), given, *more.items())
        height = row_height((text, _WIDTHS[name]) for name, text in shown)
        self._sheet.set_row(row, height)
        if own is None:
            self._write_answer_cells(row, question, answers)
        else:
            self._write_list_cells(row, own, answered=question.path in answers)
        self._write_evidence_cells(row, evidence.get(question.path))
        if EXPLAINED in self._columns:
            look = self._builder.input_format(validation.TEXT_FORMAT)
            self._sheet.write(row, self._columns[EXPLAINED], more.get(EXPLAINED) or None, look)

    def write_groups(
        self, row: int, questions: Iterable[str], evidence: Mapping[str, Evidence]
    ) -> None:
        """Write what is evidence of each question of a group, a row a group, where there is any."""
        groups = [group for group in groups_around(questions) if group in evidence]
        if groups:
            self.write_band(row, _OF_GROUPS, "topic")
        shut = self._builder.named_format("shut")
        for number, group in enumerate(groups, start=row + 1):
            for column in self._columns.values():
                self._sheet.write_blank(number, column, None, shut)
            self._put(number, QUESTION, f"Each question whose path begins with {group}", "strong")
            self._put(number, PATH, group, "quiet")
            self._write_evidence_cells(number, evidence[group])

    def _put(self, row: int, heading: str, text: str, look: str) -> None:
        column = self._columns[heading]
        self._sheet.write_string(row, column, text, self._builder.named_format(look))

    def _write_evidence_cells(self, row: int, proof: Evidence | None) -> None:
        if LEVEL not in self._columns:
            return
        given = (proof.document, proof.where, proof.level.word) if proof else ("", "", "")
        for name, text in zip((DOCUMENT, WHERE, LEVEL), given, strict=True):
            look = self._builder.input_format(validation.TEXT_FORMAT)
            self._sheet.write(row, self._columns[name], text or None, look)
        levels = {"validate": "list", "source": EVIDENCE_LEVELS}
        column = self._columns[LEVEL]
        self._sheet.data_validation(row, column, row, column, levels)

    def _write_answer_cells(
        self, row: int, question: Question, answers: Mapping[str, Answer]
    ) -> None:
        self._put(row, TAKES, validation.cell_accepted_values(question), "hint")
        column = self._columns[ANSWER_COLUMN]
        answered = question.path in answers
        given = answers.get(question.path)
        none_given = answered and given in (None, Items(()))
        if answered and not none_given:
            write_answer(self._builder, self._sheet, row, column, given, question)
        else:
            look = self._builder.input_format(validation.cell_number_format(question))
            self._sheet.write_blank(row, column, None, look)
        checks = validation.cell_validation(
            question, self._builder.question_choices_range(question)
        )
        self._sheet.data_validation(row, column, row, column, checks)
        none = question.none
        if question.type is ValueType.CHOICES:
            none = "none of them"
        elif question.type is ValueType.LIST:
            none = "there is none"
        elif question.type is ValueType.DOCUMENT and not none:
            none = "no such document"
        self._write_mark_cell(row, UNSURE, NOT_KNOWN)
        self._write_mark_cell(row, NO_SUCH, none, marked=none_given)
        answer, mark = (f"{self.letters(name)}{row + 1}" for name in (ANSWER_COLUMN, NO_SUCH))
        formula = f'=IF(OR(AND({answer}<>"",{answer}<>"{NOT_KNOWN}"),{mark}<>""),1,0)'
        self._write_answered(row, formula, answered=answered)

    def _write_answered(self, row: int, formula: str, *, answered: bool) -> None:
        if ANSWERED in self._columns:
            quiet = self._builder.named_format("quiet")
            column = self._columns[ANSWERED]
            self._sheet.write_formula(row, column, formula, quiet, int(answered))

    def _write_mark_cell(self, row: int, heading: str, words: str, *, marked: bool = False) -> None:
        column = self._columns[heading]
        if not words:
            self._sheet.write_blank(row, column, None, self._builder.named_format("shut"))
            return
        text = MARK if marked else None
        self._sheet.write(row, column, text, self._builder.input_format(validation.TEXT_FORMAT))
        message = validation.shorten_message(f"{MARK} stands for: {words}")
        checks = {"validate": "list", "source": [MARK], "input_message": message}
        self._sheet.data_validation(row, column, row, column, checks)

    def _write_list_cells(self, row: int, own: ListSheet, *, answered: bool) -> None:
        self._put(row, TAKES, _A_LIST, "hint")
        shut = self._builder.named_format("shut")
        for name in (UNSURE, NO_SUCH):
            self._sheet.write_blank(row, self._columns[name], None, shut)
        text = f"{ELSEWHERE}“{own.name}”"
        target = f"internal:{own.state.replace('$', '')}"
        self._sheet.write_url(row, self._columns[ANSWER_COLUMN], target, shut, text)
        formula = f'=IF(OR({own.state}="",{own.state}="{NOT_KNOWN}"),0,1)'
        self._write_answered(row, formula, answered=answered)
