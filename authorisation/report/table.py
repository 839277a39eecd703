"""Lay out several assessments as a table: what needs a person first, and no ranking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from authorisation.engine.steps import Assessment
from authorisation.explain.row import Attention, Row, rows
from authorisation.explain.safe import short, visible
from authorisation.explain.standfirst import NOT_A_DECISION, rules_words
from authorisation.report.layout import Style, bullets, joined, paragraph, plain, section

_HEADINGS: Final = {
    Attention.GATES: "Something needed before a full budget is not met or not shown",
    Attention.UNSETTLED: "Cannot tell yet",
    Attention.CONDITIONS: "Something would be a condition of a full budget",
    Attention.NONE: "Nothing that needs a person",
}
_WIDEST_NAME: Final = 40


def table(
    assessments: Sequence[Assessment],
    cross_checks: Iterable[str] = (),
    *,
    width: int = 100,
    style: Style = plain,
) -> str:
    """Lay out several assessments; `cross_checks` are sentences about them taken together."""
    return joined(_lines(assessments, cross_checks, width, style))


def _lines(
    assessments: Sequence[Assessment], cross_checks: Iterable[str], width: int, style: Style
) -> Iterator[str]:
    for rules in dict.fromkeys(rules_words(each.rules) for each in assessments):
        yield from paragraph(rules, width)
    told = rows(assessments)
    shared = _shared(told)
    for warning in shared:
        yield from (style(line, "warning") for line in paragraph(warning, width))
    yield style(NOT_A_DECISION, "warning")
    for attention, heading in _HEADINGS.items():
        group = [row for row in told if row.attention is attention]
        yield from section(heading, _rows(group, shared, width), style)
    yield from section("Taken together", bullets(cross_checks, width), style)


def _shared(told: Sequence[Row]) -> tuple[str, ...]:
    """Give the warnings that hold for every line; the rest stand with their own."""
    first = told[0].warnings if told else ()
    return tuple(w for w in first if all(w in row.warnings for row in told))


def _rows(group: Sequence[Row], shared: Sequence[str], width: int) -> Iterator[str]:
    names = [short(f"{r.name} ({r.code})" if r.code else r.name, _WIDEST_NAME) for r in group]
    column = max(map(len, names), default=0)
    for row, name in zip(group, names, strict=True):
        told = "; ".join(part for part in (row.outcome, row.reason) if part)
        yield from paragraph(told, width, bullet=f"{visible(name):<{column}}  ")
        own = [warning for warning in row.warnings if warning not in shared]
        yield from bullets(own, width, indent=column + 2)
