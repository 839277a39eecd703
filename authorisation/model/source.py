"""Places in files, problems found there with their remedies, and FEEL expressions as written."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, TypeAlias

import msgspec

from authorisation.model.structs import PartlyCompared


class Location(msgspec.Struct, frozen=True, gc=False):
    """A point in a file; line and column both count from 1, as editors do.

    A file given by name inside a rule folder is shown relative to where the command ran. In a
    workbook `sheet` names the sheet, the `sheet_number`th from 1, and line and column are those of
    the cell. Line 0 says that there are no lines: `file` is then all there is to say, such as an
    expression in Python.
    """

    file: str
    line: int = 1
    column: int = 1
    sheet: str = ""
    sheet_number: int = 0

    def __lt__(self, other: Location) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[str, int, int, int]:
        return self.file, self.sheet_number, self.line, self.column

    def __str__(self) -> str:
        if self.sheet:
            return (
                f'{self.file}: sheet "{self.sheet}", cell {column_letters(self.column)}{self.line}'
            )
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def format_with_remedy(message: str, remedy: str) -> str:
    """Return the message and, on a line of its own, the remedy, which may be empty."""
    return f"{message}\n  help: {remedy}" if remedy else message


def column_letters(column: int) -> str:
    """Return the name of a workbook's column, counted from 1: A, B, ... Z, AA."""
    before, last = divmod(column - 1, 26)
    return (column_letters(before) if before else "") + chr(ord("A") + last)


class AdviceCode(StrEnum):
    """The code of a piece of advice, for what it is about: the same from version to version."""

    MAY_BE_NULL = "may-be-null"
    UNPROVEN_DOCUMENT = "unproven-document"
    UNUSED_FIGURE = "unused-figure"
    UNUSED_QUESTION = "unused-question"
    UNUSED_SOURCE = "unused-source"
    UNUSED_SCALE = "unused-scale"
    NOT_IN_OUTCOMES = "not-in-outcomes"
    NOT_COVERED = "not-covered"
    UNREAD_FILE = "unread-file"
    UNKNOWN_FOLLOWER = "unknown-follower"
    QUESTIONED_ANSWER = "questioned-answer"
    NEVER_APPLIES = "never-applies"
    ALWAYS_APPLIES = "always-applies"
    NEVER_MET = "never-met"
    ALWAYS_MET = "always-met"
    CONSTANT_TEST = "constant-test"
    DECIDED_BY_FIGURE = "decided-by-figure"
    REDUNDANT = "redundant"
    CONTRADICTORY = "contradictory"
    UNREACHED_ROW = "unreached-row"
    OVERLAPPING_ROWS = "overlapping-rows"
    BAND_GAP = "band-gap"
    UNREACHED_CELL = "unreached-cell"
    UNREACHED_STAGE = "unreached-stage"
    NO_WAY_OUT = "no-way-out"
    NOT_SETTLED = "not-settled"


class Replacement(msgspec.Struct, frozen=True, gc=False):
    """Another text in place of what the author wrote, on the line of the problem.

    What is `written` begins at the place of the problem or behind it; of a dotted name the last
    part may stand there alone, under its group.
    """

    written: str
    by: str


class UnitOfFigure(msgspec.Struct, frozen=True, gc=False):
    """Another unit of a parameter or a derived value; `at` is where that stands, if it is known."""

    figure: str
    unit: str
    at: Location | None = None


class SplitTest(msgspec.Struct, frozen=True, gc=False):
    """The comparisons that the test on the line of the problem joins, each on a line of its own.

    `key` is `all` or `any`.
    """

    key: str
    parts: tuple[str, ...]


class LineChange(StrEnum):
    """A change of how the line of the problem is written, and what it is called."""

    SPACE_AFTER_COLON = "put a space after the colon"
    """The first colon from the place of the problem on."""
    SPACES_FOR_TABS = "indent with spaces"
    SINGLE_QUOTES = "put it in single quotes"
    """The whole value on the line."""


class AskedQuestion(msgspec.Struct, frozen=True, gc=False):
    """One more question that the rule set asks."""

    question: str


class NewDomain(msgspec.Struct, frozen=True, gc=False):
    """One more domain of the rule set."""

    domain: str


Fix: TypeAlias = Replacement | UnitOfFigure | SplitTest | LineChange | AskedQuestion | NewDomain


class Remedy(msgspec.Struct, frozen=True, gc=False):
    """The remedy for a problem: in words, and as changes of which one mends it.

    `sure` says that the first of them is what the words ask for. Words that name a command or an
    option of it have others `on_page`, for who has no command line; None where they serve there.
    """

    words: str
    fixes: tuple[Fix, ...] = ()
    sure: bool = True
    on_page: str | None = None

    def __str__(self) -> str:
        return self.words


def words_on_page(remedy: object) -> str:
    """The words of a remedy for who has no command line."""
    on_page = remedy.on_page if isinstance(remedy, Remedy) else None
    return str(remedy) if on_page is None else on_page


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One fault in a file, with its place and remedy, in words for the author of the file.

    `message` is lower case without a final stop and quotes what the author wrote in backticks;
    `remedy` may be empty. Advice has a `code`, and perhaps the YAML of a submission that
    is an `example` of it.
    """

    at: Location
    message: str
    remedy: str | Remedy = ""
    code: str = ""
    example: str = ""
    written: str = ""
    """What it is about in the author's words, which mostly begin at the place; empty if unknown."""

    @property
    def help(self) -> str:
        """The words of the remedy, or empty."""
        return str(self.remedy)

    @property
    def page_remedy(self) -> str:
        """The words of the remedy for who has no command line, or empty."""
        return words_on_page(self.remedy)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The changes of which one would mend it, the likeliest first."""
        return self.remedy.fixes if isinstance(self.remedy, Remedy) else ()

    def __lt__(self, other: Problem) -> bool:
        return self._order() < other._order()

    def _order(self) -> tuple[Location, str, str, str, str]:
        return self.at, self.message, self.help, self.code, self.example

    def __str__(self) -> str:
        return format_with_remedy(f"{self.at}: {self.message}", self.help)


class Formula(PartlyCompared, frozen=True):
    """A FEEL expression as its author wrote it, and where; two are equal when their texts are.

    `indent` is the number of columns before each further line of a block scalar.
    """

    not_compared: ClassVar[frozenset[str]] = frozenset({"at", "indent"})

    text: str
    at: Location = Location("-")
    indent: int = 0

    def locate(self, line: int, column: int) -> Location:
        """Return the place in the file of a line and column of the expression, both from 1."""
        if line == 1:
            return Location(self.at.file, self.at.line, self.at.column + column - 1)
        return Location(self.at.file, self.at.line + line - 1, self.indent + column)
