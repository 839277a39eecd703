"""The letter on an application, or the paper on a self-assessment for the group's own board."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final

from authorisation.engine.outcomes import due_date
from authorisation.engine.results import Assessment
from authorisation.explain.assessment.outcome import (
    ImposedConditionWords,
    OutcomeWords,
    outcome_title,
    standing_outcome,
)
from authorisation.explain.assessment.page import LISTED, AssessmentPage
from authorisation.explain.assessment.reasons import Reason
from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.words.quantities import format_date
from authorisation.explain.words.safe import visible
from authorisation.explain.words.sources import join_citations
from authorisation.explain.words.titles import lower_initial, upper_initial
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict
from authorisation.records.assessment_shape import DecisionRecord
from authorisation.report.letters.letter import (
    Letter,
    LetterFoot,
    LetterKind,
    LetterPoint,
    LetterSection,
    unmarked,
)
from authorisation.report.pages import headings
from authorisation.report.pages.assessment_order import also_heading, why_heading

_TITLES: Final[dict[LetterKind, str]] = {
    "decision": "Decision on your application",
    "assessment": "What the rules indicate on your application",
    "self-assessment": "What the rules indicate so far: a paper for the board",
}


def assessment_letter(
    page: AssessmentPage,
    assessment: Assessment,
    decision: DecisionRecord | None,
    foot: LetterFoot,
) -> Letter:
    """The letter on an assessment; its decision is what was decided, where somebody added that."""
    kind: LetterKind = "decision" if decision else "assessment"
    if not decision and assessment.stage is Stage.SELF_ASSESSMENT:
        kind = "self-assessment"
    own, group = kind == "self-assessment", page.header.group
    sender = upper_initial(visible(assessment.rules.parties.authority))
    outcome = _outcome(page, assessment, decision)
    day = decision.on if decision else assessment.as_of
    statement = () if decision else (page.header.statement,)
    return Letter(
        kind=kind,
        title=_TITLES[kind],
        sender="" if own else sender,
        recipient=f"The board of {group}" if own else group,
        day=day,
        date=format_date(day),
        outcome=outcome.title if outcome else headings.CANNOT_TELL,
        notices=(*page.header.warnings, *filter(None, (page.introduction,)), *statement),
        sections=tuple(
            each
            for each in _sections(page, assessment, decision, outcome, "" if own else sender)
            if each.texts or each.points
        ),
        foot=foot,
    )


def _outcome(
    page: AssessmentPage, assessment: Assessment, decision: DecisionRecord | None
) -> OutcomeWords | None:
    """The outcome that was decided, else the one indicated; None while several are possible.

    Of an outcome that the rules do not indicate there are no conditions that they would impose.
    """
    found = standing_outcome(assessment, decision.outcome if decision else "")
    if found is not None:
        return next(each for each in page.outcomes if each.id == found.row.id)
    if decision is None:
        return None
    title = outcome_title(decision.outcome, assessment.rules)
    says = next((row.says for row in assessment.rules.outcomes if row.id == decision.outcome), "")
    return OutcomeWords(
        id=decision.outcome,
        title=visible(title),
        says=visible(says),
        sources=(),
        because="",
        conditions=(),
        support=(),
    )


def _sections(
    page: AssessmentPage,
    assessment: Assessment,
    decision: DecisionRecord | None,
    outcome: OutcomeWords | None,
    sender: str,
) -> Iterator[LetterSection]:
    indicated = page.because or f"Cannot tell yet. Still possible: {_still_possible(page)}."
    meaning = [outcome.says] if outcome and outcome.says else []
    meaning += [f"Source: {each}." for each in join_citations(outcome.sources if outcome else ())]
    if decision:
        by = f"{visible(decision.by)} decided this on {format_date(decision.on)}."
        yield LetterSection(id="decision", heading="The decision", texts=(by, *meaning))
        departed = assessment.departures.get("")
        same = departed if departed and outcome and departed.outcome == outcome.id else None
        why = visible(decision.departing or (same.reason if same else ""))
        if not why and not (page.settled and outcome is page.outcomes[0]):
            why = "The record gives no reason."
        heading = "Why this departs from what the rules indicate"
        yield LetterSection(id="departure", heading=heading, texts=(why,) if why else ())
        meaning = []
    heading = "What the rules indicate"
    yield LetterSection(id="indicated", heading=heading, texts=(indicated, *meaning))
    departures = tuple(LetterPoint(title=each) for each in page.departures)
    yield LetterSection(id="departures", heading=headings.DEPARTURES, points=departures)
    duties = {due.criterion for each in page.outcomes for due in (*each.conditions, *each.support)}
    reasons = tuple(_reason(each, duties) for each in page.decisive)
    counts = () if reasons else (page.in_order.counts,)
    heading = why_heading(page) if reasons or page.settled else "Where the answers stand"
    yield LetterSection(id="reasons", heading=heading, texts=counts, points=reasons)
    also = [_reason(each, duties) for each in page.also if each.criterion not in duties]
    yield LetterSection(id="also", heading=also_heading(page), points=tuple(also))
    conditions = _imposed(outcome.conditions if outcome else (), assessment, decision)
    yield LetterSection(id="conditions", heading=headings.CONDITIONS, points=conditions)
    support = _imposed(outcome.support if outcome else (), assessment, decision)
    yield LetterSection(id="support", heading=headings.SUPPORT_PLAN, points=support)
    yield _list_section(
        "questions",
        "What was not answered" if decision else "What is still to be answered",
        [
            LetterPoint(title=each.question, texts=_evidence_wanted(each.evidence))
            for each in page.missing_answers
        ],
    )
    wanted = [LetterPoint(title=each) for each in page.wanted_evidence.lines]
    yield _list_section("evidence", headings.EVIDENCE_WANTED, wanted)
    yield LetterSection(
        id="answer",
        heading=headings.HOW_TO_ANSWER,
        texts=tuple(_how_to_answer(page, sender, conditions, decided=decision is not None)),
    )


def _still_possible(page: AssessmentPage) -> str:
    return "; ".join(each.title for each in page.outcomes)


def _reason(reason: Reason, duties: Container[str]) -> LetterPoint:
    """A finding with its judgements and sources; what to do stands with its condition."""
    texts = [reason.says] if reason.says else []
    if reason.verdict is Verdict.OPEN and reason.why_open:
        texts.append(f"{upper_initial(reason.why_open)}.")
        texts += [f"Not answered: {each}" for each in reason.waits_for[:LISTED]]
    else:
        texts += [f"{upper_initial(unmarked(str(each)))}." for each in reason.points]
    if reason.more_points:
        texts.append(f"And {reason.more_points} more like these.")
    texts += [f"Judged by {each}" for each in reason.judgements]
    if reason.departure:
        texts.append(f"Departed from: {reason.departure}")
    if reason.remedy and reason.criterion not in duties:
        texts.append(f"What would put it right: {reason.remedy}")
    values = dict.fromkeys(str(value) for each in reason.points for value in each.provenance)
    basis = [f"This {reason.basis}."] if reason.basis else []
    return LetterPoint(
        title=f"{reason.title} ({reason.criterion}): {VERDICT_WORDS[reason.verdict]}",
        texts=tuple(texts),
        sources=(*values, *basis, *(f"Source: {s}." for s in join_citations(reason.sources))),
    )


def _imposed(
    imposed: Sequence[ImposedConditionWords],
    assessment: Assessment,
    decision: DecisionRecord | None,
) -> tuple[LetterPoint, ...]:
    return tuple(
        LetterPoint(
            title=f"{each.title} ({each.criterion})",
            texts=(
                *((f"To do: {each.remedy}",) if each.remedy else ()),
                *((f"Shown by: {each.evidence}.",) if each.evidence else ()),
                *(("It depends on answers that are still missing.",) if each.perhaps else ()),
            ),
            due=_format_due(each, assessment, decision),
        )
        for each in imposed
    )


def _format_due(
    imposed: ImposedConditionWords, assessment: Assessment, decision: DecisionRecord | None
) -> str:
    """The words for when a condition is due, counted from the day of the decision, if any."""
    finding = assessment.finding(imposed.criterion)
    discharge, due = finding.criterion.discharge, None
    if decision is not None:
        due = due_date(finding, decision.on)
    if discharge is None or due is None:
        return imposed.due
    return f"{format_date(due)}, {visible(discharge.due)} after the decision"


def _list_section(identifier: str, heading: str, points: list[LetterPoint]) -> LetterSection:
    """A section of the first points of a list; it says how many more there are."""
    more = len(points) - LISTED
    left = (f"These are the first of {len(points)}.",) if more > 0 else ()
    return LetterSection(id=identifier, heading=heading, texts=left, points=tuple(points[:LISTED]))


def _evidence_wanted(evidence: str) -> tuple[str, ...]:
    return (f"Evidence: {evidence.removesuffix('.')}.",) if evidence else ()


def _how_to_answer(
    page: AssessmentPage, sender: str, conditions: tuple[LetterPoint, ...], *, decided: bool
) -> Iterator[str]:
    to = "those who filled in the answers" if not sender else lower_initial(sender)
    if conditions:
        yield (
            "When a condition is met, write and say which, and send the document that shows it,"
            " with the page."
        )
    if page.missing_answers:
        later = "If you answer later what was not answered, send each answer with"
        send = later if decided else "Send the answers above, each with"
        yield f"{send} its document and the page in it."
    yield (
        f"If an answer or a figure here is wrong, or something was left out, write to {to}. Name"
        " the finding by its title, say what is wrong, send the document that shows it, and quote"
        " the reference at the end."
    )
