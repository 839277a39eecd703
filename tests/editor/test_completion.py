"""Completion: what may be written at a cursor, inside expressions and outside them."""

from __future__ import annotations

import pytest

from tests.editor.workspace import CURSOR, Workspace
from tests.rule_sets.folders import copy_folder

CRITERIA = "rules/demo/criteria/all.yaml"
NEW = "criteria:\n  - id: NEW\n    title: New\n"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("demo")
    copy_folder("demo", folder)
    return Workspace(folder)


@pytest.mark.parametrize(
    ("file", "text", "offered", "not_offered"),
    [
        pytest.param(CRITERIA, f"{NEW}    require: popul{CURSOR}\n", ["population.registered", "least", "count", "and"], ["title"], id="an expression"),
        pytest.param(CRITERIA, f"{NEW}    require: population.{CURSOR}\n", ["population.registered"], ["least"], id="after a dot"),
        pytest.param(CRITERIA, f"{NEW}    require: count(board[{CURSOR}\n", ["role", "name", "item", "least"], [], id="inside a filter"),
        pytest.param(CRITERIA, f"{NEW}    require: 'board[role = \"{CURSOR}", ["lay", "gp"], ["least"], id="a value of a choice"),
        pytest.param(CRITERIA, f"{NEW}    require: board[role = {CURSOR}]\n", ['"lay"', '"gp"'], ["least"], id="a value before its quotes"),
        pytest.param(CRITERIA, f"{NEW}    require:\n      every: member\n      in: board\n      satisfies: member.{CURSOR}\n", ["member.role", "member.name"], ["least"], id="inside a loop"),
        pytest.param(CRITERIA, f"{NEW}    require: some m in board satisfies m.{CURSOR}\n", ["m.role"], ["least"], id="inside a quantifier"),
        pytest.param(CRITERIA, f"{NEW}    not_met: Only {{{CURSOR}\n", ["population.registered", "least"], ["title"], id="a message"),
        pytest.param(CRITERIA, f"{NEW}    {CURSOR}\n", ["severity", "require", "source"], ["title", "id", "least"], id="a key"),
        pytest.param(CRITERIA, f"{NEW}    sev{CURSOR}\n    require: least > 1\n", ["severity"], ["require"], id="a key among others"),
        pytest.param(CRITERIA, f"{NEW}    require:\n      any:\n        - {CURSOR}\n", ["test", "every", "least"], ["severity"], id="a part of a condition"),
        pytest.param(CRITERIA, f"{NEW}    severity: {CURSOR}\n", ["gate", "condition", "note"], ["least"], id="a word"),
        pytest.param(CRITERIA, f"{NEW}    domain: {CURSOR}\n", ["size", "board"], ["least"], id="a domain"),
        pytest.param(CRITERIA, f"{NEW}    source: [{CURSOR}]\n", ["act", "ours", "unsourced"], ["least"], id="a source"),
        pytest.param(CRITERIA, f"{NEW}    require: {{criterion: {CURSOR}}}\n", ["SIZE", "LAY"], ["least"], id="a criterion"),
        pytest.param("rules/demo/outcomes.yaml", f'outcomes:\n  - id: x\n    when: count(findings[verdict = "{CURSOR}\n', ["met", "not met", "open"], ["least"], id="a verdict"),
        pytest.param("rules/demo/parameters.yaml", f"new:\n  type: {CURSOR}\n", ["integer", "money"], ["least"], id="a type"),
        pytest.param("rules/demo/ruleset.yaml", f"id: demo\nasks: [{CURSOR}]\n", ["board", "population.registered"], ["least"], id="what is asked"),
        pytest.param("rules/demo/cases/all.yaml", f"- case: new\n  expect: {{{CURSOR}}}\n", ["SIZE", "LAY", "outcome"], ["least"], id="what is expected"),
        pytest.param("rules/demo/cases/all.yaml", f"- case: new\n  expect: {{LAY: {CURSOR}}}\n", ["met", "not met"], ["SIZE"], id="a verdict that is expected"),
        pytest.param("rules/demo/cases/all.yaml", f"- case: new\n  given:\n    population:\n      {CURSOR}\n", ["registered"], ["board"], id="an answer of a case"),
        pytest.param("rules/demo/cases/all.yaml", f"- table: new\n  rows:\n    - [population.registered, {CURSOR}]\n", ["LAY", "outcome"], ["least"], id="a heading"),
        pytest.param("rules/demo/cases/all.yaml", f"- table: new\n  rows:\n    - [LAY, SIZE]\n    - [met, {CURSOR}]\n", ["not met"], ["LAY"], id="a cell"),
        pytest.param("granted.yaml", f"answers:\n  {CURSOR}\n", ["board", "population", "population.registered"], ["stage"], id="an answer"),
        pytest.param("granted.yaml", f"answers:\n  board: [{{role: {CURSOR}}}]\n", ["lay", "gp", "none"], ["board"], id="a value of an answer"),
        pytest.param("granted.yaml", f"answers: {{}}\nstage: {CURSOR}\n", ["decision", "self-assessment"], ["board"], id="a stage"),
        pytest.param("a.yaml", f"departures:\n  - {{outcome: {CURSOR}}}\n", ["refused"], ["least"], id="an outcome that was decided"),
        pytest.param("a.yaml", f"departures:\n  - {{criterion: SIZE, verdict: {CURSOR}}}\n", ["met", "not met"], ["open"], id="a verdict that was decided"),
        pytest.param("a.yaml", f"moderation:\n  - {CURSOR}\n", ["panel", "grade", "document"], ["assessor"], id="a key of moderation"),
    ],
)  # fmt: skip
def test_what_may_be_written(
    workspace: Workspace, file: str, text: str, offered: list[str], not_offered: list[str]
) -> None:
    found, _ = workspace.complete(file, text)
    labels = [each.label for each in found.choices]

    assert [label for label in offered if label not in labels] == []
    assert [label for label in not_offered if label in labels] == []


def test_a_choice_takes_the_place_of_the_word_that_is_begun(workspace: Workspace) -> None:
    text = f"{NEW}    require: count(board) > 1 and popu{CURSOR}lation >= least\n"
    found, source = workspace.complete(CRITERIA, text)

    assert source.cut(found.span) == "population"


def test_a_key_comes_with_its_colon_and_those_that_are_needed_come_first(
    workspace: Workspace,
) -> None:
    found, _ = workspace.complete(CRITERIA, f"criteria:\n  - title: New\n    {CURSOR}\n")

    assert [each.written for each in found.choices][:3] == ["id: ", "severity: ", "source: "]
    assert [each.detail for each in found.choices][:3] == ["needed"] * 3


def test_a_question_is_offered_with_its_title_and_its_unit(workspace: Workspace) -> None:
    found, _ = workspace.complete(CRITERIA, f"{NEW}    require: {CURSOR}\n")
    said = {each.label: each.detail for each in found.choices}

    assert said["population.registered"] == "How many patients are registered? (in patient)"
    assert said["least"] == "Least population (in patient)"
    assert said["count"] == "(list)"
