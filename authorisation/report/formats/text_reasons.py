"""Lay out why a criterion came out as it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from authorisation.explain.assessment.figures import Figure
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.step_tree import TreeLine
from authorisation.explain.words.quantities import join_words
from authorisation.explain.words.sources import join_citations
from authorisation.model.verdict import Verdict
from authorisation.report.formats.text_lines import Style, bullets, paragraph
from authorisation.report.pages.assessment_order import (
    NOTHING_TO_DO,
    QUESTIONS,
    by_severity,
    sources_left,
    tells_more,
    verdict_words,
)


def heading(reason: Reason) -> str:
    """Give title, id and verdict in one line."""
    return f"{reason.title} ({reason.criterion}): {verdict_words(reason)}"


def by_weight(
    reasons: Iterable[Reason], width: int, lines: Callable[[Reason], Iterable[str]]
) -> Iterator[str]:
    """Lay out reasons under what they weigh, each weight said once."""
    for weight, those in by_severity(reasons):
        yield from paragraph(f"{weight}:", width)
        for reason in those:
            yield from lines(reason)


def in_full(
    number: int, reason: Reason, width: int, style: Style, *, with_remedy: bool = True
) -> Iterator[str]:
    """Lay out a reason with its figures, sources, standing and remedy."""
    head, *rest = paragraph(heading(reason), width, bullet=f"{number}. ", hang=3)
    yield style(head, reason.verdict.value)
    yield from rest
    if reason.says:
        yield from paragraph(reason.says, width, indent=3)
    stated = reason.stated
    if reason.verdict is Verdict.OPEN and reason.waits_for:
        yield from _waiting(reason, width)
    elif stated:
        yield from paragraph(f"Stated without evidence: {join_words(stated)}.", width, indent=3)
    else:
        yield from points(reason, width)
    yield from about(reason, width, with_remedy=with_remedy, with_basis=not stated)


def _waiting(reason: Reason, width: int) -> Iterator[str]:
    """Lay out what was not answered, and what is not met even so."""
    for line in reason.so_far:
        yield from paragraph(f"So far {line}", width, indent=3, hang=2)
    shown = reason.waits_for[:QUESTIONS]
    yield from bullets((f"Not answered: {question}" for question in shown), width, indent=3)
    if len(reason.waits_for) > len(shown):
        more = len(reason.waits_for) - len(shown)
        yield from paragraph(f"and {more} more questions", width, indent=5)


def points(reason: Reason, width: int, indent: int = 3) -> Iterator[str]:
    """Lay out the decisive judgements, each figure told once."""
    told: set[str] = set()
    for line in reason.points:
        yield from paragraph(str(line), width, indent=indent, hang=2)
        if line.message and line.message != reason.says:
            yield from paragraph(line.message, width, indent=indent + 2)
        fresh = [f for f in line.figures if tells_more(f) and str(f) not in told]
        told.update(map(str, fresh))
        yield from figures(fresh, width, indent + 4)
    if reason.more_points:
        yield from paragraph(f"and {reason.more_points} more like these", width, indent=indent)
    for entry in reason.judgements:
        yield from paragraph(f"Judged by {entry}", width, indent=indent)


def figures(told: Iterable[Figure], width: int, indent: int) -> Iterator[str]:
    """Lay out what was looked at, and what that was worked out from."""
    for figure in told:
        yield from paragraph(str(figure), width, indent=indent, bullet="· ")
        yield from figures(figure.of, width, indent + 2)


def about(
    reason: Reason,
    width: int,
    indent: int = 3,
    *,
    with_remedy: bool = True,
    with_basis: bool = True,
    every_source: bool = False,
) -> Iterator[str]:
    """Lay out what a reason rests on, its sources with their standing, and the remedy.

    A source that a figure has named already is left out, unless every source is wanted.
    """
    if with_basis and reason.basis:
        yield from paragraph(f"This {reason.basis}.", width, indent=indent)
    told = with_basis and not every_source
    for source in sources_left(reason) if told else join_citations(reason.sources):
        yield from paragraph(f"Source: {source}.", width, indent=indent)
    if with_remedy and reason.remedy and reason.verdict not in NOTHING_TO_DO:
        yield from paragraph(f"What would put it right: {reason.remedy}", width, indent=indent)


def tree(
    lines: Iterable[TreeLine], width: int, indent: int, *, with_figures: bool
) -> Iterator[str]:
    """Lay out a tree of judgements, each figure told once."""
    told: set[str] = set()
    for line in lines:
        at = indent + 2 * line.depth
        yield from paragraph(str(line), width, indent=at, hang=2)
        if line.message:
            yield from paragraph(line.message, width, indent=at + 2)
        if with_figures:
            fresh = [figure for figure in line.figures if str(figure) not in told]
            told.update(map(str, fresh))
            yield from figures(fresh, width, at + 4)
