"""Which criteria of two rule sets are one and the same."""

from __future__ import annotations

from pathlib import Path

from authorisation.explain.assessment.comparison import pair_criteria
from authorisation.language.rules.load import load_rule_set
from tests.rule_sets.folders import child_head, copy_folder, write_files

_RENAMED = "criteria:\n  - amend: {id: POP-1, title: Another title}\n"


def test_an_id_is_one_criterion_at_any_remove_from_the_rules_that_are_extended(
    tmp_path: Path,
) -> None:
    copy_folder("base", tmp_path)
    for name, day, extends in (
        ("grandchild", "2014-04-01", "child"),
        ("great-grandchild", "2015-04-01", "grandchild"),
    ):
        head = child_head(name, extends, day, in_force=f"[{day}]")
        write_files({f"rules/{name}/ruleset.yaml": head}, tmp_path)
    write_files({"rules/great-grandchild/criteria/all.yaml": _RENAMED}, tmp_path)
    names = ("base", "child", "great-grandchild")
    base, child, last = (load_rule_set(name, root=tmp_path / "rules") for name in names)

    for before in (base, child):
        titles = {
            was.id: (was.title, now.title)
            for was, now in pair_criteria(before, last)
            if was and now
        }
        assert titles["POP-1"] == (before.criteria["POP-1"].title, "Another title")
