"""The builder of a workbook: cell formats, ranges of choices, and unique sheet names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from authorisation.forms.workbook.layout import STATES
from authorisation.model.question import Question
from authorisation.model.source import column_letters

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

CHOICES_SHEET: Final = "Choices"
MAX_SHEET_NAME: Final = 31
_A4: Final = 9
WORKBOOK_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Every text stays a text."""
_LINE: Final = 15.5
"""The height of a line of text, in points."""
_HIGHEST: Final = 409.0
"""The height of the highest row that a spreadsheet has, in points."""
_FITTING: Final = 0.88
"""How many characters fit into a column for each of its width, bold and in any font of the size."""
_FORMATS: Final[dict[str, dict[str, object]]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"},
    "plain": {"text_wrap": True, "valign": "top"},
    "strong": {"text_wrap": True, "valign": "top", "bold": True},
    "heading": {
        "bold": True,
        "text_wrap": True,
        "valign": "top",
        "bg_color": "#005EB8",
        "font_color": "#FFFFFF",
        "border": 1,
    },
    "section": {"bold": True, "font_size": 13, "bg_color": "#D8DDE0"},
    "topic": {"bold": True, "bg_color": "#E8EDEE"},
    "quiet": {"font_color": "#768692", "font_size": 8, "valign": "top"},
    "hint": {"font_color": "#425563", "italic": True, "text_wrap": True, "valign": "top"},
    "shut": {"bg_color": "#E8EDEE", "font_color": "#425563", "text_wrap": True, "valign": "top"},
}
_INPUT_FORMAT: Final[dict[str, object]] = {
    "bg_color": "#FFF9D6",
    "border": 1,
    "border_color": "#AEB7BD",
    "text_wrap": True,
    "valign": "top",
}


@dataclass(slots=True)
class WorkbookBuilder:
    """A workbook under construction, with its formats, choices and sheet names so far."""

    workbook: Workbook
    formats: dict[str, Format] = field(default_factory=dict)
    choices: dict[tuple[str, ...], str] = field(default_factory=dict)
    names: set[str] = field(default_factory=lambda: {"history", CHOICES_SHEET.lower()})

    def named_format(self, name: str) -> Format:
        """The format of a name in `_FORMATS`, such as `heading`."""
        if name not in self.formats:
            self.formats[name] = self.workbook.add_format(_FORMATS[name])
        return self.formats[name]

    def input_format(self, number_format: str) -> Format:
        """The format of a cell to be filled in."""
        if number_format not in self.formats:
            looks = {**_INPUT_FORMAT, "num_format": number_format}
            self.formats[number_format] = self.workbook.add_format(looks)
        return self.formats[number_format]

    def uncoloured_format(self, number_format: str) -> Format:
        """The format of cells that may be filled in and are not coloured."""
        name = f"uncoloured_format {number_format}"
        if name not in self.formats:
            looks = {"num_format": number_format, "text_wrap": True, "valign": "top"}
            self.formats[name] = self.workbook.add_format(looks)
        return self.formats[name]

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet, set up to be printed on A4 across."""
        sheet: Worksheet = self.workbook.add_worksheet(self.unique_sheet_name(name))
        set_up_page(sheet)
        return sheet

    def unique_sheet_name(self, wanted: str) -> str:
        """A name that spreadsheets accept and that no other sheet has."""
        clean = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()[:MAX_SHEET_NAME].strip() or "List"
        name, number = clean, 2
        while name.lower() in self.names:
            name = f"{clean[: MAX_SHEET_NAME - 4].strip()} {number}"
            number += 1
        self.names.add(name.lower())
        return name

    def choices_range(self, of: tuple[str, ...]) -> str:
        """The range that will hold these choices, as a formula."""
        if of not in self.choices:
            letter = column_letters(len(self.choices) + 1)
            self.choices[of] = f"={CHOICES_SHEET}!${letter}$1:${letter}${len(of)}"
        return self.choices[of]

    def question_choices_range(self, question: Question, *, in_list: bool = False) -> str:
        """The range of a question's choices, else empty; in a list `none` is one of them."""
        if not question.of:
            return ""
        none = ("none",) if in_list and question.none else ()
        return self.choices_range((*question.of, *none))

    def states_range(self) -> str:
        """The range of the choices for the state of a list."""
        return self.choices_range(STATES)

    def write_choices(self) -> None:
        """Add the hidden sheet of choices, once all of them are known."""
        sheet = self.workbook.add_worksheet(CHOICES_SHEET)
        for column, of in enumerate(self.choices):
            for row, choice in enumerate(of):
                sheet.write_string(row, column, choice)
        sheet.hide()


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """The height of a row that shows every text whole, each with the width of its column.

    Excel would make rows as high by itself, and LibreOffice does not.
    """
    lines = [
        sum(len(wrap(part, max(1, int(width * _FITTING)))) or 1 for part in text.split("\n"))
        for text, width in cells
    ]
    return min(_LINE * max((1, *lines)), _HIGHEST)


def set_up_page(sheet: Worksheet) -> None:
    """Set a sheet up to be printed on A4 across, as many columns as there are on one page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")


def question_heading(question: Question) -> str:
    """The title of a question, or else its path, as a heading."""
    name = question.title.removeprefix("the ") or question.path.replace(".", " ").replace("_", " ")
    return name[:1].upper() + name[1:]
