"""Other groups' submissions, minimised for a record to what tests across groups need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from authorisation.model.question import Question
from authorisation.model.rules import Criterion, RuleSet
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items

_OTHERS: Final = "others"
_WORD: Final = re.compile(r"[a-z_][a-z0-9_]*")


def has_tests_across_groups(rules: RuleSet) -> bool:
    """Whether any criterion of the rules tests across groups."""
    return any(_tests_across_groups(criterion) for criterion in rules.criteria.values())


def minimise(submission: Submission, rules: RuleSet, *, compared: bool = False) -> Submission:
    """Another group's submission with those answers alone that tests across groups name.

    With `compared`, also those that checks across groups compare.

    An answer stays where each part of its path stands in the formula of such a test; so too
    much may stay, never too little. Evidence and the note, which no test names, go.
    """
    checks = rules.across if compared else ()
    words = _tested_names(rules).union(*(check.path.split(".") for check in checks))
    answers = {
        path: _minimise_answer(answer, rules.bank.get(path), words)
        for path, answer in submission.answers.items()
        if words.issuperset(path.split("."))
    }
    return replace(
        submission,
        answers=MappingProxyType(answers),
        evidence=MappingProxyType({}),
        note="",
        sha256="",
    )


def _minimise_answer(answer: Answer, question: Question | None, words: frozenset[str]) -> Answer:
    """The answer; of the items of a list, only the fields that are named and the one they go by."""
    if question is None or not question.each or not isinstance(answer, Items):
        return answer
    wanted = words | {question.name_by}
    items = tuple(
        MappingProxyType({name: value for name, value in item.items() if name in wanted})
        if isinstance(item, Mapping)
        else item
        for item in answer.items
    )
    return replace(answer, items=items)


def _tests_across_groups(criterion: Criterion) -> bool:
    return criterion.scope == "portfolio" or any(
        _OTHERS in _WORD.findall(formula.text) for formula in criterion.formulas
    )


def _tested_names(rules: RuleSet) -> frozenset[str]:
    return frozenset(
        word
        for criterion in rules.criteria.values()
        if _tests_across_groups(criterion)
        for formula in criterion.formulas
        for word in _WORD.findall(formula.text)
    )
