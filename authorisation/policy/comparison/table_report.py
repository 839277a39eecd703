"""What a page says of very many applications under two rule sets: counts, and the first of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from authorisation.explain.assessment.comparison import NOT_ASKED
from authorisation.explain.words.quantities import format_count, format_few
from authorisation.explain.words.titles import upper_initial
from authorisation.model.value import natural_order
from authorisation.policy.comparison.result import ComparedTable, CountedFinding, OutcomeMove
from authorisation.report.document import (
    Bar,
    BarChart,
    Block,
    Cell,
    Para,
    Part,
    Section,
    Table,
    section,
)
from authorisation.report.pages import headings
from authorisation.report.pages.comparison import same_blocks

_FEW_TO_DRAW: Final = 10
"""From how many applications on a drawing shows more than the table."""
_MOST_MOVES: Final = 20
_MOST_FINDINGS: Final = 40


def moves_blocks(moves: Sequence[OutcomeMove]) -> Iterator[Block]:
    """Yield the table of moves, with a chart where there are many."""
    shown = moves[:_MOST_MOVES]
    rows = tuple(
        (
            Cell(upper_initial(each.old)),
            Cell(upper_initial(each.new)),
            Cell(f"{each.number:,}"),
            Cell(_who(each)),
        )
        for each in shown
    )
    if rows:
        yield Table(("old", "new", "number", "who"), rows)
    if len(moves) > len(shown):
        rest = sum(each.number for each in moves[_MOST_MOVES:])
        more = format_count(len(moves) - len(shown), "other move")
        yield Para(f"and {more}, of {format_count(rest, 'submission')}", Part.MORE)
    if sum(each.number for each in moves) >= _FEW_TO_DRAW:
        bars = (Bar(f"{upper_initial(e.old)} → {upper_initial(e.new)}", e.number) for e in shown)
        yield BarChart(tuple(bars))


def _who(move: OutcomeMove) -> str:
    if move.number == len(move.titles):
        return format_few(sorted(move.titles, key=natural_order))
    return f"{', '.join(move.titles)} and {move.number - len(move.titles):,} more"


def table_sections(
    table: ComparedTable, listed: int, moved: tuple[Block, ...]
) -> Iterator[Section]:
    """Yield the criteria that come out otherwise, some who move, and how many stay.

    `moved` are those `listed` on the page, in words.
    """
    yield from section("Criteria that come out otherwise", [*_findings(table)])
    if listed < table.moved:
        some = (
            f"{listed:,} of {format_count(table.moved, 'submission')} stand here, the first of each"
            " move; a table has every one: let the name of the output end in .parquet or .csv."
        )
        moved = (Para(some), *moved)
    yield from section(headings.OTHER_OUTCOME, moved)
    touched = format_count(table.touched, "submission")
    same = [Para(f"{touched}: see the criteria above.")] if table.touched else []
    yield from section(headings.OTHER_FINDINGS, same)
    yield from section(
        headings.THE_SAME, [*same_blocks(table.number - table.moved - table.touched)]
    )


def _findings(table: ComparedTable) -> Iterator[Block]:
    shown = table.findings[:_MOST_FINDINGS]
    if shown:
        yield Para(
            "How many submissions each criterion comes out otherwise for: of those that move to"
            " another outcome, and of the others."
        )
        headings = ("criterion", "old", "new", "moved", "others")
        yield Table(headings, tuple(map(_finding_row, shown)))
    if more := len(table.findings) - len(shown):
        yield Para(f"and {format_count(more, 'other difference')}", Part.MORE)


def _finding_row(counted: CountedFinding) -> tuple[Cell, ...]:
    each = counted.finding
    regraded = each.severity_old != each.severity_new
    sides = (
        f"{verdict} ({severity})" if regraded and verdict != NOT_ASKED else verdict
        for verdict, severity in ((each.old, each.severity_old), (each.new, each.severity_new))
    )
    numbers = f"{counted.moved:,}", f"{counted.others:,}"
    return tuple(map(Cell, (f"{each.title} ({each.criterion})", *sides, *numbers)))
