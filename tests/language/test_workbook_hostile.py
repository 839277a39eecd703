"""Workbooks made to do harm, or damaged on the way: a message and an exit code, never more."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.errors import InvalidSubmission, UnreadableFile
from authorisation.forms.workbook.read import read_workbook
from authorisation.forms.workbook.read_cells import read_sheets
from authorisation.language.yaml.regular_files import read_file
from tests.examples import examples
from tests.language.filled_form import blank, edited, read, rules

BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>"""
)
SAVE_AS = "help: save the form as an Excel workbook (.xlsx), without macros or a password"
SHEET = "xl/worksheets/sheet2.xml"


def repacked(
    change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None
) -> bytes:
    """The blank form with parts changed, left out (None) or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(blank())) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def with_part(wanted: str, content: bytes | None) -> bytes:
    return repacked(lambda name, old: content if name == wanted else old)


def with_sheet(rows: str, at: bytes = b"<sheetData>") -> bytes:
    """The blank form with rows put in before, or after, those of the questions."""
    both = at + rows.encode() if at == b"<sheetData>" else rows.encode() + at
    return repacked(lambda name, old: old.replace(at, both) if name == SHEET else old)


def encrypted() -> bytes:
    data = bytearray(blank())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at != -1:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def lying() -> bytes:
    """A part that unpacks to more than the archive says."""
    data = bytearray(with_part("xl/theme/theme1.xml", b"<a>" + b" " * 100_000 + b"</a>"))
    at = data.find(b"xl/theme/theme1.xml", data.find(b"PK\x01\x02"))
    data[at - 46 + 24 : at - 46 + 28] = (10).to_bytes(4, "little")
    return bytes(data)


DAMAGED = f"f: this is not a workbook, or it is damaged\n  {SAVE_AS}"
NOT_OURS = (
    "f: this workbook is not a form that can be read\n"
    "  help: fill in the one that `authorise form SET --format xlsx` writes"
)
TYPED = f"f: this workbook declares a document type, which no spreadsheet does\n  {SAVE_AS}"
TOO_LARGE = "f: this workbook is too large when unpacked\n  help: begin a fresh form"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", DAMAGED),
        (lambda: b"name: A\nanswers: {}\n", DAMAGED),
        (lambda: blank()[:5000], DAMAGED),
        (lambda: blank()[:-30], DAMAGED),
        (lambda: b"PK\x03\x04" + b"\0" * 500, DAMAGED),
        (
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            f"f: this workbook has a password, or is of the old kind (.xls)\n  {SAVE_AS}",
        ),
        (encrypted, f"f: this workbook has a password\n  {SAVE_AS}"),
        (lying, DAMAGED),
        (lambda: with_part("xl/workbook.xml", None), DAMAGED),
        (lambda: with_part(SHEET, b"<a>"), DAMAGED),
        (lambda: with_part("xl/styles.xml", b"<styleSheet/>"), DAMAGED),
        (lambda: with_part("xl/sharedStrings.xml", b"<sst/>"), DAMAGED),
        (lambda: with_part(SHEET, BOMB), TYPED),
        (lambda: with_part("xl/sharedStrings.xml", BOMB), TYPED),
        (lambda: repacked(lambda _, old: old, {"xl/other.bin": BOMB}), TYPED),
        (
            lambda: with_part(SHEET, BOMB.decode().encode("utf-16")),
            f"f: this workbook is not written in UTF-8\n  {SAVE_AS}",
        ),
        (
            lambda: repacked(lambda _, old: old, {"xl/vbaProject.bin": b"-"}),
            f"f: this workbook holds macros\n  {SAVE_AS}",
        ),
        (lambda: repacked(lambda _, old: old, {"XL/Workbook.xml": b"<a/>"}), DAMAGED),
        (lambda: repacked(lambda _, old: old, {"xl/a.xml": b" " * 2_000_000}), TOO_LARGE),
        (
            lambda: with_part("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 500_000 + b"</sst>"),
            TOO_LARGE,
        ),
        (
            lambda: with_part(
                "xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 60_000 + b"</styleSheet>"
            ),
            TOO_LARGE,
        ),
        (lambda: with_sheet('<row r="9"/><row spans="1:2" r="9"/>'), DAMAGED),
        (lambda: with_sheet('<row r="50"><c r="A50"><v>1</v></c></row>'), DAMAGED),
        (lambda: with_sheet("<row>" + "<c/>" * 500_000 + "</row>"), TOO_LARGE),
        (lambda: with_part(SHEET, b"<a>" + b" " * 20_000_000 + b"</a>"), TOO_LARGE),
        (
            lambda: repacked(
                lambda _, old: old, {f"xl/worksheets/s{n}.xml": b"<a/>" for n in range(300)}
            ),
            "f: this workbook has more than 250 sheets\n  help: begin a fresh form",
        ),
        (
            lambda: edited(lambda book: book["Questions"].__setitem__("A20000", "far")),
            'f: the sheet "Questions" has more than 10,000 rows\n  help: begin a fresh form',
        ),
        (
            lambda: with_sheet(
                "".join(f'<row r="{r}"><c r="XFD{r}"><v>1</v></c></row>' for r in range(500, 599)),
                at=b"</sheetData>",
            ),
            'f: the sheet "Questions" has more than 100,000 cells\n  help: begin a fresh form',
        ),
        (lambda: with_sheet('<row r="1"><c r="A1"><v>' + "9" * 5000 + "</v></c></row>"), DAMAGED),
        (lambda: with_sheet('<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'), DAMAGED),
        (lambda: edited(lambda book: book.remove(book["About"])), NOT_OURS),
        (lambda: edited(lambda book: book.remove(book["Questions"])), NOT_OURS),
    ],
)
def test_refused_with_a_message(make: Callable[[], bytes], said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(make(), "f", rules())

    assert str(caught.value) == said


@pytest.mark.parametrize(
    "harmless",
    [
        pytest.param(
            lambda: repacked(
                lambda name, old: (
                    old.replace(
                        b"</sheetData>",
                        b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
                    )
                    if name == SHEET
                    else old
                )
            ),
            id="a merged range as large as the sheet",
        ),
        pytest.param(
            lambda: repacked(
                lambda name, old: (
                    re.sub(b'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', old)
                    if name == SHEET
                    else old
                )
            ),
            id="a size that is not true",
        ),
        pytest.param(
            lambda: repacked(
                lambda name, old: (
                    old.replace(
                        b"</sheetData>", b'<row r="1048576"/><row r="99999999999"/></sheetData>'
                    )
                    if name == SHEET
                    else old
                )
            ),
            id="empty rows far away",
        ),
        pytest.param(
            lambda: repacked(
                lambda _, old: old,
                {
                    "xl/externalLinks/externalLink1.xml": b'<externalLink path="http://example.org/"/>'
                },
            ),
            id="a link to elsewhere",
        ),
        pytest.param(
            lambda: repacked(
                lambda _, old: old, {"xl/media/image1.png": b"\x89PNG<" + b"\0" * 2_000_000}
            ),
            id="a large picture",
        ),
    ],
)
def test_read_without_harm(harmless: Callable[[], bytes]) -> None:
    assert read(harmless()).sha256 == read(blank()).sha256


def test_every_sheet_is_read() -> None:
    sheets = read_sheets(blank(), "f")

    assert {sheet.name for sheet in sheets} == {
        "About",
        "Questions",
        "Aims",
        "Board",
        "Map of tasks",
        "Choices",
    }


def answered(data: bytes) -> str:
    """What was said of a workbook; any exception but those of exits 4 and 6 goes on."""
    try:
        read(data)
    except (InvalidSubmission, UnreadableFile) as error:
        return str(error).strip()
    return "read"


@settings(max_examples=examples(60))
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    original = bytearray(blank())
    for _ in range(data.draw(st.integers(1, 4))):
        original[data.draw(st.integers(0, len(original) - 1))] = data.draw(st.integers(0, 255))

    assert answered(bytes(original))


NAMES = (
    "xl/workbook.xml",
    SHEET,
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
)


@pytest.mark.slow
@settings(max_examples=examples(80))
@given(st.sampled_from(NAMES), st.data())
def test_a_part_changed_by_hand_is_read_or_refused(name: str, data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(blank())) as archive:
        content = archive.read(name)
    start = data.draw(st.integers(0, len(content) - 1))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    put_in = data.draw(
        st.sampled_from([b"", b"<a/>", b"-1", b"99999999999999999999", b"&amp;", b"x", b'"'])
    )

    assert answered(with_part(name, content[:start] + put_in + content[end:]))


def test_a_workbook_too_large_to_read_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 4_000_001)

    with pytest.raises(UnreadableFile, match="larger than 4,000,000 bytes"):
        read_file(path)
