"""Places and problems as they are written, and places inside a formula."""

from __future__ import annotations

import pytest

from authorisation.model.source import Formula, Location, Problem, column_letters


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_columns_go_by_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (Location("f.yaml"), "f.yaml:1:1"),
        (Location("f.yaml", 6, 14), "f.yaml:6:14"),
        (Location("an expression", 0), "an expression"),
        (Location("f.xlsx", 7, 28, sheet="Board"), 'f.xlsx: sheet "Board", cell AB7'),
    ],
)
def test_a_place(place: Location, written: str) -> None:
    assert str(place) == written


def test_a_problem_with_and_without_a_remedy() -> None:
    place = Location("f.yaml", 2, 3)

    assert str(Problem(place, "`x` is wrong")) == "f.yaml:2:3: `x` is wrong"
    assert str(Problem(place, "`x` is wrong", "write `y`")) == (
        "f.yaml:2:3: `x` is wrong\n  help: write `y`"
    )


def test_problems_are_sorted_by_where_they_stand() -> None:
    places = [Location("b"), Location("a", 10, 1), Location("a", 9, 2), Location("a", 9, 1)]

    assert sorted(Problem(place, "m") for place in places) == [
        Problem(place, "m") for place in reversed(places)
    ]


@pytest.mark.parametrize(
    ("line", "column", "place"),
    [
        pytest.param(1, 1, Location("f", 9, 14), id="its first character"),
        pytest.param(1, 5, Location("f", 9, 18), id="on its first line"),
        pytest.param(2, 1, Location("f", 10, 7), id="on a further line, behind the indent"),
        pytest.param(3, 4, Location("f", 11, 10), id="further in on a further line"),
    ],
)
def test_a_place_inside_a_formula_is_one_in_its_file(
    line: int, column: int, place: Location
) -> None:
    assert Formula("a +\nb +\nc", Location("f", 9, 14), indent=6).locate(line, column) == place
