"""The reader of the questions' sheet: one row a question, with its answer and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence as SequenceOf
from typing import Final

from authorisation.forms.workbook import read_text
from authorisation.forms.workbook.layout import (
    ANSWER_COLUMN,
    DOCUMENT,
    ELSEWHERE,
    EXPLAINED,
    LEVEL,
    NO_SUCH,
    PATH,
    READ_COLUMNS,
    UNSURE,
    WHERE,
)
from authorisation.forms.workbook.read_cells import CellContent, Sheet
from authorisation.forms.workbook.read_lists import TOP_ROWS, answer_node
from authorisation.language.answers.answers import NONE
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Sequence
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import InvalidScalar
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Location

_FOUND_BY: Final = {*READ_COLUMNS, EXPLAINED, PATH}
_EVIDENCE_COLUMNS: Final = ((DOCUMENT, "document"), (WHERE, "where"), (LEVEL, "level"))


class SheetRow:
    """One row of the questions' sheet, its cells by their heading."""

    def __init__(self, sheet: Sheet, number: int, columns: MappingOf[str, int]) -> None:
        self.sheet = sheet
        self.number = number
        self.columns = columns

    def at(self, heading: str) -> Location:
        """The location of the cell under a heading."""
        return self.sheet.at(self.number, self.columns[heading])

    def get(self, heading: str) -> CellContent | None:
        """The content of the cell under a heading; None where it is empty."""
        return self.sheet.cells.get((self.number, self.columns[heading]))

    @property
    def filled(self) -> str:
        """The heading of the first cell to be filled in that is; empty where none is."""
        read = (each for each in (*READ_COLUMNS, EXPLAINED) if each in self.columns)
        return next((each for each in read if self.get(each) is not None), "")


def find_header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of headings, with the column of each; None on any other sheet."""
    rows: dict[int, dict[str, int]] = {}
    for (row, column), content in sheet.cells.items():
        if row <= TOP_ROWS and isinstance(content, str) and content in _FOUND_BY:
            rows.setdefault(row, {}).setdefault(content, column)
    return next(
        ((row, found) for row, found in rows.items() if {PATH, ANSWER_COLUMN} <= found.keys()), None
    )


def question_rows(
    sheet: Sheet, problems: Problems, read: SequenceOf[str] = READ_COLUMNS
) -> Iterator[tuple[str, SheetRow]]:
    """Yield each row that has a path, with the path; a row filled in without one is a problem.

    `read` are the columns that must be there.
    """
    header = find_header(sheet)
    if header is None:
        return
    top, columns = header
    for heading in (*read, PATH):
        if heading not in columns:
            message = f"the heading {quote(heading)} is gone from this row"
            problems.wrong(sheet.at(top), message, "copy the answers into a fresh form")
            return
    for number in sorted({row for row, _ in sheet.cells if row > top}):
        row = SheetRow(sheet, number, columns)
        path = row.get(PATH)
        if isinstance(path, str):
            yield path, row
        elif filled := row.filled:
            message = f"this row has no question: its cell under {quote(PATH)} is empty"
            problems.wrong(row.at(filled), message, "put the path back, or empty the row")


def read_answer_cells(
    row: SheetRow, path: str, question: Question, problems: Problems, *, lists_apart: bool = True
) -> Node | None:
    """The node of one answer; None where it is not given, faulty, or on a sheet of its own.

    `lists_apart` says whether lists have sheets of their own.
    """
    content = row.get(ANSWER_COLUMN)
    unsure, none = _is_marked(row, UNSURE, problems), _is_marked(row, NO_SUCH, problems)
    if lists_apart and question.type is ValueType.LIST:
        _refuse_answers_to_list(row, path, unsure=unsure, none=none, problems=problems)
        return None
    if content is not None and read_text.is_unanswered(content):
        unsure, content = True, None
    given = ((UNSURE, unsure), (NO_SUCH, none), (ANSWER_COLUMN, content is not None))
    answered = [heading for heading, here in given if here]
    if len(answered) > 1:
        both = " and under ".join(map(quote, answered))
        problems.wrong(row.at(answered[-1]), f"{quote(path)} is answered under {both}", "keep one")
        return None
    return _answer(row, content, question, none=none, problems=problems)


def _is_marked(row: SheetRow, heading: str, problems: Problems) -> bool:
    try:
        return read_text.is_marked(row.get(heading), heading)
    except InvalidScalar as refused:
        problems.refused(row.at(heading), refused)
        return False


def _answer(
    row: SheetRow,
    content: CellContent | None,
    question: Question,
    *,
    none: bool,
    problems: Problems,
) -> Node | None:
    if none and question.type in {ValueType.CHOICES, ValueType.LIST}:
        return Sequence(row.at(NO_SUCH))
    if none:
        return read_text.scalar_node(row.at(NO_SUCH), NONE)
    if content is None:
        return None
    try:
        return answer_node(content, question, row.at(ANSWER_COLUMN))
    except InvalidScalar as refused:
        problems.refused(row.at(ANSWER_COLUMN), refused)
        return None


def _refuse_answers_to_list(
    row: SheetRow, path: str, *, unsure: bool, none: bool, problems: Problems
) -> None:
    """Note a problem for each answer beside the question of a list, where it would be lost."""
    content = row.get(ANSWER_COLUMN)
    ours = content is None or (isinstance(content, str) and content.startswith(ELSEWHERE))
    for heading, here in ((ANSWER_COLUMN, not ours), (UNSURE, unsure), (NO_SUCH, none)):
        if here:
            remedy = "answer it there, row by row, and say at its top whether it is complete"
            problems.wrong(row.at(heading), f"{quote(path)} has a sheet of its own", remedy)


def refuse_answers_to_group(row: SheetRow, group: str, problems: Problems) -> None:
    """Note a problem for each answer in the row of a group, which has evidence alone."""
    for heading in (ANSWER_COLUMN, UNSURE, NO_SUCH):
        if row.get(heading) is not None:
            message = f"{quote(group)} is a group of questions, not a question"
            problems.wrong(row.at(heading), message, "answer its questions, each in its own row")


def read_evidence_cells(row: SheetRow, problems: Problems) -> Mapping | None:
    """The node of the evidence of an answer; None where none is named."""
    found = Mapping(row.at(DOCUMENT))
    for heading, name in _EVIDENCE_COLUMNS:
        content = row.get(heading)
        if content is None:
            continue
        at = row.at(heading)
        try:
            text = read_text.answer_text(content, ValueType.TEXT)
        except InvalidScalar as refused:
            problems.refused(at, refused)
            text = "stated" if name == "level" else read_text.REFUSED
        found.put(name, read_text.scalar_node(at, text), at)
    return found or None
