"""The folder `base` of small rules, with one of everything, for tests to break in one place."""

from __future__ import annotations

from functools import cache

from authorisation.language.rules.question_bank import load_question_bank
from authorisation.model.question import QuestionBank
from tests.rule_sets.folders import HERE, read_folder

TREE = read_folder("base")
QUESTIONS = TREE["rules/questions/all.yaml"]
RULESET = TREE["rules/base/ruleset.yaml"]
PARAMETERS = TREE["rules/base/parameters.yaml"]
CRITERIA = TREE["rules/base/criteria/all.yaml"]
CHILD = TREE["rules/child/ruleset.yaml"]
SUBMISSION = TREE["submission.yaml"]


@cache
def bank() -> QuestionBank:
    """Read the tree's bank of questions."""
    return load_question_bank(HERE / "base" / "rules")
