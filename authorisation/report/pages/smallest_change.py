"""The section that says what the smallest change is that would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.assessment.smallest_change import AlternativeWords, SmallestChangeWords
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


def _blocks(words: SmallestChangeWords) -> Iterator[Block]:
    yield Para(words.says, Part.OUTCOME)
    several = len(words.alternatives) > 1
    for number, alternative in enumerate(words.alternatives, start=1):
        blocks = tuple(_alternative(alternative))
        if several:
            yield BlockGroup(f"Alternative {number}", blocks)
        else:
            yield from blocks
    yield from bullets(words.scope)


def _alternative(words: AlternativeWords) -> Iterator[Block]:
    if words.changes:
        points = []
        for change in words.changes:
            wanted = f"Evidence wanted: {change.evidence}"
            evidence = (Para(wanted, Part.SOURCE),) if change.evidence else ()
            points.append((Para(change.says), *evidence))
        yield Points(tuple(points), first=1)
    if words.evidence:
        yield Lead("Evidence is still missing for:", bullets(words.evidence))
