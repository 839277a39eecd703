"""The section that says what the smallest change is that would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from authorisation.explain.assessment.smallest_change import (
    AlternativeWords,
    AnswerChangeWords,
    SmallestChangeWords,
)
from authorisation.explain.words.quantities import join_words
from authorisation.report.document import (
    Block,
    BlockGroup,
    Lead,
    Para,
    Part,
    Points,
    Section,
    bullets,
)


def smallest_change_sections(found: Sequence[SmallestChangeWords]) -> tuple[Section, ...]:
    """A section for each search: how many changes, the alternatives, and what is proved."""
    return tuple(Section(each.title, tuple(_blocks(each))) for each in found)


_SHARED: Final = 3
"""How many changes two alternatives share at least, where the later says only what differs."""


def _blocks(words: SmallestChangeWords) -> Iterator[Block]:
    yield Para(words.says, Part.OUTCOME)
    first, *later = words.alternatives or (None,)
    if first and later:
        yield BlockGroup("Alternative 1", tuple(_alternative(first)))
        for number, alternative in enumerate(later, start=2):
            blocks = _differing(alternative, first) or tuple(_alternative(alternative))
            yield BlockGroup(f"Alternative {number}", blocks)
    elif first:
        yield from _alternative(first)
    yield from bullets(words.scope)


def _differing(words: AlternativeWords, first: AlternativeWords) -> tuple[Block, ...]:
    """The block of an alternative's changes in place of the first's; none if most are its own."""
    own = [each for each in words.changes if each not in first.changes]
    shared = len(words.changes) - len(own)
    left = [f"{n}" for n, each in enumerate(first.changes, start=1) if each not in words.changes]
    alike = shared >= max(_SHARED, len(own)) and words.evidence == first.evidence
    if not (alike and own and left):
        return ()
    numbers = f"{'number' if len(left) == 1 else 'numbers'} {join_words(left)}"
    return (Lead(f"As alternative 1, with this in place of its {numbers}:", (_points(own),)),)


def _alternative(words: AlternativeWords) -> Iterator[Block]:
    if words.changes:
        yield _points(words.changes, first=1)
    if words.evidence:
        yield Lead("Evidence is still missing for:", bullets(words.evidence))


def _points(changes: Sequence[AnswerChangeWords], first: int = 0) -> Points:
    points = []
    for change in changes:
        wanted = f"Evidence wanted: {change.evidence}"
        evidence = (Para(wanted, Part.SOURCE),) if change.evidence else ()
        points.append((Para(change.says), *evidence))
    return Points(tuple(points), first=first)
