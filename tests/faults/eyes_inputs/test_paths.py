"""Paths that are empty or not there, and what is said of several records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
DEMO = ("--rules", "demo")
EMPTY = "the name is empty\n  help: name a file or a folder; the folder here is `.`\n"


@pytest.mark.parametrize("path", ["", " "])
@pytest.mark.parametrize(
    "args",
    [
        ("assess", "granted.yaml"),
        ("assess", "granted.yaml", "--judgements"),
        ("assess", "granted.yaml", "--record"),
        ("assess", "granted.yaml", "--output"),
        ("assess", "granted.yaml", "--rules-root"),
        ("monitor",),
        ("check",),
        ("check", "demo"),
        ("replay",),
        ("replay", "r.json", "--submission"),
        ("form", "demo", "--output"),
        ("rules", "demo", "--output"),
        ("schema", "--all", "--output"),
        ("new",),
    ],
    ids=" ".join,
)
def test_8_an_empty_path_is_refused(
    run: Run, names: Callable[[], set[str]], args: tuple[str, ...], path: str
) -> None:
    before = names()

    refused = run(*args, path)

    assert refused.exit_code == 2
    assert refused.stderr.endswith(EMPTY)
    assert names() == before
    assert run("explain", path, "LAY").stderr.endswith(EMPTY)


def test_8_an_empty_name_of_a_rule_set_lists_none(run: Run) -> None:
    assert "an empty name: there is no such rule set" in run("rules", "").stderr


@pytest.mark.parametrize("files", [("open.yaml",), ("open.yaml", "granted.yaml")])
def test_8_a_folder_of_records_is_made(run: Run, files: tuple[str, ...]) -> None:
    made = run("assess", *files, *DEMO, "--record", "records/")

    assert made.exit_code == 11
    assert {path.name for path in Path("records").iterdir()} == {
        file.replace(".yaml", ".json") for file in files
    }
    assert run("assess", *files, *DEMO, "--record", "records/").exit_code == 11  # the same again


def test_8_no_folder_stays_where_nothing_is_kept(run: Run) -> None:
    unusable = run("assess", "bad.yaml", *DEMO, "--record", "records/")
    nowhere = run("assess", "open.yaml", *DEMO, "--record", "no/records/")

    assert (unusable.exit_code, nowhere.exit_code) == (4, 2)
    assert "name a folder, or a new one inside a folder that exists" in nowhere.stderr
    assert not Path("records").exists()


def test_8_replay_of_several_says_how_many(run: Run) -> None:
    run("assess", "open.yaml", "granted.yaml", "refused.yaml", *DEMO, "--output", "all.json")
    same = run("replay", "all.json")
    whole = json.loads(Path("all.json").read_text())
    whole["assessments"][1]["settled"] = not whole["assessments"][1]["settled"]
    Path("all.json").write_text(json.dumps(whole))
    changed = run("replay", "all.json")

    assert same.stdout == "all.json: 3 records derived again: 3 the same, 0 otherwise\n"
    assert changed.exit_code == 13
    assert "all.json: 3 records derived again: 2 the same, 1 otherwise" in changed.stdout


@pytest.mark.parametrize("places", [("kept/",), ("kept/granted.json", "kept/refused.json")])
def test_8_replay_takes_several_files_and_folders(run: Run, places: tuple[str, ...]) -> None:
    run("assess", "granted.yaml", "refused.yaml", *DEMO, "--record", "kept/")
    same = run("replay", *places)
    text = Path("kept/granted.json").read_text()
    Path("kept/granted.json").write_text(text.replace('"settled":true', '"settled":false'))
    changed = run("replay", *places)

    assert (same.exit_code, same.stderr) == (0, "")
    assert same.stdout == "2 records derived again: 2 the same, 0 otherwise\n"
    assert changed.exit_code == 13
    assert changed.stdout.startswith("kept/granted.json: settled: ")
    assert changed.stdout.endswith("2 records derived again: 1 the same, 1 otherwise\n")


def test_8_replay_names_what_is_no_record_and_goes_on(run: Run) -> None:
    run("assess", "granted.yaml", "refused.yaml", *DEMO, "--record", "kept/")
    Path("kept/a.json").write_text("{}")
    Path("kept/notes.txt").write_text("notes")
    Path("kept/sub").mkdir()
    result = run("replay", "kept", "granted.yaml")

    assert result.exit_code == 5
    assert "not read: kept/notes.txt: its name does not end in .json" in result.stderr
    assert "not read: kept/sub: a folder in the folder" in result.stderr
    assert "kept/a.json: this is no record" in result.stderr
    assert "granted.yaml: " in result.stderr
    assert result.stdout == "2 records derived again: 2 the same, 0 otherwise\n"


def test_8_replay_of_a_folder_without_records_or_with_an_application_is_refused(run: Run) -> None:
    run("assess", "granted.yaml", "refused.yaml", *DEMO, "--record", "kept/")
    application = run("replay", "kept", "--submission", "granted.yaml")
    Path("empty").mkdir()
    empty = run("replay", "empty")

    assert application.exit_code == 2
    assert "`--submission` goes with one record" in application.stderr
    assert empty.exit_code == 6
    assert "empty: no .json file in this folder" in empty.stderr


def test_8_help_says_in_which_order_the_rows_of_tables_are(run: Run) -> None:
    text = " ".join(run("assess", "--help").stdout.split())

    assert "csv, xlsx and json have them in the order of the files" in text
