"""Quick fixes: a mistake is typed, and what the fix makes of it has no problem any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.language.fixes.edits import problem_span, quick_fixes
from authorisation.language.fixes.text import SourceText
from tests.editor.workspace import Workspace
from tests.rule_sets.folders import copy_folder

CRITERIA = "rules/demo/criteria/all.yaml"
FIGURES = "rules/demo/parameters.yaml"
BANK = "rules/questions/all.yaml"
CASES = "rules/demo/cases/all.yaml"
HEAD = "rules/demo/ruleset.yaml"
OUTCOMES = "rules/demo/outcomes.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    copy_folder("demo", tmp_path)
    return Workspace(tmp_path)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "title"),
    [
        pytest.param(
            CRITERIA,
            "require: population.registered >= least",
            "require: population.registred >= least",
            "write `population.registered` instead of `population.registred`",
            id="a misspelt question",
        ),
        pytest.param(
            CRITERIA,
            ">= least",
            ">= lest",
            "write `least` instead of `lest`",
            id="a misspelt figure",
        ),
        pytest.param(
            CRITERIA,
            "{population.registered}",
            "{population.registerd}",
            "write `population.registered` instead of `population.registerd`",
            id="inside a message",
        ),
        pytest.param(
            CRITERIA,
            "[role =",
            "[rolle =",
            "write `role` instead of `rolle`",
            id="a field of items",
        ),
        pytest.param(
            CRITERIA,
            'board[role = "lay"]',
            "board.rolle",
            "write `role` instead of `rolle`",
            id="a field behind a dot",
        ),
        pytest.param(
            CRITERIA,
            "criteria:\n",
            "derived: {twice: {value: 2 * population.registered, unit: GBP/year}}\ncriteria:\n",
            "give `twice` the unit `patient`",
            id="a unit that is not worked out",
        ),
        pytest.param(
            CRITERIA,
            "criteria:\n",
            "derived:\n  twice:\n    value: '2 * population.registered'\n    unit: GBP\ncriteria:\n",
            "give `twice` the unit `patient`",
            id="a unit on a line of its own",
        ),
        pytest.param(
            CRITERIA, '"lay"', '"ley"', "write `lay` instead of `ley`", id="a value of a choice"
        ),
        pytest.param(
            CRITERIA,
            "count(board",
            "cuont(board",
            "write `count` instead of `cuont`",
            id="a function",
        ),
        pytest.param(
            CRITERIA,
            "discharge:",
            "dischrage:",
            "write `discharge` instead of `dischrage`",
            id="a key",
        ),
        pytest.param(
            CRITERIA, ">= least", "=> least", "write `>=` instead of `=>`", id="another's operator"
        ),
        pytest.param(
            CRITERIA, "domain: size", "domain: siz", "write `size` instead of `siz`", id="a domain"
        ),
        pytest.param(
            CRITERIA,
            "require: population.registered",
            "require:population.registered",
            "put a space after the colon",
            id="a colon without a space",
        ),
        pytest.param(
            CRITERIA,
            "require: population.registered >= least",
            "require: population.registered >= least and count(board) >= 1 and least >= least",
            "write them one to a line under `all:`",
            id="several comparisons",
        ),
        pytest.param(
            CRITERIA,
            'require: count(board[role = "lay"]) >= 1',
            "require: 'count(board[role = \"lay\"]) >= 1 or count(board) = 0'",
            "write them one to a line under `any:`",
            id="several comparisons in quotes",
        ),
        pytest.param(
            CRITERIA, "severity: gate", "severity: vital", "write `gate`", id="one of few words"
        ),
        pytest.param(
            CRITERIA, "domain: size", "domain: money", "make `money` a domain", id="a new domain"
        ),
        pytest.param(
            CRITERIA,
            "require: population.registered >= least",
            "require: as_of > today()",
            "write `as_of` instead of `today()`",
            id="the clock",
        ),
        pytest.param(
            CRITERIA,
            "not_met: 'Only {population.registered}.'",
            "not_met: Note: it's only {population.registered}.",
            "put it in single quotes",
            id="a colon inside a text",
        ),
        pytest.param(
            FIGURES,
            "least:\n  title",
            "least:\n\ttitle",
            "indent with spaces",
            id="a tab",
        ),
        pytest.param(
            FIGURES, "  unit: patient\n", "", "give `least` the unit `patient`", id="no unit"
        ),
        pytest.param(
            FIGURES,
            "unit: patient",
            "unit: person",
            "give `least` the unit `patient`",
            id="another unit",
        ),
        pytest.param(
            FIGURES,
            "2012-01-01:",
            "1 January 2012:",
            "write `2012-01-01` instead of `1 January 2012`",
            id="a day in words",
        ),
        pytest.param(
            FIGURES,
            "type: integer",
            "typ: integer",
            "write `type` instead of `typ`",
            id="of a figure",
        ),
        pytest.param(
            HEAD, "[board, population, ", "[board, ", "ask `population.registered`", id="not asked"
        ),
        pytest.param(
            BANK,
            "type: integer",
            "type: interger",
            "write `integer` instead of `interger`",
            id="a type",
        ),
        pytest.param(
            CASES,
            "{LAY: unknown,",
            "{LEY: unknown,",
            "write `LAY` instead of `LEY`",
            id="a criterion in a case",
        ),
        pytest.param(
            CASES,
            "  given: {population.registered: 1500}",
            "  given: {population.registerd: 1500}",
            "write `population.registered` instead of `population.registerd`",
            id="an answer in a case",
        ),
        pytest.param(
            OUTCOMES,
            'when: \'count(findings[severity = "gate"',
            'when: \'count(findings[severity = "gat"',
            "write `gate` instead of `gat`",
            id="a severity in a row",
        ),
    ],
)
def test_what_is_mistyped_is_mended(
    workspace: Workspace, file: str, right: str, wrong: str, title: str
) -> None:
    workspace.replace(file, right, wrong)
    before = workspace.check()
    first, *_ = workspace.fixes()
    workspace.make([first.edit])

    assert before != []
    assert first.title == title
    assert workspace.check() == []


SUBMISSION = "granted.yaml"


@pytest.mark.parametrize(
    ("right", "wrong", "title"),
    [
        pytest.param(": 1500", ": 1,500", "write `1500` instead of `1,500`", id="a number"),
        pytest.param(
            ": 2012-06-01",
            ": 1 June 2012",
            "write `2012-06-01` instead of `1 June 2012`",
            id="a day",
        ),
        pytest.param("role: lay", "role: 'ley'", "write `lay` instead of `ley`", id="a choice"),
        pytest.param("role: lay", "role: vicar", "write `lay`", id="one of few choices"),
        pytest.param(
            "{code: P1}", "{cod: P1}", "write `code` instead of `cod`", id="a field of an item"
        ),
        pytest.param(
            "population.registered: 1500\n  board",
            "population.registered:1500\n  board",
            "put a space after the colon",
            id="a colon without a space",
        ),
    ],
)
def test_what_a_group_mistypes_is_mended(
    workspace: Workspace, right: str, wrong: str, title: str
) -> None:
    workspace.replace(SUBMISSION, right, wrong)
    (found,) = workspace.check_file(SUBMISSION)
    first, *_ = quick_fixes(found.problem, workspace.project.source)
    workspace.make([first.edit])

    assert first.title == title
    assert workspace.check_file(SUBMISSION) == ()


def test_where_two_units_differ_the_figure_may_take_that_of_the_question(
    workspace: Workspace,
) -> None:
    workspace.replace(BANK, "unit: patient", "unit: person")
    fixes = workspace.fixes()

    assert [(fix.title, fix.sure) for fix in fixes] == [("give `least` the unit `person`", False)]


@pytest.mark.parametrize(
    ("file", "right", "wrong", "marked"),
    [
        pytest.param(
            CRITERIA,
            "population.registered >= least",
            "population.registered >= as_of",
            "population.registered >= as_of",
            id="a whole expression",
        ),
        pytest.param(
            FIGURES, "2012-01-01:", "1 January 2012:", "1 January 2012", id="several words"
        ),
        pytest.param(
            CASES,
            "  given: {population.registered: 1500}",
            "  given: {population: {registerd: 1500}}",
            "registerd",
            id="the last part of a name",
        ),
        pytest.param(CRITERIA, "severity: gate", "severity: vital", "vital", id="a word"),
        pytest.param(CRITERIA, "discharge:", "dischrage:", "dischrage", id="a key"),
    ],
)
def test_what_is_wrong_is_marked_whole(
    workspace: Workspace, file: str, right: str, wrong: str, marked: str
) -> None:
    path = workspace.replace(file, right, wrong)
    text = SourceText(workspace.text(file))
    found = {
        text.cut(problem_span(each.problem, text)) for at, each in workspace.check() if at == path
    }

    assert marked in found


def test_a_name_that_is_near_is_offered_before_a_new_one(workspace: Workspace) -> None:
    workspace.replace(CRITERIA, "domain: size", "domain: siz")

    assert [(fix.title, fix.sure) for fix in workspace.fixes()] == [
        ("write `size` instead of `siz`", True),
        ("make `siz` a domain", False),
    ]


def test_no_fix_is_made_of_a_text_that_is_no_longer_as_it_was(workspace: Workspace) -> None:
    path = workspace.replace(CRITERIA, ">= least", ">= lest")
    ((_, found),) = workspace.check()
    workspace.replace(CRITERIA, ">= lest", ">= 1000")

    assert found.problem.at.file == str(path)
    assert [*quick_fixes(found.problem, workspace.project.source)] == []


def test_a_problem_that_no_change_of_text_mends_has_no_quick_fix(workspace: Workspace) -> None:
    workspace.replace(CRITERIA, ">= least", ">= 1000")

    assert workspace.fixes() == []
