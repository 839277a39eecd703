"""Put several assessments into a page that leads to the page of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.engine.results import Assessment
from authorisation.explain.assessment.page_header import NOT_A_DECISION, format_rule_set
from authorisation.explain.assessment.reasons import format_severity
from authorisation.explain.assessment.submission_rows import (
    Attention,
    SubmissionRow,
    describe_submission_row,
)
from authorisation.explain.words.quantities import format_date
from authorisation.explain.words.safe import shorten
from authorisation.model.rules import Severity
from authorisation.report.document import (
    Block,
    Cell,
    Document,
    Para,
    Part,
    Section,
    Table,
    bullets,
    section,
)
from authorisation.report.pages.assessment_order import capital
from authorisation.report.pages.index_rows import (
    ALL_ASSESSED,
    HEADINGS,
    WIDEST_NAME,
    NotAssessed,
    format_submission_count,
    shared_warnings,
    tells_outcome,
)

_ORDER = "What needs a person comes first, and names are in alphabetical order. This is no ranking."


def index(
    assessments: Sequence[Assessment],
    files: Sequence[str] = (),
    cross_checks: Sequence[str] = (),
    contradictions: Sequence[str] = (),
    not_assessed: NotAssessed = ALL_ASSESSED,
    also: tuple[Section, ...] = (),
) -> Document:
    """Put assessments into one page.

    `files` are the names of their pages, in their order, or none; `contradictions` say of
    each what others contradict it in, or nothing; `also` stands at the end.
    """
    told = sorted(_rows(assessments, files, contradictions), key=lambda each: each[0].order)
    shared = shared_warnings([row for row, _ in told])
    rules = tuple(dict.fromkeys(format_rule_set(each.rules) for each in assessments))
    days = dict.fromkeys(format_date(each.as_of) for each in assessments)
    number = format_submission_count(len(assessments) + not_assessed.number)
    if not_assessed.number:
        number += f", {not_assessed.number} of them not assessed"
    return Document(
        title=number,
        facts=(*rules, *(f"As of {when}" for when in days if len(days) == 1)),
        note="",
        warnings=shared,
        sections=(*_sections(assessments, told, cross_checks, not_assessed), *also),
        running=f"{number}. {'; '.join(rules)}. {NOT_A_DECISION}",
    )


def _rows(
    assessments: Sequence[Assessment], files: Sequence[str], contradictions: Sequence[str]
) -> Iterator[tuple[SubmissionRow, str]]:
    for number, assessment in enumerate(assessments):
        told = describe_submission_row(assessment, contradictions[number] if contradictions else "")
        yield told, files[number] if files else ""


def _sections(
    assessments: Sequence[Assessment],
    told: Sequence[tuple[SubmissionRow, str]],
    cross_checks: Sequence[str],
    not_assessed: NotAssessed,
) -> Iterator[Section]:
    yield Section("", (Para(NOT_A_DECISION, Part.WARNING), Para(_ORDER)))
    yield from section("Not assessed", bullets(not_assessed.problems))
    shared = shared_warnings([row for row, _ in told])
    weights = {each.value: format_severity(each, assessments[0].rules) for each in Severity}
    for attention, heading in HEADINGS.items():
        group = [(row, file) for row, file in told if row.attention is attention]
        yield from section(heading.format_map(weights), _table(attention, group, shared))
    yield from section("Taken together", bullets(cross_checks))


def _table(
    attention: Attention, group: Sequence[tuple[SubmissionRow, str]], shared: Sequence[str]
) -> tuple[Block, ...]:
    if not group:
        return ()
    several = tells_outcome(attention)
    reasons = attention is not Attention.NONE
    why = "By these facts" if attention is Attention.PUBLISHED else "Because"
    headings = ("Group", *["What these rules indicate"] * several, *[why] * reasons)
    rows = []
    for each, file in group:
        name = shorten(f"{each.name} ({each.code})" if each.code else each.name, WIDEST_NAME)
        own = tuple(warning for warning in each.warnings if warning not in shared)
        outcome = [Cell(each.outcome)] * several
        rows.append((Cell(name, file, own), *outcome, *[Cell(capital(each.reason))] * reasons))
    return (Table(headings, tuple(rows)),)
