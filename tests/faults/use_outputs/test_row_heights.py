"""Rows of the form are as high as what stands in them, for programs that do not make them so."""

from __future__ import annotations

import io
from textwrap import wrap

import openpyxl
import pytest

from authorisation.usecases.forms.blank import form_as_workbook
from authorisation.usecases.library import Library
from tests.shipped import RULES


@pytest.mark.slow
@pytest.mark.parametrize("rules", ["gpcc-2010", "statutory-2012"])
def test_B4_every_question_reason_and_choice_is_whole(rules: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_as_workbook(rules, Library(RULES))))
    tried = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        merged = {place for area in sheet.merged_cells.ranges for place in area.cells}
        for row in sheet.iter_rows(max_row=200):
            height = sheet.row_dimensions[row[0].row].height or 15
            for cell in row:
                if not isinstance(cell.value, str) or cell.value.startswith("="):
                    continue
                if (cell.row, cell.column) in merged or not cell.alignment.wrap_text:
                    continue
                width = _width(sheet, cell.column)
                lines = sum(len(wrap(part, int(width))) or 1 for part in cell.value.split("\n"))
                assert lines * 15 <= height, (sheet.title, cell.coordinate, cell.value)
                tried += 1
    assert tried > 100


def _width(sheet: openpyxl.worksheet.worksheet.Worksheet, column: int) -> float:
    """The width of a column; neighbours of one width are kept as one."""
    for dimension in sheet.column_dimensions.values():
        if dimension.min and dimension.min <= column <= dimension.max:
            return float(dimension.width)
    return 8.0
