"""Every fault brings its whole message; the unbroken tree brings none."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidFiles
from authorisation.language.answers.judgements import load_judgements
from authorisation.language.cases.assessment import load_cases
from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import RuleSet
from tests.files import load_submission
from tests.language.faulty_files import FAULTS, Fault
from tests.language.small_rules import TREE
from tests.rule_sets.folders import write_files

ROOT = Path("rules")


def load_everything() -> RuleSet:
    """Read every file of the tree that stands in the working folder."""
    rules = load_rule_set("base", root=ROOT)
    load_cases("base", rules, root=ROOT)
    load_rule_set("child", root=ROOT)
    load_submission(Path("submission.yaml"), rules)
    load_judgements(Path("judgements.yaml"), rules)
    return rules


def test_the_unbroken_tree_has_no_problems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(TREE, tmp_path)
    monkeypatch.chdir(tmp_path)

    assert load_everything().id == "base"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault(fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(fault.tree(), tmp_path)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InvalidFiles) as caught:
        load_everything()

    assert str(caught.value) == fault.says


def test_the_table_is_long_and_names_each_fault_once() -> None:
    assert len(FAULTS) >= 80
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_every_problem_of_every_file_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = dict(TREE)
    for fault in FAULTS:
        if fault.name in {"more than forty digits", "an unknown domain", "a value with a comma"}:
            broken[fault.file] = broken[fault.file].replace(fault.old, fault.new, 1)
    write_files(broken, tmp_path)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InvalidFiles) as caught:
        load_everything()

    assert (
        str(caught.value)
        == """\
rules/base/criteria/all.yaml:8:13: no domain is called `sise`
  help: did you mean `size`?
rules/base/parameters.yaml:6:25: `100,000` is not a number
  help: write `100000`, without marks between the digits
rules/questions/all.yaml:2:59: `12345678901234567890123456789012345678901` has more than 40 digits\n  help: round it"""
    )
