"""The reader of the questions' sheet: one row a question, with its answer and evidence."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from typing import Final

from authorisation.forms.workbook.layout import (
    ANSWER,
    DOCUMENT,
    ELSEWHERE,
    FILLED,
    LEVEL,
    NO_SUCH,
    PATH,
    UNSURE,
    WHERE,
)
from authorisation.forms.workbook.read_cells import Content, Sheet
from authorisation.forms.workbook.read_lists import TOP, answer_node
from authorisation.forms.workbook.read_text import (
    NONE,
    cell_text,
    marked,
    scalar_at,
    unanswered,
)
from authorisation.language.answers.answers import Reading
from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.document import Mapping, Node, Sequence
from authorisation.language.yaml.scalars import Refused
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Location

_EVIDENCE: Final = ((DOCUMENT, "document"), (WHERE, "where"), (LEVEL, "level"))


class Row:
    """One row of the questions' sheet, its cells by their heading."""

    def __init__(self, sheet: Sheet, number: int, columns: MappingOf[str, int]) -> None:
        self.sheet = sheet
        self.number = number
        self.columns = columns

    def at(self, heading: str) -> Location:
        """The location of the cell under a heading."""
        return self.sheet.at(self.number, self.columns[heading])

    def get(self, heading: str) -> Content | None:
        """The content of the cell under a heading; None where it is empty."""
        return self.sheet.cells.get((self.number, self.columns[heading]))


def header_of(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of headings, with the column of each; None on any other sheet."""
    rows: dict[int, dict[str, int]] = {}
    for (row, column), content in sheet.cells.items():
        if row <= TOP and isinstance(content, str) and content in {*FILLED, PATH}:
            rows.setdefault(row, {}).setdefault(content, column)
    return next(
        ((row, found) for row, found in rows.items() if {PATH, ANSWER} <= found.keys()), None
    )


def rows_of(sheet: Sheet, reading: Reading) -> Iterator[tuple[str, Row]]:
    """Yield each row that has a path, with the path; a row filled in without one is a problem."""
    header = header_of(sheet)
    if header is None:
        return
    top, columns = header
    for heading in (*FILLED, PATH):
        if heading not in columns:
            said = f"the heading {quoted(heading)} is gone from this row"
            reading.wrong(sheet.at(top), said, "copy the answers into a fresh form")
            return
    for number in sorted({row for row, _ in sheet.cells if row > top}):
        row = Row(sheet, number, columns)
        path = row.get(PATH)
        if isinstance(path, str):
            yield path, row
        elif filled := next((h for h in FILLED if row.get(h) is not None), ""):
            said = f"this row has no question: its cell under {quoted(PATH)} is empty"
            reading.wrong(row.at(filled), said, "put the path back, or empty the row")


def read_answer_cells(row: Row, path: str, question: Question, reading: Reading) -> Node | None:
    """The node of one answer; None where it is not given, faulty, or on a sheet of its own."""
    content = row.get(ANSWER)
    unsure, none = _marked(row, UNSURE, reading), _marked(row, NO_SUCH, reading)
    if question.type is ValueType.LIST:
        _nothing_here(row, path, unsure=unsure, none=none, reading=reading)
        return None
    if content is not None and unanswered(content):
        unsure, content = True, None
    told = [unsure and UNSURE, none and NO_SUCH, content is not None and ANSWER]
    said = [heading for heading in told if heading]
    if len(said) > 1:
        both = " and under ".join(map(quoted, said))
        reading.wrong(row.at(said[-1]), f"{quoted(path)} is answered under {both}", "keep one")
        return None
    return _answer(row, content, question, none=none, reading=reading)


def _marked(row: Row, heading: str, reading: Reading) -> bool:
    try:
        return marked(row.get(heading), heading)
    except Refused as refused:
        reading.wrong(row.at(heading), refused.message, refused.remedy)
        return False


def _answer(
    row: Row, content: Content | None, question: Question, *, none: bool, reading: Reading
) -> Node | None:
    if none and question.type is ValueType.CHOICES:
        return Sequence(row.at(NO_SUCH))
    if none:
        return scalar_at(row.sheet, row.number, row.columns[NO_SUCH], NONE)
    if content is None:
        return None
    try:
        return answer_node(content, question, row.sheet, row.number, row.columns[ANSWER])
    except Refused as refused:
        reading.wrong(row.at(ANSWER), refused.message, refused.remedy)
        return None


def _nothing_here(row: Row, path: str, *, unsure: bool, none: bool, reading: Reading) -> None:
    """Note a problem for each answer beside the question of a list, where it would be lost."""
    content = row.get(ANSWER)
    ours = content is None or (isinstance(content, str) and content.startswith(ELSEWHERE))
    for heading, here in ((ANSWER, not ours), (UNSURE, unsure), (NO_SUCH, none)):
        if here:
            remedy = "answer it there, row by row, and say at its top whether it is complete"
            reading.wrong(row.at(heading), f"{quoted(path)} has a sheet of its own", remedy)


def read_evidence_cells(row: Row, reading: Reading) -> Mapping | None:
    """The node of the evidence of an answer; None where none is named."""
    found = Mapping(row.at(DOCUMENT))
    for heading, name in _EVIDENCE:
        content = row.get(heading)
        if content is None:
            continue
        at = row.at(heading)
        try:
            text = cell_text(content, ValueType.TEXT)
        except Refused as refused:
            reading.wrong(at, refused.message, refused.remedy)
            text = "stated" if name == "level" else "?"
        found.put(name, scalar_at(row.sheet, at.line, at.column, text), at)
    return found or None
