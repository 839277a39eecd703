"""Checks across submissions: answers that cannot all be true at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from authorisation.model.question import CrossCheck, CrossCheckKind
from authorisation.model.source import Location
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items


class Conflict(msgspec.Struct, frozen=True, gc=False):
    """Two or more submissions whose answers cannot all be true.

    `sure` is false where the other side has not answered, or its list may still grow. For a
    mutual entry the submission that names comes first and the one that is silent second.
    """

    across: CrossCheck
    value: str
    submissions: tuple[Submission, ...]
    sure: bool = True

    @property
    def places(self) -> tuple[Location, ...]:
        """Where each submission says so, or its file where it says nothing."""
        return tuple(
            _answer_location(submission, self.across.path) for submission in self.submissions
        )


def find_conflicts(
    across: Iterable[CrossCheck], submissions: Sequence[Submission]
) -> tuple[Conflict, ...]:
    """Find every conflict, in the order of the checks and then of the submissions."""
    found: list[Conflict] = []
    for check in across:
        match check.kind:
            case CrossCheckKind.UNIQUE:
                found += _shared_value_conflicts(check, submissions)
            case CrossCheckKind.MUTUAL:
                found += _one_sided_conflicts(check, submissions)
    return tuple(found)


def _shared_value_conflicts(
    check: CrossCheck, submissions: Iterable[Submission]
) -> Iterator[Conflict]:
    holders: dict[str, list[Submission]] = {}
    for submission in submissions:
        values, _ = texts_at_path(check.path, submission.answers)
        for value in dict.fromkeys(values):
            holders.setdefault(value, []).append(submission)
    for value, named_by in holders.items():
        if len(named_by) > 1:
            yield Conflict(check, value, tuple(named_by))


def _one_sided_conflicts(
    check: CrossCheck, submissions: Iterable[Submission]
) -> Iterator[Conflict]:
    by_code = {submission.code: submission for submission in submissions if submission.code}
    for submission in by_code.values():
        values, _ = texts_at_path(check.path, submission.answers)
        for value in dict.fromkeys(values):
            other = by_code.get(value)
            if other is None or other is submission:
                continue
            theirs, may_grow = texts_at_path(check.path, other.answers)
            if submission.code not in theirs:
                yield Conflict(check, value, (submission, other), sure=not may_grow)


def texts_at_path(path: str, answers: Mapping[str, Answer]) -> tuple[tuple[str, ...], bool]:
    """Give the texts that a path reaches, into the items of lists, and whether more may come."""
    names = path.split(".")
    for length in range(len(names), 0, -1):
        prefix = ".".join(names[:length])
        if prefix in answers:
            return _texts_below(answers[prefix], names[length:])
    return (), True


def _texts_below(answer: Answer, rest: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    match answer:
        case Items(items, so_far):
            parts = [_texts_below(item, rest) for item in items]
            texts = tuple(text for found, _ in parts for text in found)
            return texts, so_far or any(more for _, more in parts)
        case Mapping() if rest:
            return _texts_below(answer[rest[0]], rest[1:]) if rest[0] in answer else ((), True)
        case str() if not rest:
            return (answer,), False
        case _:
            return (), False


def _answer_location(submission: Submission, path: str) -> Location:
    names = path.split(".")
    prefixes = (".".join(names[:length]) for length in range(len(names), 0, -1))
    at = next((submission.places[p] for p in prefixes if p in submission.places), None)
    return at or Location(submission.file or submission.name)
