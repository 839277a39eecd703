"""What a program puts before or around a file is read, or told with its cause and remedy."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

Run = Callable[..., Result]
DEMO = ("--rules", "demo")
MARK = b"\xef\xbb\xbf"


@pytest.fixture
def record(run: Run) -> bytes:
    return run("assess", "granted.yaml", *DEMO, "--format", "json").stdout.encode()


def test_F15_a_record_with_a_byte_order_mark_is_replayed(run: Run, record: bytes) -> None:
    Path("record.json").write_bytes(MARK + record)

    assert run("replay", "record.json").exit_code == 0


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_F15_a_record_in_wide_characters_is_told(run: Run, record: bytes, encoding: str) -> None:
    Path("record.json").write_bytes(record.decode().encode(encoding))

    refused = run("replay", "record.json")

    assert (refused.exit_code, refused.stderr) == (
        5,
        (
            f"record.json: the record is {encoding[:6].upper()}, not UTF-8\n"
            "  help: save the file as UTF-8; `--output FILE` writes it so in any shell\n"
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("kind", ["submission", "judgements", "returns", "rules", "editions"])
def test_F15_files_of_yaml_with_a_mark_are_read_and_others_tell_the_cause_and_the_remedy(
    run: Run, folder: Path, encoding: str, kind: str
) -> None:
    file, command = {
        "submission": ("granted.yaml", ("assess", "granted.yaml", *DEMO)),
        "judgements": ("j.yaml", ("assess", "granted.yaml", *DEMO, "--judgements", "j.yaml")),
        "returns": ("r.yaml", ("check", "r.yaml", *DEMO)),
        "rules": ("rules/demo/criteria/all.yaml", ("check", "demo")),
        "editions": ("rules/editions.yaml", ("check", "demo")),
    }[kind]
    place = folder / file
    text = place.read_text() if place.exists() else "judgements: []\n"
    place.write_bytes(text.encode())
    plain = run(*command)
    place.write_bytes(text.encode(encoding))

    result = run(*command)

    if encoding == "utf-8-sig":
        assert (result.exit_code, result.output) == (plain.exit_code, plain.output)
        return
    assert result.exit_code in {3, 4}
    assert f"{file}:1:1: the file is {encoding.upper()}, not UTF-8\n" in result.output
    assert "  help: save the file as UTF-8\n" in result.output


def as_strict(data: bytes) -> bytes:
    """The workbook in the namespaces of the standard's strict form."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            for transitional, strict in (
                (b"/spreadsheetml/2006/main", b"/spreadsheetml/main"),
                (b"/officeDocument/2006/relationships", b"/officeDocument/relationships"),
            ):
                content = content.replace(
                    b"http://schemas.openxmlformats.org" + transitional,
                    b"http://purl.oclc.org/ooxml" + strict,
                )
            new.writestr(part, content)
    return made.getvalue()


@pytest.mark.slow
def test_F14_a_strict_workbook_is_read_and_never_written_over(run: Run) -> None:
    run("form", "demo", "--output", "ours.xlsx")
    book = openpyxl.load_workbook("ours.xlsx")
    book["About"]["B4"] = "Ours"
    book.save("ours.xlsx")
    read = run("assess", "ours.xlsx", *DEMO)
    Path("ours.xlsx").write_bytes(as_strict(Path("ours.xlsx").read_bytes()))

    strict = run("assess", "ours.xlsx", *DEMO)
    guarded = run("assess", "granted.yaml", *DEMO, "--output", "ours.xlsx")

    assert "Ours" in read.stdout
    assert (strict.exit_code, strict.stdout) == (read.exit_code, read.stdout)
    assert guarded.exit_code == 2
    assert "a workbook to fill in is there" in guarded.stderr


@pytest.mark.slow
def test_F14_a_workbook_that_another_program_saved_is_read(run: Run) -> None:
    run("form", "demo", "--output", "ours.xlsx")
    openpyxl.load_workbook("ours.xlsx").save("ours.xlsx")

    assert run("assess", "ours.xlsx", *DEMO).exit_code == 11
