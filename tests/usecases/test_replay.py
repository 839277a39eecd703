"""Replaying one assessment: the same comes out, or what differs; and what became of its application."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidRecord
from authorisation.records.record import render_record
from authorisation.usecases.assessing.assess import Request, assess_files
from authorisation.usecases.delivery.records import record_of
from authorisation.usecases.library import Library
from authorisation.usecases.records.replay import replay, replay_record
from tests.rule_sets.folders import copy_folder

ROOT, FILE, APPLICATION = Path("rules"), Path("r.json"), Path("granted.yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small rules, and the record of one application under them, with another beside it."""
    copy_folder("demo", tmp_path)
    monkeypatch.chdir(tmp_path)
    run = assess_files(
        [APPLICATION, Path("conditions.yaml")],
        Request(rules="demo", library=Library(ROOT), settings=("least=1200",), complete=True),
    )
    FILE.write_bytes(render_record(record_of(run, run.assessments[0])))


def edit(file: str | Path, old: str, new: str) -> None:
    text = Path(file).read_text()
    assert old in text
    Path(file).write_text(text.replace(old, new))


def test_the_same_comes_out_of_a_file_and_of_a_record() -> None:
    replayed = replay(FILE, Library(ROOT))

    assert (replayed.differences, replayed.changes, replayed.exit_code) == ((), (), 0)
    assert replay_record(FILE.read_bytes(), Library(ROOT)) == ()


def test_other_rules_are_named_by_what_comes_out_otherwise() -> None:
    edit("rules/demo/criteria/all.yaml", "severity: condition", "severity: gate")
    replayed = replay(FILE, Library(ROOT))

    assert replayed.exit_code == 13
    assert [each.path for each in replayed.differences] == [
        "findings[LAY].severity",
        "rules.sha256",
    ]


def test_an_application_that_is_as_it_was_has_no_changes() -> None:
    replayed = replay(FILE, Library(ROOT), submission=APPLICATION)

    assert (replayed.changes, replayed.exit_code) == ((), 0)


def test_what_has_changed_in_an_application_is_told_answer_by_answer() -> None:
    edit(APPLICATION, "registered: 1500", "registered: 1501")
    edit(APPLICATION, "  pool: [{code: B1}]\n", "")
    replayed = replay(FILE, Library(ROOT), submission=APPLICATION)
    first, *others = replayed.changes

    assert first.startswith("granted.yaml: the application has changed since: sha256 was ")
    assert others == [
        (
            "granted.yaml: changed: Population registered: 1,501 patients, instead of: 1,500 patients"
            " (population.registered)"
        ),
        "granted.yaml: withdrawn: Pool: it was: code: B1 (pool)",
    ]
    assert (replayed.differences, replayed.exit_code) == ((), 13)


def test_an_answer_that_was_not_there_is_new() -> None:
    edit(FILE, '"pool":[{"code":"B1"}],', "")
    changes = replay(FILE, Library(ROOT), submission=APPLICATION).changes

    # The hash in the record is that of the file, in which nothing has changed.
    assert changes == ()
    edit(APPLICATION, "name: Alpha", "name: Alpha Group")
    assert replay(FILE, Library(ROOT), submission=APPLICATION).changes[1:] == (
        "granted.yaml: answered: Pool: code: B1 (pool)",
    )


def test_a_change_beside_the_answers_says_that_they_are_as_they_were() -> None:
    edit(APPLICATION, "name: Alpha", "name: Alpha Group")

    assert replay(FILE, Library(ROOT), submission=APPLICATION).changes[1:] == (
        "granted.yaml: every answer is as it was",
    )


def test_a_record_of_rules_that_are_not_here_is_refused_unless_others_are_named() -> None:
    Path("rules/demo").rename("rules/other")

    with pytest.raises(InvalidRecord, match=r"^r\.json: its rules, `demo`, are not among those"):
        replay(FILE, Library(ROOT))

    edit("rules/other/ruleset.yaml", "id: demo", "id: other")
    assert [each.path for each in replay(FILE, Library(ROOT), rules="other").differences] == [
        "rules.id",
        "rules.sha256",
    ]


def test_what_is_no_record_is_refused_with_the_name_of_its_file() -> None:
    FILE.write_text("{}")

    with pytest.raises(InvalidRecord, match=r"^r\.json: this is no record"):
        replay(FILE, Library(ROOT))
