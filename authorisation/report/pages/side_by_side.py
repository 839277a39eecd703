"""The page of one submission under two rule sets, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from authorisation.explain.assessment.comparison import format_verdict
from authorisation.explain.assessment.side_by_side import CriterionBeside, FindingBeside, SideBySide
from authorisation.explain.words.titles import upper_initial
from authorisation.model.verdict import Verdict
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Listing,
    ListingColumn,
    Para,
    Part,
    Section,
    section,
)
from authorisation.report.pages import headings

_FEW: Final = 10
"""How many criteria that one of the two asks alone are listed in full; of more those that count."""
_ELSEWHERE: Final = (
    "Without --on, compare says all that changed in the rules, and what that means for every"
    " submission."
)


def side_by_side_document(
    page: SideBySide, *, because: str, warnings: tuple[str, ...], statement: str
) -> Document:
    """The page; `because` is what another outcome comes from, empty where it is the same."""
    title = f"{page.group} {page.apart}"
    facts = (f"Before: {page.rules[0]}", f"Now: {page.rules[1]}", upper_initial(page.stage))
    both = [each for each in page.criteria if each.old and each.new]
    otherwise = [each for each in both if not each.same]
    same = [each for each in both if each.same]
    figures = [(f"{each.title} ({each.name})", each.old, each.new) for each in page.figures]
    why = (Para(because),) if because else ()
    outcome = [("What the rules indicate", *page.outcomes)]
    return Document(
        title=title,
        kind="one submission under rules before and now",
        facts=facts,
        note=page.note,
        warnings=warnings,
        sections=(
            Section("", (Para(statement, Part.WARNING),)),
            Section(headings.OUTCOME, (*_listing(headings.OUTCOME, outcome, page), *why)),
            *section("Asked before and now, and come out otherwise", _pairs(otherwise, page)),
            *section("Asked before and now, and come out the same", _same(same, page)),
            *section(f"Asked before alone{_of(page, 0)}", _alone(page, 0)),
            *section(f"Asked now alone{_of(page, 1)}", _alone(page, 1)),
            *section("Figures that differ", _listing("Figure", figures, page)),
            Section("", (Para(_ELSEWHERE, Part.OPTION),)),
        ),
        running=" ".join((f"{title}.", *(f"{fact}." for fact in facts), statement)),
    )


def _listing(
    heading: str, rows: Iterable[tuple[str, str, str]], page: SideBySide
) -> tuple[Block, ...]:
    """The listing of what is compared, with its words before and now; none without rows."""
    columns = (
        ListingColumn(heading),
        ListingColumn(f"Before{_of(page, 0)}"),
        ListingColumn(f"Now{_of(page, 1)}"),
    )
    cells = tuple(tuple(map(Cell, row)) for row in rows)
    return (Listing(columns, cells),) if cells else ()


def _of(page: SideBySide, side: int) -> str:
    return f" ({page.short[side]})" if page.short[side] else ""


def _pairs(criteria: Iterable[CriterionBeside], page: SideBySide) -> tuple[Block, ...]:
    """The listing of what both ask; weights stand by the name, or by each side if they differ."""
    rows = []
    for each in criteria:
        if each.old is None or each.new is None:
            continue
        weighed = each.old.severity != each.new.severity
        old, new = (side.format(weighed=weighed) for side in (each.old, each.new))
        name = _name(each) if weighed else f"{_name(each)}; {each.new.severity}"
        rows.append((name, old, headings.THE_SAME if old == new else new))
    return _listing("Criterion", rows, page)


def _name(each: CriterionBeside) -> str:
    return f"{each.title} ({each.criterion})"


def _same(criteria: Sequence[CriterionBeside], page: SideBySide) -> tuple[Block, ...]:
    """The criteria that count against the group with their reasons; of the others their ids."""
    findings = [(each, each.new) for each in criteria if each.new]
    against = [each for each, found in findings if found.against]
    return (
        *_pairs(against, page),
        *_other_verdicts(pair for pair in findings if not pair[1].against),
    )


def _alone(page: SideBySide, side: int) -> tuple[Block, ...]:
    """The blocks on what one side alone asks: a few, and those against the group, with reasons."""
    findings = [
        (each, found)
        for each in page.criteria
        if (each.old, each.new)[1 - side] is None and (found := (each.old, each.new)[side])
    ]
    few = len(findings) <= _FEW
    listed = [pair for pair in findings if few or pair[1].against or pair[0].taken_out]
    rows = []
    for each, found in listed:
        gone = f". No longer asked: {each.taken_out.removesuffix('.')}" if each.taken_out else ""
        rows.append((Cell(f"{_name(each)}; {found.severity}"), Cell(f"{found.format()}{gone}")))
    columns = (ListingColumn("Criterion"), ListingColumn("Finding"))
    table = (Listing(columns, tuple(rows)),) if rows else ()
    return (*table, *_other_verdicts(pair for pair in findings if pair not in listed))


def _other_verdicts(findings: Iterable[tuple[CriterionBeside, FindingBeside]]) -> Iterator[Block]:
    """Yield a line a verdict with the ids of its criteria."""
    listed = [*findings]
    for verdict in Verdict:
        if names := [each.criterion for each, found in listed if found.verdict is verdict]:
            counted = f"{upper_initial(format_verdict(verdict))} ({len(names)})"
            yield Para(f"{counted}: {', '.join(names)}")
