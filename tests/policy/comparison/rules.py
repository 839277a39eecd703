"""The small rules beside themselves with passages changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from authorisation.language.rules.load import load_rule_set
from authorisation.model.rules import RuleSet
from tests.rule_sets.folders import HERE, copy_folder

CRITERIA = "rules/demo/criteria/all.yaml"
FIGURES = "rules/demo/parameters.yaml"
OUTCOMES = "rules/demo/outcomes.yaml"
HEAD = "rules/demo/ruleset.yaml"
QUESTIONS = "rules/questions/all.yaml"


def small_rules() -> RuleSet:
    """The small rules as they are."""
    return load_rule_set("demo", root=HERE / "demo" / "rules")


def changed_rules(folder: Path, changes: Mapping[str, tuple[str, str]]) -> RuleSet:
    """The small rules with one passage of each file changed, in a folder of their own."""
    copy_folder("demo", folder, changes)
    return load_rule_set("demo", root=folder / "rules")
