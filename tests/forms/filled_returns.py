"""A workbook of returns changed in another program, as a person would change it there."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def edited(data: bytes, edit: Callable[[Workbook], None]) -> bytes:
    """The workbook as another program saves it, once somebody has changed it there."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cell(sheet: Worksheet, key: str) -> str:
    """The cell beside a key of the head, or under one of a list, or in the row of a question."""
    for row in sheet.iter_rows():
        for found in row:
            if found.value == f"[{key}]":
                beside = sheet.title == "About" or key.startswith("return.")
                return f"{'B' if beside else found.column_letter}{found.row + (not beside)}"
            if found.value == key:
                return f"C{found.row}"
    raise AssertionError(key)


def put(sheet: str, key: str, value: object) -> Callable[[Workbook], None]:
    def edit(book: Workbook) -> None:
        book[sheet][cell(book[sheet], key)] = value

    return edit
