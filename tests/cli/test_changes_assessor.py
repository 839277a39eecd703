"""`authorise changes` with what assessors recorded: what is carried over, and what is not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
BEFORE = "{population.registered: 1500, board: [{name: Xan, role: lay}], practices: [{code: P1}]}"
EVIDENCE = "evidence: {population.registered: {document: List, level: evidenced}}\n"
CHECK = "answer: population.registered, document: List, assessor: Ann, reason: Read"
REFUSED = f"{{{CHECK}, on: 2012-05-01, grade: not accepted}}"
GOOD = "{criterion: VIABLE, assessor: Ann, on: 2012-05-01, grade: good, reason: It is}"
LAY = "{criterion: LAY, verdict: not met, by: Bo, on: 2012-05-02, reason: He is a GP}"
OUTCOME = "{outcome: granted with conditions, by: Bo, on: 2012-05-02, reason: We trust them}"


def write(folder: Path, name: str, answers: str, rest: str = EVIDENCE, day: str = "06-01") -> None:
    head = f"name: Alpha\ncode: A1\nas_of: 2012-{day}\n"
    (folder / name).write_text(f"{head}answers: {answers}\n{rest}")


def list_of(name: str, *entries: str) -> str:
    return f"{name}: [{', '.join(entries)}]\n" if entries else ""


@pytest.fixture
def kept(run: Run, folder: Path) -> Run:
    """A record with a check, a grade and two departures, and `changes` from it to a submission."""
    (folder / "rules/demo/criteria/judged.yaml").write_text(
        "criteria:\n  - {id: VIABLE, title: It is viable, severity: gate, source: act#1, require:"
        " count(practices) >= 1, judgement: {scale: {good: met, bad: not met}, guidance: Weigh.}}\n"
    )
    write(folder, "one.yaml", BEFORE)
    recorded = list_of("judgements", REFUSED, GOOD) + list_of("departures", LAY, OUTCOME)
    (folder / "ann.yaml").write_text(recorded)
    options = ("--rules", "demo", "--stage", "decision", "--assessor", "ann.yaml")
    assert run("assess", "one.yaml", *options, "--record", "one.json").exit_code == 10

    def changes(*args: str) -> Result:
        return run("changes", "one.json", "two.yaml", *args)

    return changes


def data(result: Result) -> Any:
    return json.loads(result.stdout)


def test_what_assessors_recorded_holds_of_an_application_that_is_the_same(
    kept: Run, folder: Path
) -> None:
    """Nothing of it is dropped, so nothing comes out otherwise."""
    write(folder, "two.yaml", BEFORE)
    text = kept("--width", "70").stdout

    assert (
        text.partition("Board.\n\n")[2]
        == """\
What assessors recorded before
Carried over to two.yaml: 4 entries, on what is as it was.

Outcome
Granted, as before.

What was answered
No answer, no evidence, no judgement and no departure changed.
"""
    )


def test_an_entry_on_what_changed_is_named_and_not_carried(kept: Run, folder: Path) -> None:
    """The check and the outcome; grade and departure are of criteria that do not look at it."""
    write(folder, "two.yaml", BEFORE.replace("1500", "1600"))
    text = kept("--width", "70").stdout

    assert (
        text.partition("Board.\n\n")[2]
        == """\
What assessors recorded before
Carried over to two.yaml: 2 entries, on what is as it was.
- Population registered: Ann on 1 May 2012: not accepted, against
  “List”. Read
  Not carried over; changed since: Population registered
- The outcome: Bo decided “Granted with conditions” on 2 May 2012. We
  trust them
  Not carried over; changed since: Population registered

Outcome
Granted, as before.

Findings that differ
- The group is large enough (SIZE): not shown before, now met (needed
  before a full budget); now, 600 patients to spare
  Comes from one change: what assessors judged of: Population
  registered

Answers changed
- Population registered: 1,600 patients, instead of: 1,500 patients
  (population.registered)
"""
    )


@pytest.mark.parametrize(
    ("old", "new", "carried", "left"),
    [
        pytest.param(
            "", "", ["population.registered", "VIABLE", "LAY", ""], [], id="nothing changed"
        ),
        pytest.param(
            "role: lay",
            "role: gp",
            ["population.registered", "VIABLE"],
            ["LAY changed", " changed"],
            id="what a departure looks at",
        ),
        pytest.param(
            "P1",
            "P2",
            ["population.registered", "LAY"],
            ["VIABLE changed", " changed"],
            id="what a grade stands beside",
        ),
        pytest.param(
            "document: List",
            "document: List of June",
            ["VIABLE", "LAY"],
            ["population.registered changed", " changed"],
            id="a new document for the answer that was checked",
        ),
        pytest.param(
            "population.registered: {document",
            "population: {document",
            ["VIABLE", "LAY"],
            ["population.registered changed", " changed"],
            id="a document for the group with that answer",
        ),
    ],
)
def test_which_entries_are_carried(
    kept: Run, folder: Path, old: str, new: str, carried: list[str], left: list[str]
) -> None:
    file = folder / "two.yaml"
    write(folder, "two.yaml", BEFORE)
    file.write_text(file.read_text().replace(old, new))
    found = data(kept("--format", "json"))
    entries = [each["answer"] or each["criterion"] for each in found["carried"]["entries"]]
    departed = [each["criterion"] for each in found["carried"].get("departures", ())]
    sides = [(each["judgement"] or each["departure"], each["why"]) for each in found["not_carried"]]

    assert [*entries, *departed] == carried
    assert [f"{one.get('answer') or one['criterion']} {why}" for one, why in sides] == left


def test_a_file_that_is_named_stands_in_place_of_what_the_record_has(
    kept: Run, folder: Path
) -> None:
    write(folder, "two.yaml", BEFORE)
    (folder / "bob.yaml").write_text(list_of("judgements", GOOD.replace("good", "bad")))
    found = data(kept("--assessor", "bob.yaml", "--format", "json"))

    assert (found["carried"], found["not_carried"]) == (None, [])
    assert [
        (each["before"] and each["before"]["grade"], each["after"] and each["after"]["grade"])
        for each in found["judgements"]
    ] == [("not accepted", None), ("good", "bad")]
    assert [each["before"]["by"] for each in found["departures"]] == ["Bo", "Bo"]


def test_a_departure_to_what_is_indicated_now_is_named_and_not_refused(
    kept: Run, folder: Path
) -> None:
    """The rules make it so, and no answer."""
    write(folder, "two.yaml", BEFORE)
    edited = folder / "rules/demo/criteria/all.yaml"
    assert data(kept("--format", "json"))["not_carried"] == []
    edited.write_text(edited.read_text().replace('[role = "lay"]) >= 1', '[role = "lay"]) >= 2'))
    found = data(kept("--rules", "demo", "--stage", "decision", "--format", "json"))

    assert [each["why"] for each in found["not_carried"]] == ["indicated", "indicated"]


def test_what_the_rules_of_now_do_not_have_is_named(kept: Run, folder: Path) -> None:
    write(folder, "two.yaml", BEFORE)
    other = folder / "rules/other"
    other.mkdir()
    for part in ("ruleset", "parameters", "outcomes", "criteria/all"):
        (other / part).parent.mkdir(exist_ok=True)
        text = (folder / f"rules/demo/{part}.yaml").read_text()
        text = text.replace("id: demo", "id: other").replace("id: LAY", "id: NOT-LAY")
        (other / f"{part}.yaml").write_text(text)
    found = data(kept("--rules", "other", "--format", "json"))
    text = kept("--rules", "other", "--width", "200").stdout

    assert [each["why"] for each in found["not_carried"]] == ["unknown", "unknown"]
    assert (
        "- Somebody on the board is lay (LAY): Bo decided “not met” on 2 May 2012. He is a GP\n"
        "  Not carried over: the rules of now have no such criterion, grade or outcome\n" in text
    )


def test_nothing_is_carried_back(kept: Run, run: Run, folder: Path) -> None:  # noqa: ARG001
    """What was recorded of the later application says nothing of the one before."""
    write(folder, "two.yaml", BEFORE)
    found = data(run("changes", "two.yaml", "one.json", "--format", "json"))

    assert found["carried"] is None
    assert [each["before"] for each in found["judgements"]] == [None, None]
    assert [each["after"]["by"] for each in found["departures"]] == ["Bo", "Bo"]


def test_a_row_of_csv_says_why_an_entry_was_not_carried_and_not_why_it_was_decided(
    kept: Run, folder: Path
) -> None:
    write(folder, "two.yaml", BEFORE.replace("1500", "1600"))
    rows = [*csv.reader(io.StringIO(kept("--format", "csv").stdout.removeprefix("\ufeff")))]
    changed = "Not carried over; changed since: Population registered"

    assert [row for row in rows if row[0] in {"judgement", "departure"}] == [
        [
            *("judgement", "population.registered", "Population registered", "", ""),
            *("Ann on 1 May 2012: not accepted, against “List”. Read", "not judged", changed),
        ],
        [
            *("departure", "", "The outcome", "", ""),
            "Bo decided “Granted with conditions” on 2 May 2012",
            *("nothing decided otherwise", changed),
        ],
    ]
