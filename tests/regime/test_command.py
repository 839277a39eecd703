"""`assess --second-opinion`, `--record` and `doctor`, with durable-rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from authorisation.inference.durable import engine as module
from authorisation.second_opinion import assessment as opinion
from authorisation.second_opinion import trees as tree
from authorisation.second_opinion.network import AND_GATE, OR_GATE
from tests.regime import demo
from tests.regime.demo import ASSESS, REMEDY, run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.put_in(tmp_path, monkeypatch)


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "OR_GATE", AND_GATE)


def version() -> str:
    return json.loads(run(*ASSESS, "--second-opinion", "--format", "json").stdout)[
        "second_opinion"
    ]["version"]


def test_one_line_says_that_both_agree() -> None:
    plain = run(*ASSESS)
    result = run(*ASSESS, "--second-opinion")

    assert result.exit_code == plain.exit_code
    assert result.stdout == plain.stdout + (
        "\nSecond opinion\n"
        f"A second engine (durable-rules {version()}) re-derived 3 verdicts and agrees.\n"
    )


def test_one_line_for_several() -> None:
    files = ("granted.yaml", "refused.yaml", "open.yaml", "--rules", "demo")
    result = run("assess", *files, "--second-opinion")

    assert result.stdout == run("assess", *files).stdout + (
        "\nSecond opinion\n"
        f"A second engine (durable-rules {version()}) re-derived 9 verdicts of 3 assessments and "
        "agrees.\n"
    )


def test_a_record_always_has_it_and_a_page_only_where_it_was_asked_for() -> None:
    told = run(*ASSESS, "--record", "r.json").stdout

    assert told == run(*ASSESS).stdout
    assert json.loads(Path("r.json").read_text())["second_opinion"] == {
        "engine": "durable-rules",
        "version": version(),
        "compared": 3,
        "disagreements": [],
        "unavailable": "",
    }
    assert json.loads(run(*ASSESS, "--format", "json").stdout)["second_opinion"] is None


@pytest.mark.usefixtures("faulty")
def test_a_disagreement_is_told_even_where_nobody_asked() -> None:
    plain = run(*ASSESS, "--width", "200")
    result = run(*ASSESS, "--record", "r.json", "--width", "200")

    assert result.exit_code == plain.exit_code
    assert result.stdout == plain.stdout + (
        "\nSecond opinion\n"
        f"A second engine (durable-rules {version()}) re-derived 3 verdicts and disagrees in 2. "
        "One of the engines is at fault: do not rely on these findings before it is known which.\n"
        "- SIZE (require): here met; there not met\n"
        "- SIZE: here met; there not met\n"
    )
    assert json.loads(Path("r.json").read_text())["second_opinion"]["disagreements"] == [
        {"criterion": "SIZE", "part": "require", "ours": ["met"], "theirs": ["not met"]},
        {"criterion": "SIZE", "part": "", "ours": ["met"], "theirs": ["not met"]},
    ]


def test_a_replay_compares_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*ASSESS, "--record", "with.json")
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    run(*ASSESS, "--record", "without.json")

    for file in ("with.json", "without.json"):
        assert run("replay", file).stdout == f"{file}: the record by itself: the same comes out\n"


def test_doctor_tries_it() -> None:
    assert f"ok     durable-rules    {version()}\n" in run("doctor").stdout


def test_doctor_says_what_to_do_where_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORKER_FILE", Path("/no/such/worker.py"))
    result = run("doctor")

    assert f"AMISS  durable-rules    it ended with code 2; try: {REMEDY}\n" in result.stdout
    assert result.exit_code == 3


def test_doctor_notices_false_reasoning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opinion, "AND_GATE", OR_GATE)
    result = run("doctor")

    says = "it does not reason as it should; try: "
    assert f"AMISS  durable-rules    {says}{REMEDY}\n" in result.stdout
    assert result.exit_code == 3
