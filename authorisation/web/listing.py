"""A list as a table on a page, and the same as CSV: one way for every list of the site."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from markupsafe import Markup

from authorisation.explain.words.safe import visible
from authorisation.report.formats.html_blocks import element
from authorisation.report.markup import safe
from authorisation.report.tables.csv import write_csv
from authorisation.report.tables.table import DataTable, DataTables, TableNotes
from authorisation.web.components import Params, component
from authorisation.web.rendering import CSV_MEDIA, file_response, page

_AS: Final = "as"
_CSV: Final = "csv"
Each = TypeVar("Each")


class ListCell(msgspec.Struct, frozen=True):
    """A cell in a column of a list, and where it leads; empty where nowhere."""

    text: str
    href: str = ""
    short: str = ""
    """What stands on the page in its place, where it is too long or not for a reader's eye."""
    about: str = ""
    """What a link is about that says no more than what it does, for who hears it read alone."""


class PageList(msgspec.Struct, frozen=True, kw_only=True):
    """Rows under headings; the first cell of each names what it is about. No personal answer."""

    name: str
    """What its file is called, without an ending."""
    headings: Sequence[str]
    rows: Sequence[Sequence[ListCell]]
    only_on_page: frozenset[str] = frozenset()
    """Headings of what names a person, which no file has."""
    only_in_file: frozenset[str] = frozenset()

    def table(self) -> Markup:
        """The list as a component."""
        return component(
            "table",
            {
                "responsive": True,
                "firstCellIsHeader": True,
                "head": [
                    {"text": each} for each in self._other_cells(self.headings, self.only_in_file)
                ],
                "rows": [
                    [_cell_params(cell) for cell in self._other_cells(row, self.only_in_file)]
                    for row in self.rows
                ],
            },
        )

    def csv(self) -> bytes:
        """The list as a file that spreadsheets open, guarded as every table of this program."""
        headings = self._other_cells(self.headings, self.only_on_page)
        table = DataTable(title=self.name, columns=dict.fromkeys(headings, 0))
        rows = (
            (0, [cell.text for cell in self._other_cells(row, self.only_on_page)])
            for row in self.rows
        )
        notes = TableNotes(created=timezone.now().date())
        file = io.BytesIO()
        write_csv(DataTables(tables=(table,), rows=rows, notes=lambda: notes), file)
        return file.getvalue()

    def _other_cells(self, row: Sequence[Each], left_out: frozenset[str]) -> list[Each]:
        """The cells of a row under the other headings."""
        return [each for name, each in zip(self.headings, row, strict=True) if name not in left_out]


def wants_file(request: HttpRequest) -> bool:
    """Whether a list is asked for as CSV."""
    return request.GET.get(_AS) == _CSV


def list_page(
    request: HttpRequest,
    template: str,
    title: str,
    listed: PageList,
    **context: Any,  # noqa: ANN401 - what the template asks for
) -> HttpResponse:
    """A page with a list, by what it is filtered by; or that list as CSV, where it asks so."""
    if wants_file(request):
        return file_response(listed.csv(), f"{listed.name}.csv", CSV_MEDIA)
    asked = [(name, value) for name, value in request.GET.items() if name != _AS]
    return page(
        request,
        template,
        title,
        listed=listed,
        csv_address=f"?{urlencode([*asked, (_AS, _CSV)])}",
        **context,
    )


def _cell_params(cell: ListCell) -> Params:
    text = cell.short or cell.text
    if not cell.href:
        return {"text": visible(text)}
    words = safe(text)
    if cell.about:
        words += element("span", safe(f" {cell.about}"), cls="nhsuk-u-visually-hidden")
    return {"html": Markup('<a href="{}">{}</a>').format(cell.href, words)}
