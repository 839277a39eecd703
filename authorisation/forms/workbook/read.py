"""The reader of the workbook form, as strict as that of YAML."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from typing import Final

from authorisation.forms.workbook.archive import unsafe
from authorisation.forms.workbook.layout import ABOUT, ABOUT_KEY, PATH, path_of
from authorisation.forms.workbook.read_cells import Sheet, read_sheets
from authorisation.forms.workbook.read_lists import TOP, read_list, state_cell
from authorisation.forms.workbook.read_questions import (
    header_of,
    read_answer_cells,
    read_evidence_cells,
    rows_of,
)
from authorisation.forms.workbook.read_text import cell_text, scalar_at
from authorisation.language.answers.answers import MAX_SUGGESTED, Reading
from authorisation.language.answers.submissions import submission_of
from authorisation.language.yaml.characters import quoted
from authorisation.language.yaml.document import Mapping, Node
from authorisation.language.yaml.scalars import Refused, suggestion
from authorisation.model.question import Question, QuestionBank, ValueType
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location
from authorisation.model.submission import Submission

_ABOUT_TYPES: Final[MappingOf[str, ValueType]] = {
    "code": ValueType.CODE,
    "as_of": ValueType.DATE,
    "received_on": ValueType.DATE,
    "published_facts_only": ValueType.BOOLEAN,
}


def read_workbook(data: bytes, file: str, rules: RuleSet | QuestionBank) -> Submission:
    """The submission in the bytes of a workbook; `file` names it in messages.

    Raises:
        UnreadableFile: if these bytes are not a workbook, or not the form.
        InvalidSubmission: with every problem in it, each with its sheet and cell.
    """
    questions = rules.bank if isinstance(rules, RuleSet) else rules.questions
    sheets = read_sheets(data, file)
    reading = Reading()
    root = _about(sheets, reading)
    if root is None or not any(map(header_of, sheets)):
        raise unsafe(
            file,
            "this workbook is not a form that can be read",
            "fill in the one that `authorise form SET --format xlsx` writes",
        )
    answers, evidence = Mapping(root.at), Mapping(root.at)
    for sheet in sheets:
        for path, row in rows_of(sheet, reading):
            at = row.at(PATH)
            if question := _known(path, questions, at, reading):
                _put_once(answers, path, read_answer_cells(row, path, question, reading), reading)
                _put_once(evidence, path, read_evidence_cells(row, reading), reading)
        if state := state_cell(sheet):
            _put_once(answers, *read_list(sheet, state, questions, reading), reading)
    root.put("answers", answers, root.at)
    root.put("evidence", evidence, root.at)
    return submission_of(root, file, rules, reading)


def _known(
    path: str, questions: MappingOf[str, Question], at: Location, reading: Reading
) -> Question | None:
    if path not in questions:
        near = suggestion(path, questions) if len(reading.problems) < MAX_SUGGESTED else ""
        reading.wrong(at, f"no question is called {quoted(path)}", near)
    return questions.get(path)


def _put_once(into: Mapping, path: str, node: Node | None, reading: Reading) -> None:
    if node is None:
        return
    if path in into:
        reading.wrong(node.at, f"{quoted(path)} is answered twice", "keep one")
    else:
        into.put(path, node, node.at)


def _about(sheets: tuple[Sheet, ...], reading: Reading) -> Mapping | None:
    """The submission's own particulars, such as its name; None where no sheet has their keys."""
    found: Mapping | None = None
    for sheet in sheets:
        for (row, column), content in sheet.cells.items():
            if not isinstance(content, str) or row > TOP or column == 1:
                continue
            key = path_of(content).removeprefix(ABOUT_KEY)
            if key not in ABOUT or path_of(content) == key:
                continue
            found = Mapping(sheet.at(row, column - 1)) if found is None else found
            _put_once(found, key, _about_value(sheet, row, column - 1, key, reading), reading)
    return found


def _about_value(sheet: Sheet, row: int, column: int, key: str, reading: Reading) -> Node | None:
    content = sheet.cells.get((row, column))
    if content is None:
        return None
    try:
        text = cell_text(content, _ABOUT_TYPES.get(key, ValueType.TEXT))
    except Refused as refused:
        reading.wrong(sheet.at(row, column), refused.message, refused.remedy)
        text = "?"  # so that it is not also said to be missing
        return scalar_at(sheet, row, column, text) if key == "name" else None
    return scalar_at(sheet, row, column, text)
