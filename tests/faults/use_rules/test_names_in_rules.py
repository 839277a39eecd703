"""A name in the rules that stands for nothing, or for two things, is told to their author."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.usecases.check import Checked, Checker
from authorisation.usecases.library import Library
from tests.rule_sets.folders import child_head, copy_folder, write_files

FORCE = "in_force: {from: 2012-01-01}\n"


def checked(folder: Path, *, advice: bool = False) -> Checked:
    return Checker(None, Library(folder / "rules"), advice=advice).check("demo")


def test_a_rule_set_to_follow_that_is_none_is_named(tmp_path: Path) -> None:
    follows = f"{FORCE}followed_by: [pols, elsewhere]\n"
    copy_folder("demo", tmp_path, {"rules/demo/ruleset.yaml": (FORCE, follows)})
    write_files({"rules/pools/ruleset.yaml": child_head("pools", "demo")}, tmp_path)

    said = [each for each in checked(tmp_path, advice=True).advice if "to follow" in each.message]

    place = (tmp_path / "rules/demo/ruleset.yaml", 5)
    assert [(Path(each.at.file), each.at.line) for each in said] == [place, place]
    assert [each.help for each in said] == ["did you mean `pools`?", ""]
    assert checked(tmp_path).problems == ()


def test_a_file_that_nothing_reads_is_named_without_asking_for_advice(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    write_files({"rules/demo/criterias.yaml": "criteria: []\n"}, tmp_path)

    assert [each.message for each in checked(tmp_path).advice] == ["nothing reads this file"]


def test_the_path_of_a_question_is_no_id_of_a_criterion(tmp_path: Path) -> None:
    ids = ("id: LAY\n", "id: population.registered\n")
    copy_folder("demo", tmp_path, {"rules/demo/criteria/all.yaml": ids})

    with pytest.raises(InvalidRules) as caught:
        Library(tmp_path / "rules").rule_set("demo")

    (problem,) = caught.value.problems
    assert problem.message.startswith("`population.registered` is the path of a question")
    assert problem.help.startswith("give the criterion another id")
