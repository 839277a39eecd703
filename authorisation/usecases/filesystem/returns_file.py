"""A file of returns, in YAML or as a workbook: its head, and the group by the rules so chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from authorisation.forms.returns_workbook.read import ReturnsWorkbook
from authorisation.language.answers.returns import ReturnsContext, read_returns
from authorisation.language.answers.returns_head import ReturnsHead, read_returns_head
from authorisation.model.returns import AuthorisedGroup
from authorisation.usecases.filesystem.inputs import is_workbook


@dataclass
class ReturnsFile:
    """The bytes of a file of returns; `name` names it in messages."""

    data: bytes
    name: str

    @cached_property
    def _workbook(self) -> ReturnsWorkbook | None:
        """The file as a workbook; None where it is none, by its name and by how it begins."""
        if not is_workbook(self.data, self.name):
            return None
        return ReturnsWorkbook(self.data, self.name)

    @property
    def beside(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The cells of a workbook that have comments, and those beside what is read."""
        return (self._workbook.comments, self._workbook.strays) if self._workbook else ((), ())

    def head(self) -> ReturnsHead:
        """The head of these returns, which their rules are chosen by.

        Raises:
            UnreadableFile: a workbook that is not one of returns.
        """
        if self._workbook is None:
            return read_returns_head(self.data, self.name)
        return self._workbook.head()

    def group(self, context: ReturnsContext) -> AuthorisedGroup:
        """The group whose returns the file holds.

        Raises:
            InvalidSubmission: with every problem in it; nothing is half taken over.
            UnreadableFile: a workbook that is not one of returns.
        """
        if self._workbook is None:
            return read_returns(self.data, self.name, context)
        return self._workbook.group(context)
