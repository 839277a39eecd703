"""The practice file: what is read of a row, and every row that cannot be read named by its column."""

from __future__ import annotations

from datetime import date

import pytest

from authorisation.errors import InvalidSubmission, UnreadableFile
from authorisation.language.answers.practice_file import (
    Practice,
    PracticeStatus,
    read_practice_file,
)
from tests.practice_rows import practice_row


def test_a_row_is_read_with_its_code_as_text() -> None:
    text = practice_row(code="a81001", name='A, B & "C"', closed="20131031", status="C")

    found = read_practice_file(b"\xef\xbb\xbf" + text.encode() + b"\n", "e.csv")

    assert found.refused == ()
    assert found.practices == (
        Practice(
            row=1,
            code="A81001",
            name='A, B & "C"',
            opened=date(1974, 4, 1),
            closed=date(2013, 10, 31),
            status=PracticeStatus.CLOSED,
            commissioner="00K",
            setting="4",
        ),
    )


UNFIT = [
    (practice_row(code="81001"), 1, "column 1 (code): `81001` is no code"),
    (practice_row(code=""), 1, "column 1 (code): there is none"),
    (practice_row(code="A81000"), 1, "column 1 (code): `A81000` stands in row 1 already"),
    (practice_row(code="A1", commissioner="5.00E+01"), 1, "column 1 (code): `A1` is no code"),
    (
        practice_row(code="A81001", commissioner="5.00E+01"),
        15,
        "column 15 (commissioner): `5.00E+01` is no code",
    ),
    (practice_row(code="A81001", commissioner="500"), 15, "column 15 (commissioner): `500` is no"),
    (
        practice_row(code="A81001", opened="1.97E+07"),
        11,
        "column 11 (opening day): `1.97E+07` is no day",
    ),
    (
        practice_row(code="A81001", closed="20130231"),
        12,
        "column 12 (closing day): `20130231` is no day",
    ),
    (practice_row(code="A81001", status="X"), 13, "column 13 (status): `X` is no status"),
    (practice_row(code="A81001", name="a\x07"), 2, "column 2 (name): `a"),
    ("A81001,NAME\r\n", 1, "this row has 2 columns, not 27"),
    ('"A81001', 1, "this row is no CSV"),
]


@pytest.mark.parametrize(("row", "column", "message"), UNFIT)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_goes_on(
    row: str, column: int, message: str
) -> None:
    first, last = practice_row(code="A81000"), practice_row(code="A81009")

    found = read_practice_file((first + row.rstrip("\r\n") + "\r\n" + last).encode(), "e.csv")

    assert [each.code for each in found.practices] == ["A81000", "A81009"]
    (problem,) = found.refused
    assert (problem.at.line, problem.at.column) == (2, column)
    assert problem.message.startswith(message)


def test_bytes_that_are_no_text_are_of_their_row_alone() -> None:
    row = practice_row(code="A81001", name="caf?").encode().replace(b"?", b"\xe9")

    found = read_practice_file(row + practice_row(code="A81002").encode(), "e.csv")

    assert [each.code for each in found.practices] == ["A81002"]
    assert [str(each.at) for each in found.refused] == ["e.csv:1:2"]


@pytest.mark.parametrize("data", [b"", b"\r\n", b"PK\x03\x04...", b"\xff\xfeA\x00"])
def test_what_holds_no_rows_is_no_practice_file(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"^e\.csv: "):
        read_practice_file(data, "e.csv")


def test_a_file_of_which_no_row_can_be_read_is_refused_with_each_of_them() -> None:
    with pytest.raises(InvalidSubmission) as found:
        read_practice_file(b"code,name\nA81001,A\n", "e.csv")

    assert [each.at.line for each in found.value.problems] == [1, 2]


@pytest.mark.parametrize(("mark", "called"), [(";", "`;`"), ("\t", "tabs"), ("|", "`|`")])
def test_a_file_with_another_mark_between_its_cells_is_told_of_that_once(mark, called) -> None:
    rows = [practice_row(code=f"A8100{number}").replace(",", mark) for number in range(5)]
    with pytest.raises(InvalidSubmission) as found:
        read_practice_file("\n".join(rows).encode(), "e.csv")

    assert str(found.value) == (
        f"e.csv:1:1: {called} stand between its cells\n  help: save it with commas between them"
    )


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_a_file_in_wide_characters_is_called_so(encoding) -> None:
    with pytest.raises(UnreadableFile) as found:
        read_practice_file(practice_row(code="A81001").encode(encoding), "e.csv")

    assert str(found.value) == (
        f"e.csv: the file is {encoding[:6].upper()}, not UTF-8\n  help: save the file as UTF-8"
    )


BEFORE, CLOSING, AFTER = date(2013, 10, 30), date(2013, 10, 31), date(2013, 11, 1)
STANDINGS = [
    ({"status": "A"}, None, True),
    ({"status": "A", "closed": "20131031"}, None, True),
    ({"status": "C", "closed": "20131031"}, None, False),
    ({"status": "D"}, None, False),
    ({"status": "C", "closed": "20131031"}, BEFORE, True),
    ({"status": "C", "closed": "20131031"}, CLOSING, False),
    ({"status": "A", "closed": "20131031"}, AFTER, False),
    ({"status": "A", "opened": "20131031"}, BEFORE, False),
    ({"status": "A", "opened": "20131031"}, CLOSING, True),
    ({"status": "C"}, BEFORE, False),
    ({"status": "P", "opened": "20131031"}, AFTER, False),
]


@pytest.mark.parametrize(("cells", "day", "is_open"), STANDINGS)
def test_a_practice_is_open_by_its_dates_or_by_its_status(
    cells: dict[str, str], day: date | None, is_open: bool
) -> None:
    row = practice_row(code="A81001", **cells)

    (practice,) = read_practice_file(row.encode(), "e.csv").practices

    assert practice.is_open(day) is is_open
