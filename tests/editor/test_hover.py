"""What is told of a name, and the outline of a file."""

from __future__ import annotations

from datetime import date

import pytest

from authorisation.editor.hover import OutlineEntry, format_symbol, outline
from tests.editor.workspace import Workspace
from tests.rule_sets.folders import copy_folder

CRITERIA = "rules/demo/criteria/all.yaml"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("demo")
    copy_folder("demo", folder)
    workspace = Workspace(folder)
    workspace.check(measure=True)
    return workspace


def told(workspace: Workspace, passage: str, day: date | None = None) -> str:
    file = workspace.read(CRITERIA)
    found = file.at(file.text.source.index(passage) + len(passage))
    assert found is not None
    known = workspace.project.known_to(file.file)
    assert known is not None
    measured = workspace.project.measured.get(workspace.folder / "rules/demo")
    return format_symbol(found.symbol, known, day, measured)


def test_a_figure_is_told_as_it_is_on_the_day(workspace: Workspace) -> None:
    assert told(workspace, ">= least").startswith("**1,000 patients on 1 January 2012**\n")
    assert told(workspace, ">= least", date(2013, 6, 1)) == (
        """\
**2,000 patients on 1 June 2013**

#### Least population: least

Type integer in patient. Used by SIZE.

- From 1 January 2012: 1,000 patients. Source: law: The Example Act, s.1.
- From 1 January 2013: 2,000 patients. Source: law: The Example Act, s.2.
"""
    )


def test_a_criterion_is_told_with_its_cases_and_what_none_looks_at(workspace: Workspace) -> None:
    said = told(workspace, "id: SIZE")

    assert said.startswith(
        "**Gate on 1 January 2012**\n\n#### SIZE: The group is large enough\n\n"
        "- Needed before a full budget (gate)\n"
    )
    assert "1 case of it: 1 case met:\n\n- large enough\n" in said
    assert "The cases look at 4 of 7 points of it." in said
    assert "- no case of `SIZE` has `population.registered >= least` not met" in said.replace(
        "\\", ""
    )


def test_a_question_is_told_with_its_wording_and_its_bounds(workspace: Workspace) -> None:
    assert told(workspace, "{population.registered") == (
        """\
**How many patients are registered?**

- Type integer in patient, at least 1 patient
- Why: Size carries risk.
- Evidence wanted: list sizes

Used by SIZE.
"""
    )


def test_other_names_are_told_in_a_line(workspace: Workspace) -> None:
    assert told(workspace, "source: act") == "act: The Example Act. Law.\n"
    assert told(workspace, "domain: size") == "Size\n"
    assert told(workspace, "[role") == (
        "**Role**\n\n- Type choice\n- One of: lay, gp\n- none means: neither\n"
    )
    assert told(workspace, "require: population") == (
        "A group of 1 question.\n\nIn it:\n\n- population.registered\n"
    )


def test_the_outline_of_a_file_is_what_it_defines(workspace: Workspace) -> None:
    def drawn(name: str) -> list[tuple[str, str, list[str]]]:
        file = workspace.read(name)
        entries = outline(file, workspace.project.known_to(file.file))
        assert all(_inside(each) for each in entries)
        return [(each.name, each.detail, [i.name for i in each.inside]) for each in entries]

    assert drawn(CRITERIA) == [
        ("SIZE", "The group is large enough", []),
        ("LAY", "Somebody on the board is lay", []),
    ]
    assert drawn("rules/questions/all.yaml") == [
        ("population", "", ["registered"]),
        ("board", "Who sits on the board?", ["name", "role"]),
        ("practices", "Which practices belong to it?", ["code"]),
        ("pool", "Which groups share the pool?", ["code"]),
    ]
    assert drawn("rules/demo/parameters.yaml") == [("least", "Least population", [])]
    assert [name for name, _, _ in drawn("rules/demo/cases/all.yaml")] == [
        "large enough",
        "a lay member may yet come",
    ]


def _inside(entry: OutlineEntry) -> bool:
    whole = entry.whole
    return all(
        whole.start <= each.whole.start and each.whole.end <= whole.end and _inside(each)
        for each in entry.inside
    ) and (whole.start <= entry.span.start and entry.span.end <= whole.end)
