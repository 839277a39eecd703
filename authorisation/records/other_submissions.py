"""Keep of other groups' submissions no more than the tests across groups look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Final

from authorisation.model.question import Question
from authorisation.model.rules import Criterion, RuleSet
from authorisation.model.source import Formula
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items

_OTHERS: Final = "others"
_WORD: Final = re.compile(r"[a-z_][a-z0-9_]*")


def looks_at_others(rules: RuleSet) -> bool:
    """Say whether any test of the rules is across groups."""
    return any(_across(criterion) for criterion in rules.criteria.values())


def looked_at(submission: Submission, rules: RuleSet) -> Submission:
    """Leave out of another group's submission every answer that no test across groups names.

    An answer is kept where each part of its path stands in the formula of such a test; so too
    much may be kept, never too little. Evidence is of no account there and goes.
    """
    words = _words(rules)
    kept = {
        path: _answer(answer, rules.bank.get(path), words)
        for path, answer in submission.answers.items()
        if words.issuperset(path.split("."))
    }
    return replace(
        submission,
        answers=MappingProxyType(kept),
        evidence=MappingProxyType({}),
        note="",
        sha256="",
    )


def _answer(answer: Answer, question: Question | None, words: frozenset[str]) -> Answer:
    """Keep of the items of a list the fields that are named, and the one that they go by."""
    if question is None or not question.each or not isinstance(answer, Items):
        return answer
    wanted = words | {question.name_by}
    items = tuple(
        _fields(item, wanted) if isinstance(item, Mapping) else item for item in answer.items
    )
    return replace(answer, items=items)


def _fields(item: Mapping[str, Answer], wanted: frozenset[str]) -> Mapping[str, Answer]:
    return MappingProxyType({name: value for name, value in item.items() if name in wanted})


def _across(criterion: Criterion) -> bool:
    return criterion.scope == "portfolio" or any(
        _OTHERS in _WORD.findall(text) for text in _formulas(criterion)
    )


def _words(rules: RuleSet) -> frozenset[str]:
    return frozenset(
        word
        for criterion in rules.criteria.values()
        if _across(criterion)
        for text in _formulas(criterion)
        for word in _WORD.findall(text)
    )


def _formulas(part: object) -> Iterator[str]:
    """Give the text of every formula inside a criterion."""
    if isinstance(part, Formula):
        yield part.text
    elif isinstance(part, tuple):
        for inside in part:
            yield from _formulas(inside)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _formulas(getattr(part, field.name))
