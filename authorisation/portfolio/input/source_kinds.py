"""What kind of table a file is: by the ending of its name, and held to be so by its first bytes."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Final

import msgspec

from authorisation.errors import UnreadableFile
from authorisation.language.yaml.characters import looks_zipped, wide_encoding

_HEAD: Final = 16
AS_UTF_8: Final = "save the table as CSV UTF-8"


class _TableFormat(msgspec.Struct, frozen=True):
    words: str
    endings: tuple[str, ...]
    """What names of such files may end in, the usual one first."""
    at: int = 0
    begins: bytes = b""
    """What stands at that place in every such file; empty where nothing need."""


class SourceKind(Enum):
    """A kind of table that is read."""

    CSV = _TableFormat("CSV", (".csv",))
    PARQUET = _TableFormat("Parquet", (".parquet",), 0, b"PAR1")
    DUCKDB = _TableFormat("a database of DuckDB", (".duckdb", ".sqlite", ".db"), 8, b"DUCK")
    SQLITE = _TableFormat(
        "a database of SQLite", (".sqlite", ".db", ".duckdb"), 0, b"SQLite format 3"
    )


ENDINGS: Final = tuple(dict.fromkeys(each for kind in SourceKind for each in kind.value.endings))


def source_kind(source: Path) -> SourceKind:
    """The kind of table that a file is.

    Raises:
        UnreadableFile: it cannot be opened, or is not what its name ends in.
    """
    kinds = _kinds_by_name(source)
    head = _first_bytes(source)
    found = next((kind for kind in SourceKind if _begins_as(head, kind)), None)
    if found in kinds:
        return found
    if found is not None:
        remedy = f"let its name end in {found.value.endings[0]}"
        raise unreadable(source, f"it is {found.value.words}, whatever its name says", remedy)
    if looks_zipped(head):
        remedy = "save the sheet as CSV UTF-8, and name that file"
        raise unreadable(source, "it is a workbook, or another archive", remedy)
    if kinds == (SourceKind.CSV,):
        if wide := wide_encoding(head):
            raise unreadable(source, f"it is {wide}, not UTF-8", AS_UTF_8)
        return SourceKind.CSV
    if not head:
        raise unreadable(source, "it is empty", "make it again, or fetch it again")
    what = " nor ".join(kind.value.words for kind in kinds)
    remedy = f"make it again, or let its name end in what it is: {', '.join(ENDINGS)}"
    raise unreadable(source, f"it is {'neither' if kinds[1:] else 'not'} {what}", remedy)


def _kinds_by_name(source: Path) -> tuple[SourceKind, ...]:
    ending = source.suffix.lower()
    kinds = tuple(kind for kind in SourceKind if ending in kind.value.endings)
    if kinds or not source.exists():
        return kinds
    remedy = f"name a folder of submissions, or a file that ends in {', '.join(ENDINGS)}"
    if ending == ".xlsx":
        remedy = "save the sheet as CSV UTF-8, and name that file"
    why = f"nothing that is read here ends in `{ending}`" if ending else "its name has no ending"
    raise UnreadableFile(why, remedy, file=str(source))


def _first_bytes(source: Path) -> bytes:
    if source.exists() and not source.is_file():
        raise UnreadableFile("this is not a regular file", file=str(source))
    try:
        with source.open("rb") as file:
            return file.read(_HEAD)
    except FileNotFoundError:
        why = "there is no such file"
    except PermissionError:
        why = "you may not read this file"
    except (OSError, ValueError):
        why = "this file cannot be opened"
    raise UnreadableFile(why, file=str(source))


def _begins_as(head: bytes, kind: SourceKind) -> bool:
    begins = kind.value.begins
    return bool(begins) and head[kind.value.at :].startswith(begins)


def unreadable(source: Path, why: str, remedy: str) -> UnreadableFile:
    """The error of a table that cannot be read."""
    return UnreadableFile(f"cannot be read: {why}", remedy, file=str(source))
