"""What stands in a workbook's cells is read as the person who typed it saw it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from openpyxl.workbook import Workbook

from authorisation.errors import InvalidSubmission
from authorisation.forms.number_formats import shown_percentage
from authorisation.model.value import Items
from tests.language.filled_form import edited, place, put, read


def answered(path: str, value: object, number_format: str = "") -> object:
    def edit(book: Workbook) -> None:
        sheet = book["Questions"]
        where = place(sheet, path)
        sheet[where] = value
        if number_format:
            sheet[where].number_format = number_format

    return read(edited(edit)).answers[path]


def refused(edit: Callable[[Workbook], None]) -> str:
    with pytest.raises(InvalidSubmission) as caught:
        read(edited(edit))
    return str(caught.value)


@pytest.mark.parametrize(
    ("number_format", "fraction"),
    [
        ("0%", "0.5"),
        ("0.00%", "0.5"),
        ("[Red]0%", "0.5"),
        ('0.0"%"', "0.005"),
        (r"0.0\%", "0.005"),
        ('0.0" % of patients"', "0.005"),
        ('[<1]0.0"%";0%', "0.005"),
        ('[>=1]0.0"%";0%', "0.5"),
        ("0.0_%", None),
        ("#,##0_%_);(#,##0_%)", None),
        ("#,##0.00_%", None),
        ('0;0"%"', None),
    ],
)
def test_F4_a_percent_sign_scales_where_the_standard_says_so(
    number_format: str, fraction: str | None
) -> None:
    shown = shown_percentage(Decimal("0.5"), number_format)

    assert shown == (None if fraction is None else Decimal(fraction))


@pytest.mark.parametrize(
    ("number", "number_format", "fraction"),
    [("-0.5", '0%;0"%"', "-0.005"), ("0", '0%;0%;0"%"', "0"), ("2", '[<1]0%;0"%"', "0.02")],
)
def test_F4_the_section_is_the_one_that_shows_the_number(
    number: str, number_format: str, fraction: str
) -> None:
    assert shown_percentage(Decimal(number), number_format) == Decimal(fraction)


def test_F4_in_a_form() -> None:
    assert answered("crossing", 0.5, '0.0"%"') == Decimal("0.005")
    assert answered("crossing", 0.5, "0.0%") == Decimal("0.5")
    assert answered("population.registered", 70729, "#,##0_%_);(#,##0_%)") == Decimal(70729)


@pytest.mark.parametrize(("formula", "value"), [("=TRUE()", True), ("=FALSE()", False)])
def test_F5_a_constant_that_another_program_wrote_is_yes_or_no(formula: str, value: bool) -> None:
    assert answered("shared", formula) is value


def test_F5_a_formula_is_still_refused() -> None:
    def edit(book: Workbook) -> None:
        book["Questions"][place(book["Questions"], "shared")] = "=NOT(TRUE())"

    assert "this cell holds a formula" in refused(edit)


def test_B2_the_form_takes_what_it_says() -> None:
    assert answered("duties", "[]") == Items(())

    def edit(book: Workbook) -> None:
        sheet = next(sheet for sheet in book if sheet["A7"].value == "[aims]")
        put(sheet, "B3", "[]")

    assert read(edited(edit)).answers["aims"] == Items(())


def test_B5_a_cell_for_yes_or_no_is_spoken_of_in_its_own_words() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Questions"]
        put(sheet, place(sheet, "shared"), "yes - since 2011")

    assert "`yes - since 2011` is not yes or no\n  help: choose `yes` or `no`" in refused(edit)


def test_B5_none_may_have_a_capital_in_a_cell_for_a_document() -> None:
    assert answered("policy", "None") is None


def test_B12_a_year_typed_into_a_cell_for_a_date_is_no_day_of_1905() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Questions"]
        where = place(sheet, "started")
        sheet[where] = date(1905, 7, 4)

    assert (
        "this cell holds 1905-07-04, which a spreadsheet makes of the year 2012\n"
        "  help: type the whole date; if you mean that day, set the cell's format to text first"
    ) in refused(edit)
