"""The list of several submissions, what needs a person first; in any list, what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from authorisation.explain.assessment.page_header import (
    format_days,
    format_rule_set,
    format_statement,
    format_when,
)
from authorisation.explain.assessment.reasons import format_severity
from authorisation.explain.assessment.submission_rows import Attention, SubmissionRow
from authorisation.explain.words.quantities import format_count, in_all
from authorisation.explain.words.safe import shorten
from authorisation.explain.words.titles import upper_initial
from authorisation.model.rules import RuleSet, Severity
from authorisation.model.submission import title_of
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Listing,
    ListingColumn,
    Para,
    Part,
    Place,
    Section,
    bullets,
    section,
)
from authorisation.report.pages import headings

_HEADINGS: Final = {
    Attention.CONTRADICTED: headings.NEEDS_A_PERSON,
    Attention.GATES: "Not met or not shown; {gate}",
    Attention.UNSETTLED: headings.CANNOT_TELL,
    Attention.CONDITIONS: "Not met or not shown; {condition}",
    Attention.NONE: "Nothing that needs a person",
    Attention.PUBLISHED: "Published facts only: not an assessment of these groups",
}
_WITHOUT_OUTCOME: Final = (Attention.UNSETTLED, Attention.PUBLISHED)
"""*Cannot tell yet* would only say so again; published facts come to none about the group."""
_LONGEST_NAME: Final = 120
_ORDER: Final = (
    "What needs a person most comes first; else names are in alphabetical order. "
    "This is no ranking."
)


class UnusableFiles(Struct, frozen=True, gc=False):
    """The unusable files: how many came to no result, and the problems that kept them from it."""

    number: int = 0
    problems: tuple[str, ...] = ()


ALL_USABLE: Final = UnusableFiles()


def submissions_document(
    rows: Sequence[SubmissionRow],
    rules: RuleSet,
    *,
    cross_checks: Sequence[str] = (),
    unusable: UnusableFiles = ALL_USABLE,
    also: tuple[Section, ...] = (),
) -> Document:
    """The list of several submissions.

    Each row leads to the page at its place after this one. `cross_checks` are sentences about the
    submissions taken together; `also` stands at the end.
    """
    number = format_count(len(rows) + unusable.number, "submission")
    if unusable.number:
        number += f", {unusable.number} of them not assessed"
    wanted = [
        f"{_name(row)}: {row.wanted_evidence}"
        for row in sorted(rows, key=lambda row: row.order)
        if row.wanted_evidence
    ]
    return Document(
        title=number,
        kind="what the rules indicate",
        facts=(
            format_rule_set(rules),
            *filter(None, in_all([(row.also_in_force,) for row in rows])),
            *filter(None, (format_when((r.as_of for r in rows), (r.stage for r in rows)),)),
        ),
        warnings=in_all([row.warnings for row in rows]),
        sections=(
            Section("", (Para(format_statement(rules), Part.WARNING), Para(_ORDER))),
            *section(headings.NOT_ASSESSED, bullets(unusable.problems)),
            *_groups(rows, rules),
            *section(headings.TAKEN_TOGETHER, bullets(cross_checks)),
            *section("Met on answers that will need evidence and have none", bullets(wanted)),
            *also,
        ),
        running=f"{number}. {format_rule_set(rules)}. {format_statement(rules)}",
    )


def _groups(rows: Sequence[SubmissionRow], rules: RuleSet) -> Iterator[Section]:
    severities = {severity.value: format_severity(severity, rules) for severity in Severity}
    shared = in_all([row.warnings for row in rows])
    if len({row.as_of for row in rows}) > 1:
        rows = [replace(row, warnings=(*_days_of(row), *row.warnings)) for row in rows]
    if len({row.stage for row in rows}) > 1:
        rows = [replace(row, warnings=(f"Stage: {row.stage}", *row.warnings)) for row in rows]
    ordered = sorted(enumerate(rows, start=2), key=lambda numbered: numbered[1].order)
    for attention, heading in _HEADINGS.items():
        group = [(page, row) for page, row in ordered if row.attention is attention]
        yield from section(heading.format_map(severities), _listing(attention, group, shared))


def _days_of(row: SubmissionRow) -> tuple[str, ...]:
    return tuple(filter(None, (format_days([row.as_of]), row.also_in_force)))


def _listing(
    attention: Attention, group: Sequence[tuple[int, SubmissionRow]], shared: Sequence[str]
) -> tuple[Block, ...]:
    if not group:
        return ()
    with_outcome = attention not in _WITHOUT_OUTCOME
    with_reason = attention is not Attention.NONE
    why = "By these facts" if attention is Attention.PUBLISHED else "Because"
    columns = (
        ListingColumn("Group"),
        *[ListingColumn(headings.INDICATED, Place.BESIDE)] * with_outcome,
        *[ListingColumn(why, Place.BELOW)] * with_reason,
    )
    rows = tuple(
        (
            Cell(_name(row), page, tuple(w for w in row.warnings if w not in shared)),
            *[Cell(row.outcome)] * with_outcome,
            *[Cell(upper_initial(row.reason))] * with_reason,
        )
        for page, row in group
    )
    return (Listing(columns, rows),)


def _name(row: SubmissionRow) -> str:
    return shorten(title_of(row.name, row.code), _LONGEST_NAME)


def with_unread(document: Document, unread: Sequence[str]) -> Document:
    """The list with how many were not read in its title, and which and why before the rest.

    What stands without a heading, such as that this is no decision, is of the whole list and stays
    first.
    """
    if not unread:
        return document
    counted = "1 file or folder" if len(unread) == 1 else f"{len(unread)} files or folders"
    title = f"{document.title}; {counted} not read"
    first = document.sections[:1]
    unheaded = first if first and not first[0].title else ()
    rest = document.sections[len(unheaded) :]
    return replace(
        document,
        title=title,
        sections=(*unheaded, *section(headings.NOT_READ, bullets(unread)), *rest),
        running=document.running.replace(document.title, title, 1),
    )
