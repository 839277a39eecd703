"""What a rule set says of its sources without testing it: listed, inherited, and never twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import UntestedStatement
from tests.language.small_rules import CHILD, RULESET, TREE
from tests.rule_sets.folders import write_files

DUTY = "left_out: [{id: POP-9, reason: A duty of the centre., source: act#9}]\n"
CONTEXT = "left_out: [{id: POP-8, reason: Context., source: [act#8, ours]}]\n"


def written(folder: Path, base: str, child: str = "") -> Path:
    """Write the small tree with lines added to the parent's and the child's `ruleset.yaml`."""
    added = {"rules/base/ruleset.yaml": RULESET + base, "rules/child/ruleset.yaml": CHILD + child}
    write_files(TREE | added, folder)
    return folder / "rules"


def test_a_child_lists_what_its_parent_leaves_out_first(tmp_path: Path) -> None:
    root = written(tmp_path, DUTY, CONTEXT)
    duty = UntestedStatement(id="POP-9", reason="A duty of the centre.", sources=("act#9",))
    context = UntestedStatement(id="POP-8", reason="Context.", sources=("act#8", "ours"))

    assert load_rule_set("base", root=root).left_out == (duty,)
    assert load_rule_set("child", root=root).left_out == (duty, context)


def test_what_is_left_out_counts_in_the_hash(tmp_path: Path) -> None:
    plain = load_rule_set("base", root=written(tmp_path / "plain", ""))
    listed = load_rule_set("base", root=written(tmp_path / "listed", DUTY))

    assert plain.sha256 != listed.sha256


@pytest.mark.parametrize(
    ("lines", "message", "remedy"),
    [
        pytest.param(
            "left_out: [{id: POP-1, reason: A duty., source: act}]\n",
            "`POP-1` is left out, and is a criterion",
            "take it out of `left_out`, or give that another id",
            id="a criterion is not left out",
        ),
        pytest.param(
            "left_out: [{id: A, reason: One., source: act}, {id: A, reason: Two., source: act}]\n",
            "`A` is left out, and is listed twice",
            "list it once, with both reasons",
            id="each is listed once",
        ),
        pytest.param(
            "left_out: [{id: A, reason: One., source: acts}]\n",
            "no source is called `acts`",
            "did you mean `act`?",
            id="its source must be known",
        ),
    ],
)
def test_a_faulty_list_is_refused(tmp_path: Path, lines: str, message: str, remedy: str) -> None:
    with pytest.raises(InvalidRules) as refused:
        load_rule_set("base", root=written(tmp_path, lines))

    (problem,) = refused.value.problems
    assert (problem.message, str(problem.remedy)) == (message, remedy)
