"""Several submissions as the one that they would make together.

A question says what becomes of its answers (`merge`): figures are added up, lists joined, and the
rest is left to be answered anew. What one of them does not say the merged one does not say either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Final

import msgspec

from authorisation.model.question import MergeRule, Question, ValueType
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Evidence, EvidenceLevel, Items, fold_code

_EXACT: Final = Context(prec=200)
"""Digits enough for any sum of answers, so that none is rounded."""
_JOINING: Final = " and "


class MergeConflict(msgspec.Struct, frozen=True, gc=False):
    """Why submissions cannot be merged as they are: answers to one question."""

    path: str
    """Of the question; empty where answers to several contradict each other."""
    value: str
    """A code that several name; empty where what they say together is too much."""
    submissions: tuple[str, ...]
    """The titles of those that say so."""
    says: str = ""
    """In words, where the rules have some."""


class MergedSubmission(msgspec.Struct, frozen=True, gc=False):
    """Submissions merged, and the conflicts for which their merged answers cannot stand."""

    submission: Submission
    conflicts: tuple[MergeConflict, ...] = ()


def merge_submissions(
    submissions: Sequence[Submission], questions: Mapping[str, Question]
) -> MergedSubmission:
    """The submission that several would make together; one alone is itself.

    `questions` are those of the bank, by path. A sum is there where every one has a figure, and it
    is exact; where all say that there is none, there is none. A joined list is complete where each
    of them is. A code that two of them name is a conflict: it is kept once. Evidence is as good as
    that of the least supported part.

    >>> from decimal import Decimal
    >>> asked = Question(path="size", type=ValueType.INTEGER, ask="?", merge=MergeRule.SUM)
    >>> two = [Submission(name=name, answers={"size": Decimal(40)}) for name in ("A", "B")]
    >>> merged = merge_submissions(two, {"size": asked}).submission
    >>> merged.name, merged.answers["size"]
    ('A and B', Decimal('80'))
    """
    if len(submissions) == 1:
        return MergedSubmission(submissions[0])
    answers: dict[str, Answer] = {}
    conflicts: list[MergeConflict] = []
    for question in questions.values():
        match question.merge:
            case MergeRule.SUM:
                conflicts += _add_sum(submissions, question, answers)
            case MergeRule.JOIN:
                conflicts += _add_joined(submissions, question, answers)
            case MergeRule.DROP:
                pass
    merged = Submission(
        name=_JOINING.join(each.name or each.code for each in submissions),
        answers=MappingProxyType(answers),
        stage=Stage.SELF_ASSESSMENT,
        as_of=max((each.as_of for each in submissions if each.as_of), default=None),
        received_on=max((e.received_on for e in submissions if e.received_on), default=None),
        published_facts_only=any(each.published_facts_only for each in submissions),
        evidence=MappingProxyType(dict(_evidence(submissions, answers))),
    )
    return MergedSubmission(merged, tuple(conflicts))


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts, of which no digit is rounded.

    >>> exact_sum([Decimal("1e33"), Decimal("0.01")])
    Decimal('1000000000000000000000000000000000.01')
    """
    total = Decimal(0)
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


def exact_difference(amount: Decimal, other: Decimal) -> Decimal:
    """By how much an amount exceeds another, of which no digit is rounded."""
    return _EXACT.subtract(amount, other)


def _add_sum(
    submissions: Sequence[Submission], question: Question, answers: dict[str, Answer]
) -> Iterator[MergeConflict]:
    given = [each.answers[question.path] for each in submissions if question.path in each.answers]
    if len(given) < len(submissions):
        return
    if all(answer is None for answer in given):
        answers[question.path] = None
        return
    amounts = [answer for answer in given if isinstance(answer, Decimal)]
    if len(amounts) < len(given):
        return
    total = exact_sum(amounts)
    if question.maximum is not None and total > question.maximum:
        yield MergeConflict(question.path, "", tuple(each.title for each in submissions))
    answers[question.path] = total


def _add_joined(
    submissions: Sequence[Submission], question: Question, answers: dict[str, Answer]
) -> Iterator[MergeConflict]:
    items: list[Answer] = []
    named: dict[str, list[str]] = {}
    so_far = False
    for each in submissions:
        answer = each.answers.get(question.path)
        if not isinstance(answer, Items):
            so_far = True
            continue
        so_far = so_far or answer.so_far
        for item in answer.items:
            identity = _identity(item, question)
            if identity and identity in named:
                if each.title not in named[identity]:
                    named[identity].append(each.title)
                continue
            named[identity] = [each.title]
            items.append(item)
    if question.codes or _code_field(question):
        for identity, titles in named.items():
            if identity and len(titles) > 1:
                yield MergeConflict(question.path, identity, tuple(titles))
    if len(items) > question.max_items:
        yield MergeConflict(question.path, "", tuple(each.title for each in submissions))
    if items or not so_far:
        answers[question.path] = Items(tuple(items), so_far=so_far)


def _identity(item: Answer, question: Question) -> str:
    """The code that tells an item from others, or its text; empty where nothing does."""
    if isinstance(item, Mapping):
        code = item.get(_code_field(question))
        return fold_code(code) if isinstance(code, str) else ""
    if isinstance(item, str):
        return fold_code(item) if question.codes else item
    return ""


def _code_field(question: Question) -> str:
    codes = (name for name, field in question.each.items() if field.type is ValueType.CODE)
    return next(codes, "")


def _evidence(
    submissions: Sequence[Submission], answers: Iterable[str]
) -> Iterator[tuple[str, Evidence]]:
    """Yield how a merged answer is supported: by what each part is, where all are."""
    for path in answers:
        parts = [(each, each.evidence.get(path)) for each in submissions if path in each.answers]
        supported = [(each, found) for each, found in parts if found is not None]
        if not supported:
            continue
        level = min(found.level for _, found in supported)
        if len(supported) < len(submissions):
            level = EvidenceLevel.STATED
        document = "; ".join(f"{each.title}: {found.document}" for each, found in supported)
        yield path, Evidence(document=document, level=level)
