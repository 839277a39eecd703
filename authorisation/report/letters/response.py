"""The letter on a response: what fires after authorisation, what is called for, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from authorisation.explain.assessment.step_tree import VERDICT_WORDS
from authorisation.explain.history.model import FIRES, HistoryPage, PeriodWords, TriggerWords
from authorisation.explain.words.quantities import format_date
from authorisation.explain.words.titles import lower_initial, upper_initial
from authorisation.report.letters.letter import (
    Letter,
    LetterFoot,
    LetterPoint,
    LetterSection,
    unmarked,
)
from authorisation.report.pages.headings import HOW_TO_ANSWER
from authorisation.report.pages.history import NOTHING_FIRES

_ANSWER: Final = (
    "If a figure is wrong, file the return again with the right one and the reason.",
    "If part of this was not the group's own doing, claim that in the return, with what shows it.",
    "When something that is called for is done, write and send the document that shows it.",
    "Quote the reference at the end of this letter.",
)


def response_letter(page: HistoryPage, sender: str, day: date, foot: LetterFoot) -> Letter:
    """The letter on the latest period of a history; `day` is up to which things are known."""
    latest = page.periods[-1] if page.periods else None
    to = f" to {latest.label}" if latest else ""
    return Letter(
        kind="response",
        title=f"What your returns{to} call for",
        sender=sender,
        recipient=page.group,
        day=day,
        date=page.as_of,
        outcome=upper_initial(latest.response if latest else page.stage),
        notices=page.warnings,
        sections=tuple(each for each in _sections(page, latest) if each.texts or each.points),
        foot=foot,
    )


def _sections(page: HistoryPage, latest: PeriodWords | None) -> Iterator[LetterSection]:
    stage = (f"Stage: {page.stage}.", *filter(None, (page.stage_note,)))
    yield LetterSection(id="stage", heading="Where the group stands", texts=stage)
    if latest:
        firing = tuple(_trigger(each) for each in latest.triggers if each.state == FIRES)
        perhaps = [each.title for each in latest.triggers if each.state != FIRES]
        may = f"What is not known yet leaves open whether these fire: {'; '.join(perhaps)}."
        yield LetterSection(
            id="fired",
            heading=f"What fires, at {latest.label}",
            texts=(may,) if perhaps else () if firing else (NOTHING_FIRES,),
            points=firing,
        )
        called = tuple(
            LetterPoint(title=f"{name}: {text}")
            for name, text in (
                ("At once", latest.interim),
                ("Response", latest.response),
                ("Under", latest.power),
                ("Powers open", latest.open_powers),
                ("With", latest.support),
            )
            if text
        )
        yield LetterSection(id="called-for", heading="What is called for", points=called)
        yield _way_out(latest)
        heading = f"What {lower_initial(latest.authority)} did"
        yield LetterSection(id="acts", heading=heading, texts=latest.acts)
    deadline = (f"{upper_initial(latest.deadline)}.",) if latest and latest.deadline else ()
    dates = tuple(
        LetterPoint(
            title=upper_initial(each.what),
            due=f"{format_date(each.on)}{', overdue' if each.overdue else ''}",
        )
        for each in page.dates
    )
    yield LetterSection(id="dates", heading="By when", texts=deadline, points=dates)
    yield LetterSection(id="answer", heading=HOW_TO_ANSWER, texts=_ANSWER)


def _trigger(trigger: TriggerWords) -> LetterPoint:
    """A trigger with the fact of its gravest band, and what lies behind it as accepted."""
    causes = (upper_initial(" ".join((each.text, *each.below))) for each in trigger.causes)
    return LetterPoint(
        title=f"{trigger.title}: severity {trigger.severity}",
        texts=(
            *(f"{upper_initial(unmarked(each))}." for each in trigger.facts[:1]),
            *causes,
            f"In the group's control: {trigger.control}.",
            f"It calls for: {trigger.response}.",
        ),
    )


def _way_out(latest: PeriodWords) -> LetterSection:
    lines = [each for each in latest.exit_test if each.depth] or latest.exit_test
    lasting = f"for {latest.exit_lasting} running, " if latest.exit_lasting else ""
    return LetterSection(
        id="way-out",
        heading=f"What would let the group out of {latest.stage_after}",
        texts=(f"All of this, {lasting}as it stood on {latest.ends}:",) if lines else (),
        points=tuple(
            LetterPoint(title=f"{upper_initial(VERDICT_WORDS[e.verdict])}: {unmarked(str(e))}.")
            for e in lines
        ),
    )
