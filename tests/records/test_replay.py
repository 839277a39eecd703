"""Records derived again: every shipped history comes out the same, and tampering shows."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
from click.testing import Result

from tests.records.building import PROJECT, RETURNS, RETURNS_FILES, history
from tests.regime import demo
from tests.regime.demo import run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def replayed(made: object, *options: str) -> Result:
    Path("h.json").write_text(json.dumps(made))
    root = ("--rules-root", str(PROJECT / "rules"))
    return run("replay", "h.json", *root, *options)


@pytest.mark.slow
@pytest.mark.parametrize("file", RETURNS_FILES, ids=lambda file: file.stem)
def test_the_same_comes_out(file: Path) -> None:
    result = replayed(history(file))

    assert result.stdout == "h.json: the record by itself: the same comes out\n"
    assert result.exit_code == 0


def test_what_was_set_is_set_again() -> None:
    made = history(RETURNS / "illustrative" / "stops-filing.yaml", settings=("chance_cv=0.2",))

    assert len(made["set"]) == 1
    assert replayed(made).exit_code == 0


def test_what_was_changed_in_a_history_shows() -> None:
    made = history(*sorted((RETURNS / "inherited").glob("*.yaml"))[:2])
    made["histories"][1]["periods"][0]["stage_after"] = "dissolution"
    result = replayed(made)

    assert result.stdout == (
        'histories[2].periods[1].stage_after: was "dissolution", is now "early_warning"\n'
        "h.json: 2 records derived again: 1 the same, 1 otherwise\n"
    )
    assert result.exit_code == 13


def test_a_changed_answer_shows_in_the_hash_of_what_was_filed() -> None:
    made = history(RETURNS / "published" / "thanet.yaml")
    made["group"]["returns"][0]["answers"]["in_year.variance_to_date"] = "-9000000"
    result = replayed(made)

    assert "group.sha256: was " in result.stdout
    assert result.exit_code == 13


def broken(change: str) -> object:
    made = deepcopy(history(RETURNS / "published" / "thanet.yaml"))
    match change:
        case "no group":
            del made["group"]
        case "no day":
            made["as_of"] = "yesterday"
        case "unknown rules":
            made["rules"]["id"] = "../elsewhere"
        case "unknown parameter":
            made["set"] = {"nothing": "1"}
        case "unknown question":
            made["group"]["returns"][0]["answers"] = {"nothing": "1"}
        case "returns no list":
            made["group"]["returns"] = "none"
        case "a return no mapping":
            made["group"]["returns"] = [["2013-14 Q1"]]
        case "a day too far":
            made["as_of"] = "9999-12-31"
        case "no histories":
            return {"histories": []}
        case "not all histories":
            return {"histories": [made, {"format": "other"}]}
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("no group", "the record is not as it was written: it has no `group`"),
        ("no day", "the record is not as it was written: `as_of`: a day such as"),
        ("unknown rules", "its rules, `../elsewhere`, are not among those found here"),
        ("unknown parameter", "nothing"),
        ("unknown question", "record:1:"),
        ("returns no list", "`group.returns`: a list is to stand there, and not"),
        ("a return no mapping", "`group.returns[0]`: a mapping is to stand there, and not a list"),
        ("a day too far", "more than 400 periods"),
        ("no histories", "`histories`: a list of at least 2 is to stand there"),
        ("not all histories", "`histories[1].format`: one of the words"),
    ],
)
def test_a_broken_history_is_refused(change: str, message: str) -> None:
    result = replayed(broken(change))

    assert message in result.stderr
    assert result.exit_code == 5


def test_a_history_has_no_application() -> None:
    result = replayed(history(RETURNS / "published" / "thanet.yaml"), "--submission", "a.yaml")

    assert (
        "h.json: this is no record of one assessment: there is no application to hold it against"
        in result.stderr
    )
    assert result.exit_code == 5


def test_several_assessments_in_one_file_are_derived_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo.put_in(tmp_path, monkeypatch)
    two = ("assess", "granted.yaml", "conditions.yaml", "--rules", "demo")
    whole = json.loads(run(*two, "--format", "json").stdout)
    Path("several.json").write_text(json.dumps(whole))
    whole["assessments"][1]["settled"] = False
    Path("changed.json").write_text(json.dumps(whole))

    same, changed = run("replay", "several.json"), run("replay", "changed.json")

    assert (same.exit_code, same.stdout) == (
        0,
        "several.json: 2 records derived again: 2 the same, 0 otherwise\n",
    )
    assert (changed.exit_code, changed.stdout) == (
        13,
        (
            "assessments[2].settled: was false, is now true\n"
            "changed.json: 2 records derived again: 1 the same, 1 otherwise\n"
        ),
    )
