"""`authorise changes`: what changed for a group from one record or submission to the next."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest
from click.testing import Result

from authorisation import __version__
from tests.expected import assert_expected
from tests.records.building import PROJECT

Run = Callable[..., Result]
SCHEMA = PROJECT / "docs" / "schemas" / "changes.schema.json"
DEMO = ("--rules", "demo")
NARROW = ("--width", "70")
EDITED = """
Edited rules: they are no shipped edition, and nobody has adopted
them.
"""


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def write(folder: Path, name: str, answers: str, head: str = "code: A1\n", rest: str = "") -> None:
    text = f"name: Alpha\n{head}as_of: 2012-06-01\nanswers: {answers}\n{rest}"
    (folder / name).write_text(text)


FEW = "{population.registered: 999, board: [{name: Xan, role: gp}]}"
MORE = "{population.registered: 1500, board: [{name: Xan, role: gp}, {name: Yma, role: lay}]}"


def test_what_changed_is_told_with_the_answer_that_each_move_comes_from(
    run: Run, folder: Path
) -> None:
    write(folder, "one.yaml", FEW)
    write(folder, "two.yaml", MORE)
    run("assess", "one.yaml", *DEMO, "--record", "one.json")
    result = run("changes", "one.json", "two.yaml", *NARROW)

    assert result.exit_code == 0
    assert (
        result.stdout
        == f"""\
Alpha (A1)
The small rules (demo, edition 2012-01-01)
Now: two.yaml; as of 1 June 2012; self-assessment
Before: the record one.json, made by version {__version__}; as of 1 June 2012;
self-assessment
{EDITED}
This is not a decision of the Board.

Outcome
Granted; before: Refused
Comes from one change: Population registered

Findings that differ
- The group is large enough (SIZE): not met before, now met (needed
  before a full budget); before, short by 1 patient; now, 500 patients
  to spare
  Comes from one change: Population registered
- Somebody on the board is lay (LAY): not met before, now met (would
  be a condition of it); before, short by 1 item
  Comes from one change: Board

Answers changed
- Population registered: 1,500 patients, instead of: 999 patients
  (population.registered)
- Board: one more (2 fields): name: Yma, role: lay (board)
"""
    )


def test_given_and_withdrawn_answers_evidence_and_judgements(run: Run, folder: Path) -> None:
    """The other way round, what was given is withdrawn."""
    write(
        folder, "one.yaml", "{practices: [{code: P1}], board: {so_far: [{name: Xan, role: lay}]}}"
    )
    evidence = (
        "evidence: {population.registered: {document: List, where: p. 1, level: evidenced}}\n"
    )
    write(
        folder,
        "two.yaml",
        "{population.registered: 1500, board: [{name: Xan, role: lay}]}",
        rest=evidence,
    )
    (folder / "rules/demo/criteria/judged.yaml").write_text(
        "criteria:\n  - {id: VIABLE, title: It is viable, severity: gate, source: act#1,"
        " judgement: {scale: {good: met, bad: not met}, guidance: Weigh its size.}}\n"
    )
    (folder / "judged.yaml").write_text(
        "judgements: [{criterion: VIABLE, assessor: Ann, on: 2012-05-01, grade: good,"
        " reason: It is.}]\n"
    )
    (folder / "ann.yaml").write_text((folder / "judged.yaml").read_text().replace("Ann", "ANN"))
    run("assess", "one.yaml", *DEMO, "--stage", "decision", "--record", "one.json")
    options = ("--judgements", "judged.yaml", "--stage", "decision", *DEMO)
    run("assess", "two.yaml", *options, "--record", "two.json")
    respelt = ("two.json", "two.yaml", "--judgements", "ann.yaml", "--format", "json")
    there = run("changes", "one.json", "two.yaml", "--judgements", "judged.yaml", *NARROW).stdout
    back = run("changes", "two.json", "one.json", *NARROW).stdout
    (judged,) = json.loads(run("changes", *respelt).stdout)["judgements"]

    assert (judged["before"]["assessor"], judged["after"]["assessor"]) == ("Ann", "ANN")
    assert (
        there[there.index("Outcome\n") :]
        == """\
Outcome
Granted, as before.

Findings that differ
- The group is large enough (SIZE): not shown before, now met (needed
  before a full budget); now, 500 patients to spare
  Comes from one change: Population registered
- It is viable (VIABLE): not shown before, now met (needed before a
  full budget)
  Comes from one change: what assessors judged of: It is viable
  (VIABLE)

Answers given
- Population registered: 1,500 patients (population.registered)

Answers changed
- Board: the list is finished now (board)

Answers withdrawn
- Practices: it was: code: P1 (practices)

Evidence
- Population registered: List, p. 1; before: none
  (population.registered)

Assessors’ judgements
- It is viable (VIABLE): Ann on 1 May 2012: good. It is; before: not
  judged
"""
    )
    assert (
        back[back.index("Answers given\n") :]
        == """\
Answers given
- Practices: code: P1 (practices)

Answers changed
- Board: the list may still grow now, and was finished (board)

Answers withdrawn
- Population registered: it was: 1,500 patients
  (population.registered)

Evidence
- Population registered: none; before: List, p. 1
  (population.registered)

Assessors’ judgements
- It is viable (VIABLE): not judged; before: Ann on 1 May 2012: good.
  It is
"""
    )


def test_evidence_alone_may_move_a_finding(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", "{population.registered: 1500}")
    given = "evidence: {population.registered: {document: List, level: evidenced}}\n"
    write(folder, "two.yaml", "{population.registered: 1500}", rest=given)
    text = run("changes", "one.yaml", "two.yaml", *DEMO, "--stage", "decision").stdout

    assert "(SIZE): not shown before, now met" in text
    assert "Comes from one change: the evidence for: Population registered" in text


def test_changes_that_only_do_it_together_are_named_together(run: Run, folder: Path) -> None:
    edit(
        folder / "rules/demo/criteria/all.yaml",
        "require: population.registered >= least",
        "require: {any: [population.registered >= least, count(practices) >= 2]}",
    )
    write(folder, "one.yaml", "{population.registered: 9, practices: [{code: P1}]}")
    write(folder, "two.yaml", "{population.registered: 1500, practices: [{code: P1}, {code: P2}]}")
    text = run("changes", "one.yaml", "two.yaml", *DEMO, "--width", "200").stdout

    assert "  Comes from these changes together: (1) Population registered; (2) Practices\n" in text


def test_what_an_answer_moves_is_told_though_the_stage_is_another(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", "{board: []}")
    given = "evidence: {population.registered: {document: List, level: evidenced}}\n"
    write(folder, "two.yaml", "{population.registered: 1500, board: []}", rest=given)
    run("assess", "one.yaml", *DEMO, "--record", "one.json")
    text = run("changes", "one.json", "two.yaml", "--stage", "decision", "--width", "200").stdout

    assert (
        """\
- The group is large enough (SIZE): cannot tell yet before, now met (needed before a full budget); now, 500 patients to spare
  Comes from one change: Population registered
"""
        in text
    )


def test_of_very_many_changes_each_finding_has_those_that_it_looks_at(
    run: Run, folder: Path
) -> None:
    """So has the outcome, which looks at all; evidence for a group of answers is evidence for each of them."""
    full = (PROJECT / "fixtures/illustrative-full-budget.yaml").read_text()
    before = str(PROJECT / "fixtures/illustrative-half-answered.yaml")
    (folder / "full.yaml").write_text(full.replace("code: ILL1\n", "code: ILL9\n"))
    root = ("--rules-root", str(PROJECT / "rules"), "--format", "json")
    record = json.loads(run("changes", before, "full.yaml", *root).stdout)
    causes = {each["criterion"]: each["comes_from"] for each in record["findings"]}

    assert not record["comes_from"]["together"]
    assert [each["of"] for each in record["comes_from"]["parts"]] == [
        *("board", "conflicts.policy", "conflicts.register_document", "ppi.governance_place"),
        *("management.finance_lead", "safeguarding.lead_skills", "tasks", "track.requested"),
        *("risk.system", "risk.escalation_path"),
    ]
    assert len(causes) > 80
    assert all(each["tried"] for each in causes.values())
    assert [criterion for criterion, each in causes.items() if not each["parts"]] == ["MGT-7b"]
    assert [each["of"] for each in causes["COI-1a"]["parts"]] == [
        "conflicts.policy",
        "conflicts.register_document",
    ]


def test_evidence_for_a_group_of_answers_moves_each_of_them(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", "{population.registered: 1500}")
    given = "evidence: {population: {document: List, level: evidenced}}\n"
    write(folder, "two.yaml", "{population.registered: 1500}", rest=given)
    text = run("changes", "one.yaml", "two.yaml", *DEMO, "--stage", "decision").stdout

    assert "Comes from one change: the evidence for: Population" in text


def test_what_no_answer_moves_lies_elsewhere(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", "{board: []}")
    run("assess", "one.yaml", *DEMO, "--record", "one.json")
    text = run("changes", "one.json", "one.yaml", "--stage", "decision", "--width", "200").stdout

    assert "(SIZE): cannot tell yet before, now not shown (needed before a full budget)\n" in text
    assert "Comes from no change that could be undone: it lies in the stage\n" in text
    assert (
        "The two differ in the stage too: what comes from no change of the answers may come from that."
        in text
    )
    assert "No answer, no evidence, no judgement and no departure changed.\n" in text


def test_nothing_changed(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", FEW)
    result = run("changes", "one.yaml", "one.yaml", *DEMO, *NARROW)

    assert result.exit_code == 0
    assert (
        result.stdout.partition("Board.\n\n")[2]
        == """\
Outcome
Refused, as before.

What was answered
No answer, no evidence, no judgement and no departure changed.
"""
    )


def test_a_submission_beside_a_record_is_assessed_as_that_was(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", "{population.registered: 1100, board: []}")
    write(folder, "two.yaml", "{population.registered: 1150, board: []}")
    kept = ("--set", "least=1200", "--stage", "decision", "--record", "one.json")
    run("assess", "one.yaml", *DEMO, *kept)
    same = json.loads(run("changes", "one.json", "two.yaml", "--format", "json").stdout)
    other = run("changes", "one.json", "two.yaml", "--set", "least=1000", "--format", "json").stdout

    sides = [(each["rules"], each["stage"]) for each in (same["before"], same["after"])]
    assert sides == [("demo", "decision")] * 2
    assert [each["criterion"] for each in same["findings"]] == []
    assert [each["criterion"] for each in json.loads(other)["findings"]] == ["SIZE"]


def test_a_record_that_comes_out_otherwise_is_compared_as_it_is_now_and_says_so(
    run: Run, folder: Path
) -> None:
    write(folder, "one.yaml", FEW)
    run("assess", "one.yaml", *DEMO, "-o", "one.json")
    edit(folder / "one.json", '"verdict":"not met"', '"verdict":"met"')
    result = run("changes", "one.json", "one.yaml", "--width", "200")

    assert result.exit_code == 0
    assert (
        "The record one.json comes out otherwise here than it was kept, at 2 places: what is compared"
        in result.stdout
    )
    record = json.loads(run("changes", "one.json", "one.yaml", "--format", "json").stdout)
    assert record["before"]["otherwise"] == ["findings[SIZE].verdict", "findings[LAY].verdict"]


def test_two_groups_are_refused(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", FEW)
    write(folder, "two.yaml", FEW, head="code: a 1\n")
    assert run("changes", "one.yaml", "two.yaml", *DEMO).exit_code == 0
    write(folder, "two.yaml", FEW, head="code: B1\n")
    result = run("changes", "one.yaml", "two.yaml", *DEMO)

    assert (result.exit_code, result.stdout, result.stderr) == (
        2,
        "",
        (
            "one.yaml is of Alpha (A1), and two.yaml of Alpha (B1): two groups\n"
            "  help: name two files of one group, with one `code`; `authorise assess` sets several"
            " groups side by side\n"
        ),
    )


def test_two_records_stand_as_they_were_made(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", FEW)
    run("assess", "one.yaml", *DEMO, "--record", "one.json")
    result = run("changes", "one.json", "one.json", "--stage", "decision")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("both are records, which stand as they were made\n  help: ")


@pytest.mark.parametrize("files", [("one.json", "one.yaml"), ("one.yaml", "one.json")])
def test_a_record_whose_rules_are_not_here_is_named(
    run: Run, folder: Path, files: tuple[str, str]
) -> None:
    write(folder, "one.yaml", FEW)
    run("assess", "one.yaml", *DEMO, "--record", "one.json")
    (folder / "rules/demo").rename(folder / "rules/other")
    result = run("changes", *files)

    assert (result.exit_code, result.stdout) == (5, "")
    assert result.stderr.startswith("one.json: its rules, `demo`, are not among those found here\n")


def test_two_names_without_codes_are_compared_and_the_page_says_so(run: Run, folder: Path) -> None:
    write(folder, "one.yaml", FEW, head="")
    write(folder, "two.yaml", MORE)
    edit(folder / "two.yaml", "name: Alpha", "name: Alpha and Beta")
    text = run("changes", "one.yaml", "two.yaml", *DEMO, "--width", "200").stdout

    assert (
        "No code says that the two are one group, and their names differ: Alpha; Alpha and Beta"
        in (text)
    )
    edit(folder / "one.yaml", "name: Alpha", "name: ALPHA  AND beta")
    assert "No code says" not in run("changes", "one.yaml", "two.yaml", *DEMO).stdout


@pytest.mark.parametrize(
    ("made", "code", "says"),
    [
        pytest.param("list", 5, "this is no record of one assessment\n  help: ", id="a list"),
        pytest.param("[]", 5, "this is no record: `format` is not ", id="no record"),
        pytest.param("nothing", 6, "", id="no file"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_its_place(
    run: Run, folder: Path, made: str, code: int, says: str
) -> None:
    write(folder, "one.yaml", FEW)
    if made == "list":
        run("assess", "one.yaml", "granted.yaml", *DEMO, "-o", "bad.json")
    elif made != "nothing":
        (folder / "bad.json").write_text(made)
    result = run("changes", "one.yaml", "bad.json", *DEMO)

    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith(f"bad.json: {says}")


def test_the_table_has_a_row_for_each_change_and_no_personal_answer(run: Run, folder: Path) -> None:
    before = PROJECT / "fixtures/illustrative-developmental.yaml"
    text = before.read_text()
    (folder / "later.yaml").write_text(
        text.replace("population_covered: 88600", "population_covered: 104000")
        .replace("finance_lead: Mr H. Rush", "finance_lead: Ms Q. Reed")
        .replace("description of Mr H. Rush", "description of Ms Q. Reed")
        .replace("2012-10-01", "2012-10-02")
    )
    assert "Ms Q. Reed" in (folder / "later.yaml").read_text()
    root = ("--rules-root", str(PROJECT / "rules"), "--stage", "decision")
    made = run("changes", str(before), "later.yaml", *root, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(made.removeprefix("\ufeff"))))
    page = run("changes", str(before), "later.yaml", *root, "--width", "200").stdout

    assert "Ms Q. Reed" in page
    assert "Ms Q. Reed" not in made
    assert "Mr H. Rush" not in made
    assert [(r["part"], r["of"], r["what"], r["before"], r["now"]) for r in rows] == [
        ("warning", "", "", "", ""),
        ("outcome", "", "changed", "Developmental track", "Full budget now"),
        ("finding", "FIN-3a", "changed", "not met", "met"),
        (
            "answer",
            "risk_pool.population_covered",
            "changed",
            "88,600 patients",
            "104,000 patients",
        ),
        ("answer", "management.finance_lead", "changed", "", ""),
        ("evidence", "management.finance_lead", "", "", ""),
    ]
    assert rows[2]["comes from"] == ("Comes from one change: Patients covered by the pool")


def test_the_published_schema_is_that_of_what_is_written(run: Run, folder: Path) -> None:
    assert_expected(SCHEMA, run("schema", "changes").stdout)
    write(folder, "one.yaml", FEW)
    write(folder, "two.yaml", MORE)
    run("assess", "one.yaml", *DEMO, "--record", "one.json")
    record = json.loads(run("changes", "one.json", "two.yaml", "--format", "json").stdout)

    jsonschema_rs.validate(json.loads(SCHEMA.read_text()), record)
    assert record["comes_from"] == {
        "parts": [{"kind": "answer", "of": "population.registered"}],
        "together": False,
        "tried": True,
    }
    assert record["answers"][1] == {
        "question": "board",
        "kind": "item added",
        "place": 0,
        "before": None,
        "after": {"name": "Yma", "role": "lay"},
    }


@pytest.mark.parametrize(
    ("name", "first"), [("c.html", "<!DOCTYPE html>"), ("c.md", "# Alpha (A1)")]
)
def test_a_file_is_written_as_it_ends(run: Run, folder: Path, name: str, first: str) -> None:
    write(folder, "one.yaml", FEW)
    write(folder, "two.yaml", MORE)
    result = run("changes", "one.yaml", "two.yaml", *DEMO, "-o", name)

    assert (result.exit_code, result.stdout) == (0, "")
    assert (folder / name).read_text().startswith(first)
