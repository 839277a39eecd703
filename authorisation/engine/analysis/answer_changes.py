"""Changes of single answers: what would be answered otherwise, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, TypeAlias

from authorisation.model.canonical import canonical_bytes
from authorisation.model.question import Question, ValueType
from authorisation.model.structs import ShortRepr
from authorisation.model.value import NOT_ANSWERED, Answer, Items


class AnswerChangeKind(StrEnum):
    """The kind of change of an answer, or of an item of one that is a list."""

    ANSWERED = "answered"
    """What had no answer is answered; of a list that may still grow, the rest of it."""
    CHANGED = "changed"
    ITEM_ADDED = "item added"
    ITEM_CHANGED = "item changed"
    ITEM_REMOVED = "item removed"
    WITHDRAWN = "withdrawn"
    """What had an answer has none."""
    LIST_FINISHED = "list finished"
    """A list that might still grow may not any more; and the other way round."""
    LIST_UNFINISHED = "list unfinished"


class ChangedAnswer(ShortRepr, frozen=True, kw_only=True):
    """One change of one answer, or of one item of a list.

    `before` is `not answered` for what was not, and `after` for what is taken out; both are of the
    item where the change is of one. `place` is where that stands in the list as it was, from 1; 0
    for one that is added.
    """

    path: str
    kind: AnswerChangeKind
    before: Answer = NOT_ANSWERED
    after: Answer = NOT_ANSWERED
    place: int = 0


class AnswerAlternative(ShortRepr, frozen=True, kw_only=True):
    """Changes that lead to an outcome together, as the engine confirmed.

    `evidence` are the answers that then need evidence which the submission has not got. `examples`
    are texts that stand for any: a name or a document that only the group can give; `patterned` are
    those that stand for any that matches the same patterns.
    """

    changes: tuple[ChangedAnswer, ...]
    evidence: tuple[str, ...] = ()
    examples: frozenset[str] = frozenset()
    patterned: frozenset[str] = frozenset()
    nearest: bool = True
    """Whether each number is as near to the one given as may be, those before it being so."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The questions whose answers change, each once."""
        return tuple(dict.fromkeys(change.path for change in self.changes))


class SmallestChange(ShortRepr, frozen=True, kw_only=True):
    """The fewest changes of answers that make an outcome the only one possible.

    `number` is how many: with `proved`, fewer do not do. It is None where no number of changes
    does, or, with a `reason`, where that could not be told. `all_of_them` says that no other
    questions would do with as many. `within` names the lists that were looked at with so many more
    items at most, by path; of any other, any number. `only_missing` says that nothing given was to
    change.
    """

    outcome: str
    only_missing: bool = False
    number: int | None = None
    proved: bool = False
    alternatives: tuple[AnswerAlternative, ...] = ()
    all_of_them: bool = False
    within: Mapping[str, int] = MappingProxyType({})
    reason: str = ""
    blocked_by: tuple[str, ...] = ()
    """Where no number does: the criteria that are not met whatever changes, which keeps it out."""
    kept: tuple[str, ...] = ()
    """The questions whose answers were to stay, by path."""


def changes_made(
    before: Mapping[str, Answer], after: Mapping[str, Answer], questions: Mapping[str, Question]
) -> Iterator[ChangedAnswer]:
    """Yield how answers were changed, in the order of the questions; of a list, item by item.

    That a list is finished, or is not any more, is a change by itself.
    """
    for path, question in questions.items():
        old, new = ({path: each[path]} if path in each else {} for each in (before, after))
        one, other = old.get(path), new.get(path)
        if old and not new:
            yield ChangedAnswer(path=path, kind=AnswerChangeKind.WITHDRAWN, before=old[path])
        elif isinstance(one, Items) and isinstance(other, Items):
            ended, ended_now = ({path: Items(each.items)} for each in (one, other))
            yield from changes_between(ended, ended_now, {path: question})
            if one.so_far != other.so_far:
                kind = _ENDS[other.so_far]
                yield ChangedAnswer(path=path, kind=kind, before=one, after=other)
        else:
            yield from changes_between(old, new, {path: question})


_ENDS: Final = {False: AnswerChangeKind.LIST_FINISHED, True: AnswerChangeKind.LIST_UNFINISHED}


def changes_between(
    before: Mapping[str, Answer], after: Mapping[str, Answer], questions: Mapping[str, Question]
) -> Iterator[ChangedAnswer]:
    """Yield how answers differ, in the order of the questions; of a list, item by item.

    All that a list gains that was not finished is one change.
    """
    for path, question in questions.items():
        one, other = before.get(path, NOT_ANSWERED), after.get(path, NOT_ANSWERED)
        if one == other:
            continue
        if isinstance(one, Items) and isinstance(other, Items):
            yield from _list_changes(path, question, one, other)
        else:
            kind = AnswerChangeKind.CHANGED if path in before else AnswerChangeKind.ANSWERED
            yield ChangedAnswer(path=path, kind=kind, before=one, after=other)


def _list_changes(
    path: str, question: Question, before: Items, after: Items
) -> Iterator[ChangedAnswer]:
    grows = before.so_far and not after.so_far
    for place, old, new in item_pairs(question, before.items, after.items):
        kind = _KINDS.get((old is NOT_ANSWERED, new is NOT_ANSWERED), AnswerChangeKind.ITEM_CHANGED)
        if kind is AnswerChangeKind.ITEM_ADDED and before.so_far:
            grows = True
        else:
            yield ChangedAnswer(path=path, kind=kind, before=old, after=new, place=place)
    if grows:
        yield ChangedAnswer(path=path, kind=AnswerChangeKind.ANSWERED, before=before, after=after)


_KINDS: Final = {
    (True, False): AnswerChangeKind.ITEM_ADDED,
    (False, True): AnswerChangeKind.ITEM_REMOVED,
}
_Pairs: TypeAlias = Iterator[tuple[int, Answer, Answer]]
"""The place of an item in the list as it was, the item as it was, and as it would be."""


def item_pairs(question: Question, before: Sequence[Answer], after: Sequence[Answer]) -> _Pairs:
    """Yield the items that differ, each as it was and as it would be.

    Those between the same equal ones stand for each other, in their order.
    """
    if question.type is ValueType.CHOICES:
        for place, option in enumerate(before, start=1):
            if option not in after:
                yield place, option, NOT_ANSWERED
        yield from ((0, NOT_ANSWERED, option) for option in after if option not in before)
        return
    old, new = (list(map(canonical_bytes, items)) for items in (before, after))
    matched = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, start, end, first, last in matched:
        places = zip_longest(range(start, end), range(first, last)) if kind != "equal" else ()
        for place, other in places:
            yield (
                0 if place is None else place + 1,
                NOT_ANSWERED if place is None else before[place],
                NOT_ANSWERED if other is None else after[other],
            )
