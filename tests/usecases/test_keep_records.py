"""Keeping records: which file each goes into, and what a file of several holds besides."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from authorisation.errors import InvalidOption
from authorisation.usecases.assessing.assess import AssessmentRun, Request, assess_files
from authorisation.usecases.delivery.records import keep_records, write_records
from authorisation.usecases.filesystem.files import files_written
from authorisation.usecases.library import Library
from tests.rule_sets.folders import copy_folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_folder("demo", tmp_path)
    (tmp_path / "kept").mkdir()
    monkeypatch.chdir(tmp_path)


def run(*names: str) -> AssessmentRun:
    return assess_files(
        [Path(name) for name in names], Request(rules="demo", library=Library(Path("rules")))
    )


def records(run: AssessmentRun, place: Path) -> dict[Path, bytes]:
    """Keep the records of a run, and read them back."""
    with files_written() as files:
        keep_records(run, place, files, force=True)
    return {path: path.read_bytes() for path in files.written}


def records_json(run: AssessmentRun, *, several: bool) -> bytes:
    out = BytesIO()
    write_records(run, out, several=several)
    return out.getvalue()


def names(found: dict[Path, bytes]) -> dict[str, str]:
    """The group in each record, by file."""
    return {str(path): json.loads(data)["submission"]["name"] for path, data in found.items()}


def test_one_record_goes_into_the_file_that_is_named_or_a_folder() -> None:
    one = run("granted.yaml")

    assert names(records(one, Path("mine.json"))) == {"mine.json": "Alpha"}
    assert names(records(one, Path("kept"))) == {"kept/granted.json": "Alpha"}
    assert records_json(one, several=False) in records(one, Path("x")).values()


def test_several_go_into_a_folder_each_under_the_name_of_its_file() -> None:
    assert names(records(run("granted.yaml", "open.yaml", "bad.yaml"), Path("kept"))) == {
        "kept/granted.json": "Alpha",
        "kept/open.json": "Delta",
    }


def test_several_need_a_folder() -> None:
    with pytest.raises(InvalidOption) as caught:
        records(run("granted.yaml", "open.yaml"), Path("r.json"))

    assert str(caught.value) == (
        "r.json: several records need a folder\n"
        "  help: `--record records/` makes one; or assess one file at a time"
    )


def test_of_two_files_of_one_name_the_second_is_kept_with_its_folder_before_it() -> None:
    Path("b").mkdir()
    Path("b/granted.yaml").write_text(Path("open.yaml").read_text())

    assert names(records(run("granted.yaml", "b/granted.yaml"), Path("kept"))) == {
        "kept/granted.json": "Alpha",
        "kept/b-granted.json": "Delta",
    }


def test_a_file_of_several_holds_what_is_said_of_them_together() -> None:
    several = json.loads(records_json(run("granted.yaml", "bad.yaml"), several=True))

    assert [each["submission"]["name"] for each in several["assessments"]] == ["Alpha"]
    assert several["cross_checks"] == []
    assert several["unusable"] == [
        (
            "bad.yaml:3:11: no question is called “population.registred” "
            "(help: did you mean “population.registered”?)"
        )
    ]
