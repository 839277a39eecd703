"""The reader of the workbook form, as strict as that of YAML."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from authorisation.errors import UnreadableFile
from authorisation.forms.workbook import layout
from authorisation.forms.workbook.archive import commented_cells, unreadable_workbook
from authorisation.forms.workbook.read_cells import (
    CellContent,
    Sheet,
    read_sheets,
    refuse_other_form,
)
from authorisation.forms.workbook.read_lists import TOP_ROWS, find_state_cell, read_list_sheet
from authorisation.forms.workbook.read_questions import (
    find_header,
    question_rows,
    read_answer_cells,
    read_evidence_cells,
    refuse_answers_to_group,
)
from authorisation.forms.workbook.read_text import REFUSED, answer_text, scalar_node
from authorisation.forms.workbook.strays import stray_cells
from authorisation.language.answers.answers import SO_FAR
from authorisation.language.answers.placeholders import AnswerWords
from authorisation.language.answers.submissions import build_submission
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Node, Sequence
from authorisation.language.yaml.file_kinds import FileKind
from authorisation.language.yaml.problems import Problems
from authorisation.language.yaml.scalars import InvalidScalar
from authorisation.model.question import Question, QuestionBank, ValueType, groups_around
from authorisation.model.rules import RuleSet
from authorisation.model.source import Location, Remedy
from authorisation.model.submission import Submission, head_place

IN_CELLS: Final = AnswerWords(
    leave_out="leave the cell empty",
    leave_evidence_out="leave the cells of this evidence empty",
    there_is_none=f"mark {layout.MARK} under {quote(layout.NO_SUCH)}",
)
_ABOUT_TYPES: Final[MappingOf[str, ValueType]] = {
    "code": ValueType.CODE,
    "as_of": ValueType.DATE,
    "received_on": ValueType.DATE,
    "published_facts_only": ValueType.BOOLEAN,
}


def read_workbook(
    data: bytes,
    file: str,
    rules: RuleSet | QuestionBank,
    left_out: Problems | None = None,
) -> Submission:
    """The submission in the bytes of a workbook; `file` names it in messages.

    Of `left_out` see `read_submission`; a row that answers nothing is passed over then.

    Raises:
        UnreadableFile: if these bytes are not a workbook, or not the form.
        InvalidSubmission: with every problem in it, each with its sheet and cell; it is the form
            of returns.
    """
    questions = rules.bank if isinstance(rules, RuleSet) else rules.questions
    sheets = read_sheets(data, file)
    problems = Problems()
    root = _read_about(sheets, problems)
    if root is None:
        refuse_other_form(sheets, layout.FILE_KEY, FileKind.RETURNS, FileKind.SUBMISSION)
    if root is None or not any(map(find_header, sheets)):
        raise unreadable_workbook(
            file,
            "this workbook is not a form that can be read",
            Remedy(
                "fill in the one that `authorise form SET --format xlsx` writes",
                on_page="fill in the one that can be downloaded here",
            ),
        )
    answers, evidence = Mapping(root.at), Mapping(root.at)
    asked_at: dict[str, Location] = {}
    groups = groups_around(questions)
    faults = problems if left_out is None else left_out
    for sheet in sheets:
        for path, row in question_rows(sheet, faults):
            if left_out is not None and not row.filled:
                continue
            at = asked_at[path] = row.at(layout.PATH)
            if path in groups and path not in questions:
                refuse_answers_to_group(row, path, faults)
            elif question := _known_question(path, questions, at, faults):
                put_once(answers, path, read_answer_cells(row, path, question, faults), faults)
            else:
                continue
            put_once(evidence, path, read_evidence_cells(row, faults), faults)
        if state := find_state_cell(sheet):
            path, items = read_list_sheet(sheet, state, questions, faults)
            asked_at |= _entries_at(path, items, sheet)
            put_once(answers, path, items, faults)
    root.put("answers", answers, root.at)
    root.put("evidence", evidence, root.at)
    submission = build_submission(root, file, rules, problems, left_out, IN_CELLS)
    return replace(
        submission,
        places={**submission.places, **_empty_days(sheets)},
        asked_at=MappingProxyType(asked_at),
        comments=commented_cells(data),
        strays=tuple(stray_cells(sheets)),
    )


def _entries_at(path: str, items: Node | None, sheet: Sheet) -> Iterator[tuple[str, Location]]:
    """The paths of a list and each of its entries, each with the place where it is answered."""
    yield path, sheet.at()
    listed = items.get(SO_FAR) if isinstance(items, Mapping) else items
    for number, item in enumerate(listed if isinstance(listed, Sequence) else (), start=1):
        yield f"{path}[{number}]", item.at


def is_form(data: bytes, file: str) -> bool:
    """Whether these bytes are a workbook with questions of ours to answer."""
    if not data.startswith(b"PK"):
        return False
    try:
        return any(map(find_header, read_sheets(data, file)))
    except UnreadableFile:
        return False


def _known_question(
    path: str, questions: MappingOf[str, Question], at: Location, problems: Problems
) -> Question | None:
    if path not in questions:
        problems.unknown_name(path, at, questions, "question")
    return questions.get(path)


def put_once(into: Mapping, path: str, node: Node | None, problems: Problems) -> None:
    """Put an entry, if there is one, where there is none of its key; else there is a problem."""
    if node is None:
        return
    if path in into:
        problems.wrong(node.at, f"{quote(path)} is answered twice", "keep one")
    else:
        into.put(path, node, node.at)


def _empty_days(sheets: tuple[Sheet, ...]) -> dict[str, Location]:
    """The cells of the days that nobody gave, for messages that ask for one."""
    return {
        head_place(key): sheet.at(row, column - 1)
        for sheet in sheets
        for (row, column), content in sheet.cells.items()
        for key in ("as_of", "received_on")
        if content == layout.column_key(layout.ABOUT_KEY + key)
        and (row, column - 1) not in sheet.cells
    }


def _read_about(sheets: tuple[Sheet, ...], problems: Problems) -> Mapping | None:
    """The submission's own particulars, such as its name; None where no sheet has their keys."""
    found: Mapping | None = None
    for sheet in sheets:
        for (row, column), content in sheet.cells.items():
            if not isinstance(content, str) or row > TOP_ROWS or column == 1:
                continue
            key = layout.path_in_key(content).removeprefix(layout.ABOUT_KEY)
            if key not in layout.ABOUT or layout.path_in_key(content) == key:
                continue
            at = sheet.at(row, column - 1)
            found = Mapping(at) if found is None else found
            value = _read_about_value(sheet.cells.get((row, column - 1)), key, at, problems)
            put_once(found, key, value, problems)
    return found


def _read_about_value(
    content: CellContent | None, key: str, at: Location, problems: Problems
) -> Node | None:
    if content is None:
        return None
    try:
        text = answer_text(content, _ABOUT_TYPES.get(key, ValueType.TEXT))
    except InvalidScalar as refused:
        problems.refused(at, refused)
        return scalar_node(at, REFUSED) if key == "name" else None
    return scalar_node(at, text.casefold() if key == "stage" else text)
