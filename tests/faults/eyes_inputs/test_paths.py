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


def test_8_help_says_in_which_order_the_rows_of_tables_are(run: Run) -> None:
    text = " ".join(run("assess", "--help").stdout.split())

    assert "csv, xlsx and json have them in the order of the files" in text
