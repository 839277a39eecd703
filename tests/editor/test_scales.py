"""The name of a scale in an editor: offered, told, and changed wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.editor.hover import format_symbol
from authorisation.editor.renaming import rename
from tests.editor.workspace import CURSOR, Workspace
from tests.rule_sets.folders import copy_folder

CRITERIA = "rules/graded/criteria/all.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    copy_folder("graded", tmp_path)
    return Workspace(tmp_path)


def test_a_scale_is_told_and_has_another_name_in_every_criterion_at_once(
    workspace: Workspace,
) -> None:
    document = workspace.read(CRITERIA)
    found = document.at(document.text.source.index("scale: support") + len("scale: "))
    assert found is not None
    told = format_symbol(found.symbol, workspace.project.known_to(document.file), None, None)
    edits = list(rename(found.symbol, "levels", document, workspace.project))
    workspace.make(edits)

    assert "- level II: not met. A team is put in. Brought by a direction." in told
    assert sorted(Path(each.file).name for each in edits) == ["all.yaml"] * 3 + ["ruleset.yaml"]
    assert workspace.text(CRITERIA).count("scale: levels") == 3
    assert workspace.check() == []


def test_a_scale_and_the_grades_of_outcomes_are_offered(workspace: Workspace) -> None:
    judged = f"criteria:\n  - id: NEW\n    judgement: {{scale: {CURSOR}}}\n"
    row = f'outcomes:\n  - id: x\n    when: count(findings[grade = "{CURSOR}\n'
    scales, _ = workspace.complete(CRITERIA, judged)
    grades, _ = workspace.complete("rules/graded/outcomes.yaml", row)

    assert [each.label for each in scales.choices] == ["support"]
    assert {each.label for each in grades.choices} >= {"threshold met", "level II", "poor"}
