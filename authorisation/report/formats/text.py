"""Lay out one assessment as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.assessment.outcome import ImposedConditionWords, OutcomeWords
from authorisation.explain.assessment.page import (
    AssessmentPage,
    CriterionExplanation,
    MissingAnswerWords,
)
from authorisation.explain.assessment.page_header import NOT_A_DECISION, PageHeader
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.words.sources import join_citations
from authorisation.report.formats.text_lines import (
    Style,
    bullets,
    joined,
    paragraph,
    plain,
    section,
)
from authorisation.report.formats.text_reasons import (
    about,
    by_weight,
    heading,
    in_full,
    points,
    tree,
)
from authorisation.report.pages.assessment_order import (
    FEW,
    also_heading,
    asks_by_effect,
    note_words,
    outcome_heading,
    why_heading,
    with_duties,
)


def text(
    page: AssessmentPage, *, full: bool = False, width: int = 100, style: Style = plain
) -> str:
    """Lay out a page; `full` shortens no list and adds the tree of every criterion."""
    return joined(_lines(page, width, style, full=full))


def criterion_text(
    explained: CriterionExplanation,
    standfirst: PageHeader,
    *,
    width: int = 100,
    style: Style = plain,
) -> str:
    """Lay out one criterion with its whole tree, its values and their sources."""
    return joined(
        [
            *head(standfirst, width, style),
            "",
            *paragraph(f"{heading(explained.reason)}; {explained.reason.weight}", width),
            *_criterion(explained, width, 0, with_figures=True),
            "",
            *paragraph(NOT_A_DECISION, width),
        ]
    )


def head(standfirst: PageHeader, width: int, style: Style) -> Iterator[str]:
    """Lay out whose assessment this is, under which rules, with its warnings."""
    for line in paragraph(standfirst.group, width):
        yield style(line, "title")
    yield from paragraph(standfirst.rules, width)
    chosen = f" (rules as of {standfirst.dated_on})" if standfirst.dated_on else ""
    yield from paragraph(f"As of {standfirst.as_of}{chosen}; {standfirst.stage}", width)
    if standfirst.note:
        yield from paragraph(f"Note: {standfirst.note}", width)
    if standfirst.warnings:
        yield ""
    for warning in standfirst.warnings:
        for line in paragraph(warning, width):
            yield style(line, "warning")


def _lines(page: AssessmentPage, width: int, style: Style, *, full: bool) -> Iterator[str]:
    yield from head(page.standfirst, width, style)
    yield from section(outcome_heading(page), _outcomes(page, width, style), style)
    yield from section(why_heading(page), _reasons(page.decisive, page, width, style), style)
    yield from section(also_heading(page), _reasons(page.also, page, width, style), style)
    waiting = _waiting(page.unsettled, width, full=full)
    yield from section("Cannot tell yet", waiting, style)
    for outcome in page.outcomes:
        yield from _imposed(outcome, page, width, style, full=full)
    yield from section("What to answer next", _asks(page.asks, width, full=full), style)
    yield from section("Contested figures", _contested(page, width), style)
    yield from section("For information", _notes(page.notes, width), style)
    yield from section(
        "Answered, but not asked by these rules", bullets(page.not_asked, width), style
    )
    yield from section("What these rules say of themselves", bullets(page.says, width), style)
    if full:
        yield from section("Every criterion", _criteria(page.criteria, width), style)


def _outcomes(page: AssessmentPage, width: int, style: Style) -> Iterator[str]:
    for line in paragraph(page.introduction, width):
        yield style(line, "warning")
    if not page.settled:
        yield style("Cannot tell yet. Still possible:", "outcome")
        yield from bullets((outcome.title for outcome in page.outcomes), width)
    for outcome in page.outcomes if page.settled else ():
        for line in paragraph(page.because, width):
            yield style(line, "outcome")
        if outcome.says:
            yield from paragraph(outcome.says, width)
        for source in join_citations(outcome.sources):
            yield from paragraph(f"Source of this outcome: {source}.", width)
    yield style(NOT_A_DECISION, "warning")


def _reasons(
    reasons: Sequence[Reason], page: AssessmentPage, width: int, style: Style
) -> Iterator[str]:
    """Lay out reasons in full; a remedy is told here unless a list of what to do tells it."""
    listed = with_duties(page)
    numbers = {reason.criterion: number for number, reason in enumerate(reasons, start=1)}
    return by_weight(
        reasons,
        width,
        lambda reason: in_full(
            numbers[reason.criterion],
            reason,
            width,
            style,
            with_remedy=reason.criterion not in listed,
        ),
    )


def _waiting(reasons: Sequence[Reason], width: int, *, full: bool) -> Iterator[str]:
    shown = reasons if full else reasons[:FEW]
    yield from by_weight(shown, width, lambda reason: _waits(reason, width))
    yield from _more(len(reasons) - len(shown))


def _waits(reason: Reason, width: int) -> Iterator[str]:
    yield from paragraph(f"{reason.title} ({reason.criterion})", width, bullet="- ")
    if reason.says:
        yield from paragraph(reason.says, width, indent=2)
    for line in reason.so_far:
        yield from paragraph(f"So far {line}", width, indent=2, hang=2)


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count} more; --full lists them all"


def _imposed(
    outcome: OutcomeWords, page: AssessmentPage, width: int, style: Style, *, full: bool
) -> Iterator[str]:
    when = "" if page.settled else f", if the outcome is: {outcome.title}"
    for title, dues in (("Conditions", outcome.conditions), ("Support plan", outcome.support)):
        # What only may come is told under *cannot tell yet* already, outcome by outcome no better.
        if not full and not page.settled and all(due.perhaps for due in dues):
            continue
        yield from section(f"{title}{when}", _dues(dues, page, width, full=full), style)


def _dues(
    dues: Sequence[ImposedConditionWords], page: AssessmentPage, width: int, *, full: bool
) -> Iterator[str]:
    for due in dues:
        if not due.perhaps:
            yield from paragraph(f"{due.title} ({due.criterion})", width, bullet="- ")
            yield from _due(due, width)
    perhaps = [due for due in dues if due.perhaps]
    if perhaps and not page.settled and not full:
        yield from paragraph(
            f"and perhaps {len(perhaps)} more, depending on answers still missing", width, indent=2
        )
    elif perhaps:
        yield from paragraph("Depending on answers still missing:", width)
        shown = perhaps if full else perhaps[:FEW]
        yield from bullets((f"{due.title} ({due.criterion})" for due in shown), width, indent=2)
        yield from _more(len(perhaps) - len(shown))


def _due(due: ImposedConditionWords, width: int) -> Iterator[str]:
    if due.remedy:
        yield from paragraph(f"To do: {due.remedy}", width, indent=2)
    if due.evidence:
        yield from paragraph(f"Discharged by: {due.evidence}", width, indent=2)
    if due.due:
        yield from paragraph(f"Due: {due.due}", width, indent=2)


def _asks(asks: Sequence[MissingAnswerWords], width: int, *, full: bool) -> Iterator[str]:
    shown = asks if full else asks[:FEW]
    number = 0
    for title, those in asks_by_effect(shown):
        yield from paragraph(f"{title}:", width)
        for ask in those:
            number += 1
            yield from _ask(number, ask, width, full=full)
    yield from _more(len(asks) - len(shown))


def _ask(number: int, ask: MissingAnswerWords, width: int, *, full: bool) -> Iterator[str]:
    waiting = ", ".join(ask.criteria)
    told = f"{ask.question} ({ask.path}; for {waiting})"
    yield from paragraph(told, width, bullet=f"{number}. ", hang=3)
    if full and ask.evidence:
        yield from paragraph(f"evidence wanted: {ask.evidence}", width, indent=3)


def _contested(page: AssessmentPage, width: int) -> Iterator[str]:
    if page.contested:
        yield from paragraph("The outcome turns on figures that the sources dispute.", width)
    else:
        yield from paragraph("The outcome turns on no contested figure.", width)
    yield from bullets((*page.contested, *page.contested_findings), width)
    if page.contested_more:
        number = page.contested_more
        alternatives = "1 alternative" if number == 1 else f"{number} alternatives"
        told = f"{alternatives} would change other findings; --full lists them."
        yield from paragraph(told, width)


def _notes(notes: Sequence[Reason], width: int) -> Iterator[str]:
    yield from bullets(
        (f"{note.title} ({note.criterion}): {note_words(note)}" for note in notes), width
    )


def _criteria(criteria: Sequence[CriterionExplanation], width: int) -> Iterator[str]:
    by_id = {explained.reason.criterion: explained for explained in criteria}

    def told(reason: Reason) -> Iterator[str]:
        yield from paragraph(heading(reason), width, bullet="- ")
        yield from _criterion(by_id[reason.criterion], width, 2, with_figures=False)

    return by_weight((explained.reason for explained in criteria), width, told)


def _criterion(
    explained: CriterionExplanation, width: int, indent: int, *, with_figures: bool
) -> Iterator[str]:
    reason = explained.reason
    if reason.says:
        yield from paragraph(reason.says, width, indent=indent)
    if explained.applies:
        yield from paragraph("It applies where:", width, indent=indent)
        yield from tree(explained.applies, width, indent + 2, with_figures=with_figures)
    if explained.lines:
        yield from tree(explained.lines, width, indent, with_figures=with_figures)
    else:
        yield from points(reason, width, indent) if reason.judgements else ()
    if reason.waits_for and (with_figures or not explained.lines):
        yield from paragraph("What would settle it:", width, indent=indent)
        yield from bullets(reason.waits_for, width, indent=indent + 2)
    if with_figures:
        yield from about(reason, width, indent, every_source=True)
        if explained.note:
            yield from paragraph(f"Note: {explained.note}", width, indent=indent)
