"""What is allowed and unwise is told in the editor as `authorise check --advice` tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.editor.checking import StageName, check_rules
from authorisation.errors import EngineUnavailable
from authorisation.model.source import AdviceCode
from authorisation.usecases.check import Checker
from authorisation.usecases.library import Library
from tests.rule_sets.folders import copy_folder
from tests.shipped import RULES

OF_FILES = {AdviceCode.UNREAD_FILE, AdviceCode.UNKNOWN_FOLLOWER, AdviceCode.OVERLAPPING_ROWS}


def told_in_both(name: str, root: Path) -> tuple[list[str], list[str]]:
    """The advice on a rule set in the editor, and that of `check` without a solver."""
    (stage,) = (
        each
        for each in check_rules(root / name, Library(root), None, lambda: None)
        if each.name is StageName.ADVICE
    )
    checker = Checker(None, Library(root), advice=True)
    checker.without_solver = EngineUnavailable("solver", "not installed", "install it")
    known = [each for each in checker.check(name).advice if each.code not in OF_FILES]
    editor = [each.problem for each in stage.problems]
    return [str(each) for each in editor], [str(each) for each in known]


def test_it_is_the_same_of_a_rule_set_with_all_kinds_of_it(tmp_path: Path) -> None:
    idle = "sources: {idle: {title: T, standing: law}, act:"
    copy_folder(
        "demo",
        tmp_path,
        {
            "rules/demo/ruleset.yaml": ("sources: {act:", idle),
            "rules/questions/all.yaml": (
                "population:\n",
                "population:\n  idle: {type: integer, ask: Idle?}\n",
            ),
            "rules/demo/cases/all.yaml": ("SIZE: {verdict: met, margin: 500 patient}, ", ""),
        },
    )

    editor, check = told_in_both("demo", tmp_path / "rules")

    assert sorted(editor) == sorted(check)
    for words in ("the source `idle`", "`population.idle`", "the criterion `SIZE`"):
        assert any(words in each for each in editor)


@pytest.mark.long
@pytest.mark.parametrize("name", ["failure-statutory", "statutory-2012"])
def test_it_is_the_same_of_shipped_rules(name: str) -> None:
    editor, check = told_in_both(name, RULES)

    assert sorted(editor) == sorted(check)
    assert editor
