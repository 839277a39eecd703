"""Checks across submissions: answers that cannot all be true at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from authorisation.model.question import CrossCheck, CrossCheckKind, with_groups
from authorisation.model.source import Location
from authorisation.model.submission import Submission, head_place
from authorisation.model.value import Answer, Items, fold_code

FEW: Final = 3
"""How many others are named where one submission is told of."""


class Contradiction(msgspec.Struct, frozen=True, gc=False):
    """Two or more submissions whose answers cannot all be true.

    `sure` is false where the other side has not answered, or its list may still grow. For a
    mutual entry the submission that names comes first and the one that is silent second.
    """

    across: CrossCheck
    value: str
    submissions: tuple[Submission, ...]
    sure: bool = True
    more: int = 0
    """How many further submissions say the same and are left out."""

    def among_few(self, submission: Submission) -> Contradiction:
        """The contradiction as one of its submissions has it: with the first few others alone."""
        kept = self.submissions[: FEW + 1]
        if all(each is not submission for each in kept):
            kept = (*kept[:FEW], submission)
        return replace(self, submissions=kept, more=len(self.submissions) - len(kept))

    def with_own(self, counted: Submission, own: Submission) -> Contradiction:
        """Give it with a submission as it was given, where it stands as it counts."""
        return replace(
            self, submissions=tuple(own if e is counted else e for e in self.submissions)
        )

    @property
    def places(self) -> tuple[Location, ...]:
        """The locations where each submission says so: at the item itself, else around it."""
        path, value = self.across.path, self.value
        return tuple(_value_location(each, path, value) for each in self.submissions)


SAME_GROUP: Final = CrossCheck(
    CrossCheckKind.UNIQUE, "", "Two or more files have the same name and code."
)
"""Stands for the check that no two submissions are of one group."""
SAME_CODE: Final = CrossCheck(
    CrossCheckKind.UNIQUE, "", "Two or more groups of different names have the same code."
)
"""Stands for the check that a code is one group's own."""


class _NamedSubmission(Protocol):
    """A submission, or a group that is monitored."""

    @property
    def name(self) -> str: ...
    @property
    def code(self) -> str: ...


Named = TypeVar("Named", bound=_NamedSubmission)


def find_contradictions(
    across: Iterable[CrossCheck], submissions: Sequence[Submission]
) -> tuple[Contradiction, ...]:
    """Find every contradiction, in the order of the checks and then of the submissions.

    Last come the submissions that share both name and code, then those that share a code alone.
    """
    found: list[Contradiction] = []
    for check in across:
        match check.kind:
            case CrossCheckKind.UNIQUE:
                found += _shared_value_contradictions(check, submissions)
            case CrossCheckKind.MUTUAL:
                found += _one_sided_contradictions(check, submissions)
    found += [
        Contradiction(check, group[0].code if check is SAME_CODE else "", group)
        for check, group in find_namesakes(submissions)
    ]
    return tuple(found)


def find_namesakes(named: Iterable[Named]) -> list[tuple[CrossCheck, tuple[Named, ...]]]:
    """The namesakes: those that share name and code, then those that share a code alone."""
    alike: dict[tuple[str, str], list[Named]] = {}
    coded: dict[str, list[Named]] = {}
    for each in named:
        name, code = each.name.casefold(), fold_code(each.code)
        alike.setdefault((name, code), []).append(each)
        if code:
            coded.setdefault(code, []).append(each)
    same = [(SAME_GROUP, tuple(group)) for group in alike.values() if len(group) > 1]
    return same + [
        (SAME_CODE, tuple(group))
        for group in coded.values()
        if len({each.name.casefold() for each in group}) > 1
    ]


def _shared_value_contradictions(
    check: CrossCheck, submissions: Iterable[Submission]
) -> Iterator[Contradiction]:
    holders: dict[str, dict[int, Submission]] = {}
    written: dict[str, str] = {}
    for submission in submissions:
        for value in texts_at_path(check.path, submission.answers)[0]:
            code = fold_code(value)
            written.setdefault(code, value)
            holders.setdefault(code, {})[id(submission)] = submission
    for code, named_by in holders.items():
        if len(named_by) > 1:
            yield Contradiction(check, written[code], tuple(named_by.values()))


def _one_sided_contradictions(
    check: CrossCheck, submissions: Sequence[Submission]
) -> Iterator[Contradiction]:
    by_code: dict[str, list[Submission]] = {}
    for submission in submissions:
        by_code.setdefault(fold_code(submission.code), []).append(submission)
    by_code.pop("", None)
    for code, submission in ((code, each) for code, those in by_code.items() for each in those):
        values, _ = texts_at_path(check.path, submission.answers)
        for value in dict.fromkeys(values):
            named = fold_code(value)
            for other in by_code.get(named, ()) if named != code else ():
                theirs, may_grow = texts_at_path(check.path, other.answers)
                if code not in map(fold_code, theirs):
                    yield Contradiction(check, value, (submission, other), sure=not may_grow)


def texts_at_path(path: str, answers: Mapping[str, Answer]) -> tuple[tuple[str, ...], bool]:
    """Give the texts that a path reaches, into the items of lists, and whether more may come."""
    found, may_grow = _find_texts(path, answers)
    return tuple(text for _, text in found), may_grow


_Texts: TypeAlias = "list[tuple[str, str]]"
"""Texts, each after its path with the numbers of items in it: `practices[3].code`."""


def _find_texts(path: str, answers: Mapping[str, Answer]) -> tuple[_Texts, bool]:
    for prefix in with_groups(path):
        if prefix in answers:
            rest = path[len(prefix) + 1 :].split(".") if prefix != path else []
            return _texts_below(answers[prefix], prefix, rest)
    return [], True


def _texts_below(answer: Answer, path: str, rest: Sequence[str]) -> tuple[_Texts, bool]:
    match answer:
        case Items(items, so_far):
            parts = [
                _texts_below(item, f"{path}[{number}]", rest)
                for number, item in enumerate(items, start=1)
            ]
            texts = [text for found, _ in parts for text in found]
            return texts, so_far or any(more for _, more in parts)
        case Mapping() if rest:
            if rest[0] not in answer:
                return [], True
            return _texts_below(answer[rest[0]], f"{path}.{rest[0]}", rest[1:])
        case str() if not rest:
            return [(path, answer)], False
        case _:
            return [], False


def keep_compared_places(submission: Submission, across: Iterable[CrossCheck]) -> Submission:
    """Give a submission without the places of answers that no contradiction can name.

    They take more memory than the answers, and thousands of submissions are held at once.
    """
    paths = dict.fromkeys((head_place("as_of"), head_place("received_on")))
    for check in across:
        paths |= dict.fromkeys(with_groups(check.path))
        paths |= dict.fromkeys(path for path, _ in _find_texts(check.path, submission.answers)[0])
    # Many submissions have items at the same paths.
    places = {
        sys.intern(path): submission.places[path] for path in paths if path in submission.places
    }
    return replace(submission, places=MappingProxyType(places))


def _value_location(submission: Submission, path: str, value: str) -> Location:
    """The location of a value in a submission; else of the question's answer, or its file."""
    found, _ = _find_texts(path, submission.answers)
    own = [at for at, text in found if fold_code(text) == fold_code(value)]
    places = (*own[:1], *with_groups(path))
    at = next((submission.places[p] for p in places if p in submission.places), None)
    return at or Location(submission.file or submission.name)
