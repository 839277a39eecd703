"""The advice on a rule set is about what is its own: its parent's is given for the parent."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.usecases.check import Checker
from authorisation.usecases.library import Library
from tests.rule_sets.folders import child_head, copy_folder, write_files

CHILD = child_head("child", "demo", "2012-03-01", in_force="{from: 2012-01-01}")
CRITERION = """\
criteria:
  - {id: MORE, title: More, severity: note, source: ours, require: population.registered >= least}
"""


@pytest.mark.slow
def test_what_is_unwise_in_the_parent_is_not_said_again(tmp_path: Path) -> None:
    copy_folder("demo", tmp_path)
    files = {"rules/child/ruleset.yaml": CHILD, "rules/child/criteria/all.yaml": CRITERION}
    write_files(files, tmp_path)
    checker = Checker(None, Library(tmp_path / "rules"), advice=True)

    parent, child = checker.check("demo").advice, checker.check("child").advice

    assert "no case comes to the outcome `refused`" in [each.message for each in parent]
    assert "no case looks at the criterion `MORE`" in [each.message for each in child]
    assert {str(each.at).removeprefix(f"{tmp_path}/") for each in child} == {
        "rules/child/criteria/all.yaml:2:5"
    }
