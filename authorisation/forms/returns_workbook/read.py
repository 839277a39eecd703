"""The reader of a workbook of returns: the entries of its file, read as those of YAML are."""

from __future__ import annotations

from functools import cached_property
from typing import Final

import msgspec

from authorisation.errors import InvalidSubmission
from authorisation.forms.returns_workbook import layout
from authorisation.forms.returns_workbook.read_returns import (
    ReturnSheet,
    claim_causes,
    head_entries,
    read_head,
    read_return,
    read_rows,
    return_sheets,
)
from authorisation.forms.workbook.archive import commented_cells, unreadable_workbook
from authorisation.forms.workbook.layout import ABOUT_KEY, FILE_KEY
from authorisation.forms.workbook.read import IN_CELLS, put_once
from authorisation.forms.workbook.read_cells import Sheet, read_sheets, refuse_other_form
from authorisation.forms.workbook.read_lists import find_keys, find_state_cell, read_list_sheet
from authorisation.forms.workbook.read_questions import find_header
from authorisation.forms.workbook.strays import stray_cells
from authorisation.language.answers.placeholders import ReturnsWords
from authorisation.language.answers.returns import ReturnsContext, build_group
from authorisation.language.answers.returns_head import ReturnsHead, head_of
from authorisation.language.yaml.characters import quote
from authorisation.language.yaml.document import Mapping, Sequence
from authorisation.language.yaml.file_kinds import FileKind
from authorisation.language.yaml.problems import Problems
from authorisation.model.returns import AuthorisedGroup
from authorisation.model.source import Problem, Remedy

_ROWS_ALONE: Final = (layout.CAPABILITY, layout.ACTS, layout.CAUSES)
"""The lists that say of themselves no more than their rows."""
_IN_CELLS: Final = ReturnsWords(
    **msgspec.structs.asdict(IN_CELLS),
    corrects="choose `correction` as its version",
    first_version="choose `first` as its version",
    which_period="write its period, such as `2013-14 Q1`",
    at_authorisation="write it on the sheet of what was so at authorisation",
    in_a_return="write it on the sheet of a return",
)


class ReturnsWorkbook:
    """A workbook of returns with its cells read, whose answers a regime is needed to read."""

    def __init__(self, data: bytes, file: str) -> None:
        """Read the cells of a workbook; `file` names it in messages.

        Raises:
            InvalidSubmission: it is the form of a submission.
            UnreadableFile: these bytes are not a workbook, or not one of returns.
        """
        self.file = file
        self._sheets = read_sheets(data, file)
        self.comments = commented_cells(data)
        """The cells that have comments, which nobody reads."""
        if self._about(Problems()) is None:
            refuse_other_form(self._sheets, ABOUT_KEY, FileKind.SUBMISSION, FileKind.RETURNS)
            raise unreadable_workbook(
                file,
                "this workbook is not a file of returns that can be read",
                Remedy(
                    "fill in the one that `authorise form SET --returns -o FILE.xlsx` writes",
                    on_page="fill in the one that can be downloaded here",
                ),
            )

    def head(self) -> ReturnsHead:
        """The head of these returns, by which the rules for them are chosen."""
        problems = Problems()
        root = self._about(problems) or Mapping(self._sheets[0].at())
        returns = head_entries(return_sheets(self._sheets, problems), root.at)
        root.put("returns", returns, root.at)
        return head_of(root)

    def group(self, context: ReturnsContext) -> AuthorisedGroup:
        """The group whose returns the workbook holds.

        Raises:
            InvalidSubmission: with every problem in it, each with its sheet and cell.
        """
        problems = Problems()
        root = self._about(problems) or Mapping(self._sheets[0].at())
        returns = return_sheets(self._sheets, problems)
        heads_read = not problems
        self._read_lists(root, returns, context, problems)
        questions = {**context.authorisation, **context.bank, **context.regime.returns}
        entries = Sequence(root.at)
        entries += filter(None, (read_return(each, questions, problems) for each in returns))
        root.put("returns", entries, root.at)
        found: list[Problem] = []
        group = None
        if heads_read:
            try:
                group = build_group(root, self.file, context, words=_IN_CELLS)
            except InvalidSubmission as error:
                found = [*error.problems]
        if group is None or problems:
            raise InvalidSubmission((*problems, *found))
        return group

    @cached_property
    def strays(self) -> tuple[str, ...]:
        """The cells beside what is read, on sheets of the form that are no lists."""
        return tuple(stray_cells(each for each in self._sheets if not _is_list(each)))

    def _about(self, problems: Problems) -> Mapping | None:
        """The mapping that the first sheet has of the group; None where no sheet has its keys."""
        heads = (read_head(each, FILE_KEY, layout.ABOUT_TYPES, problems) for each in self._sheets)
        return next((each for each in heads if each is not None), None)

    def _read_lists(
        self,
        root: Mapping,
        returns: list[ReturnSheet],
        context: ReturnsContext,
        problems: Problems,
    ) -> None:
        """Put what was so at authorisation, and what the Board set, judged and did."""
        lists = layout.board_lists(context.regime, proofs=layout.MOST_PROOFS)
        questions = {**context.bank, **context.authorisation, **context.regime.authorisation}
        answers = Mapping(root.at)
        of_returns = {each.sheet.name for each in returns}
        for sheet in self._sheets:
            if sheet.name in of_returns:
                continue
            if find_header(sheet):
                read_rows(sheet, questions, answers, problems)
            elif _is_list(sheet):
                state = find_state_cell(sheet)
                path, items = read_list_sheet(sheet, state, {**questions, **lists}, problems)
                if items is None:
                    continue
                if path == layout.CAUSES and isinstance(items, Sequence):
                    claim_causes(items, returns, problems)
                elif path == layout.CONDITIONS and isinstance(items, Mapping):
                    states = ", ".join(map(quote, layout.CONDITION_STATES))
                    message = "conditions are all there are, or are not known"
                    problems.wrong(items.at, message, f"choose one of {states}")
                elif path in lists:
                    put_once(root, path.removeprefix(FILE_KEY), items, problems)
                else:
                    put_once(answers, path, items, problems)
        root.put("at_authorisation", answers, root.at)


def _is_list(sheet: Sheet) -> bool:
    keys = find_keys(sheet).values()
    return bool(find_state_cell(sheet)) or any(path.startswith(_ROWS_ALONE) for path in keys)
