"""The checks of a workbook's bytes before they are unpacked and parsed.

A workbook is a ZIP of XML. Before anything parses it, it is held to a size, and refused where it
holds macros, is encrypted, names a part twice, or declares a document type, by which a few bytes
of XML can stand for gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from authorisation.errors import UnreadableFile
from authorisation.language.yaml.characters import OLD_WORKBOOK

MAX_PARTS: Final = 1_000
MAX_UNPACKED: Final = 16_000_000
MAX_PART: Final = 1_000_000
"""For parts other than pictures and those that hold the cells."""
MAX_TAGS: Final = 400_000
"""Over all parts; a form with 50,000 filled in cells has half as many. Each costs time to read."""
MAX_PART_TAGS: Final = 50_000
MAX_SHEETS: Final = 250
_CELLS: Final = re.compile(r"(?i)/?xl/(worksheets/|sharedstrings)")
_SHEET: Final = re.compile(r"(?i)/?xl/worksheets/[^/]+")
_ROW: Final = re.compile(rb"(?:\w{1,20}:)?row\s")
_NUMBER: Final = re.compile(rb"""\sr=["'](\d{1,9})["']""")
_MACROS: Final = re.compile(r"(?i)(^|/)(vbaProject|macrosheets/|activeX/)")
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_COMMENTS: Final = re.compile(r"(?i)xl/(?:comments/)?comments?[0-9]*\.xml")
_COMMENTED: Final = re.compile(
    rb"""<(?:\w{1,20}:)?comment [^<>]{0,200}?\bref=["']([A-Z]{1,3}[0-9]{1,7})["']"""
)
_XML: Final = re.compile(r"(?i)\.(xml|rels|vml)$")
_ENCODING: Final = re.compile(rb"""encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_ENCRYPTED: Final = 0x1
AS_XLSX: Final = "save the form as an Excel workbook (.xlsx), without macros or a password"
TOO_LARGE: Final = "this workbook is too large when unpacked"
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
"""Begins the names of the strict form of the standard; the other's have a year in them."""
DAMAGED: Final = "this is not a workbook, or it is damaged"


def unreadable_workbook(file: str, what: str, remedy: object = AS_XLSX) -> UnreadableFile:
    """The error for a workbook that is not read, with its remedy."""
    return UnreadableFile(what, remedy, file=file)


def refuse_unsafe_archive(data: bytes, file: str) -> None:
    """Refuse bytes that are not a plain workbook of a bounded size.

    Raises:
        UnreadableFile: saying what is wrong with it.
    """
    if data.startswith(OLD_WORKBOOK):
        raise unreadable_workbook(
            file, "this workbook has a password, or is of the old kind (.xls)"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_unsafe_parts(archive.infolist(), file)
            left = MAX_TAGS
            for part in archive.infolist():
                left -= _refuse_unsafe_content(archive.read(part), part.filename, file)
                if left < 0:
                    raise unreadable_workbook(file, TOO_LARGE, "begin a fresh form")
    except UnreadableFile:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        OverflowError,
    ):
        raise unreadable_workbook(file, DAMAGED) from None


def as_transitional(data: bytes) -> bytes:
    """The workbook in the names that readers know, where it is in those of Strict Open XML."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        books = [name for name in names if name.casefold() == "xl/workbook.xml"]
        if not any(_STRICT.search(archive.read(name)) for name in books):
            return data
        parts = {name: archive.read(name) for name in names}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            known = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
            archive.writestr(name, known)
    return made.getvalue()


def holds_text(data: bytes, text: str) -> bool:
    """Whether a cell of a workbook seems to hold a text, as far as its parts are of usual sizes."""
    wanted = text.encode()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [each for each in archive.infolist() if _CELLS.match(each.filename)]
            return any(_part_holds(archive, each, wanted) for each in parts[:MAX_SHEETS])
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return False


def _part_holds(archive: zipfile.ZipFile, part: zipfile.ZipInfo, wanted: bytes) -> bool:
    with archive.open(part) as content:
        return wanted in content.read(MAX_UNPACKED)


def commented_cells(data: bytes) -> tuple[str, ...]:
    """The cells of a workbook that have comments, which no reader of forms reads."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if _COMMENTS.fullmatch(name)]
    return tuple(cell.decode() for part in parts for cell in _COMMENTED.findall(part))


def _refuse_unsafe_parts(parts: list[zipfile.ZipInfo], file: str) -> None:
    names = [part.filename for part in parts]
    if any(_MACROS.search(name) for name in names):
        raise unreadable_workbook(file, "this workbook holds macros")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise unreadable_workbook(file, "this workbook has a password")
    if any(part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in parts):
        raise unreadable_workbook(file, DAMAGED)
    if len({name.casefold() for name in names}) < len(names):
        raise unreadable_workbook(file, DAMAGED)
    if len(parts) > MAX_PARTS or sum(map(bool, map(_SHEET.fullmatch, names))) > MAX_SHEETS:
        raise unreadable_workbook(
            file, f"this workbook has more than {MAX_SHEETS} sheets", "begin a fresh form"
        )
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise unreadable_workbook(file, TOO_LARGE, "begin a fresh form")


def _refuse_unsafe_content(content: bytes, name: str, file: str) -> int:
    """The number of tags in one part, once checked; any part may be parsed, whatever its name."""
    if content.startswith(_PICTURES):
        return 0
    tags = content.count(b"<")
    small = _CELLS.match(name) or (len(content) <= MAX_PART and tags <= MAX_PART_TAGS)
    if not small or tags > MAX_TAGS:
        raise unreadable_workbook(file, TOO_LARGE, "begin a fresh form")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise unreadable_workbook(
            file, "this workbook declares a document type, which no spreadsheet does"
        )
    if _XML.search(name) and (b"\0" in content or _ENCODING.search(content[:200])):
        raise unreadable_workbook(file, "this workbook is not written in UTF-8")
    if _SHEET.fullmatch(name) and any(row >= below for row, below in pairwise(_rows(content))):
        raise unreadable_workbook(file, DAMAGED)  # openpyxl would pass over rows that come too late
    return tags


def _rows(content: bytes) -> Iterator[int]:
    for tag in content.split(b"<"):
        if _ROW.match(tag) and (number := _NUMBER.search(tag)):
            yield int(number[1])
