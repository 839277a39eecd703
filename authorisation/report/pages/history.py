"""A group's history as lines of text: what stands now, then each period, why, and what followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from authorisation.explain.history.model import (
    FIRES,
    CorrectionWords,
    HistoryPage,
    PeriodWords,
    TriggerWords,
)
from authorisation.report.formats.text_lines import (
    Style,
    bullets,
    joined,
    paragraph,
    plain,
    section,
)
from authorisation.report.pages.history_now import Now, now


def history_text(told: HistoryPage, *, width: int = 100, style: Style = plain) -> str:
    """Lay a history out as text."""
    return joined(lines(told, width, style))


def lines(told: HistoryPage, width: int, style: Style) -> Iterator[str]:
    """Give the lines of a history; what is empty in it is left out."""
    yield style(told.group, "title")
    yield from paragraph(as_known_on(told), width)
    for warning in told.warnings:
        for line in paragraph(warning, width):
            yield style(line, "warning")
    if told.note:
        yield from paragraph(told.note, width)
    yield ""
    yield from (style(line, "outcome") for line in paragraph(f"Stage: {told.stage}", width))
    if latest := now(told):
        yield from section(f"Now, at {latest.label}", _now(latest, width), style)
    for number, period in enumerate(told.periods, start=1):
        last = number == len(told.periods)
        yield from section(period_heading(period), _period(period, width, last=last), style)
    yield from section("Corrections", _changes(told.changes, width), style)
    about = [each for each in (*told.says, told.engine) if each]
    yield from section(about_title(told), bullets(about, width), style)
    yield from section("Sources of the figures", bullets(told.sources, width), style)


def as_known_on(told: HistoryPage) -> str:
    """Say under which rules, and as known on which day; the rules only if they are not shared."""
    return f"{told.rules}; as known on {told.as_of}" if told.rules else f"As known on {told.as_of}"


def about_title(told: HistoryPage) -> str:
    """Head what a page says of itself; among several pages only the second engine is left."""
    return "About this page" if told.says else "Second engine"


def period_heading(period: PeriodWords) -> str:
    """Head a period by its name and its stage, or the move from one to another."""
    moved = period.stage_before != period.stage_after
    stage = f"{period.stage_before} → {period.stage_after}" if moved else period.stage_after
    return f"{period.label}: {stage}"


def _now(latest: Now, width: int) -> Iterator[str]:
    for head, why in latest.fires:
        yield from paragraph(head, width, bullet="- ")
        yield from paragraph(why, width, indent=2)
    if not latest.fires:
        yield from paragraph("No trigger fires, and none may.", width)
    for title, text in latest.answers:
        yield from paragraph(f"{title}: {text}.", width)
    if latest.out:
        yield from paragraph(f"What would let it out of {latest.leave}:", width)
        yield from _nested(latest.out, width, 2)


def _period(period: PeriodWords, width: int, *, last: bool) -> Iterator[str]:
    yield from paragraph(f"Return: {period.filed}.", width)
    if period.interim:
        yield from paragraph(f"At once: {period.interim}.", width)
    for trigger in period.triggers:
        yield from _trigger(trigger, width)
    if not period.triggers:
        yield from paragraph("No trigger fires, and none may.", width)
    for title, text in follows(period):
        yield from paragraph(f"{title}: {text}.", width)
    if period.next:
        yield from paragraph("What would trigger next:", width)
        yield from bullets(period.next, width, 2)
    if period.out and not last:
        yield from paragraph(f"What would let it out of {period.stage_after}:", width)
        yield from _nested(period.out, width, 2)


def follows(period: PeriodWords) -> tuple[tuple[str, str], ...]:
    """Give what followed in a period, each with its name."""
    every = (
        ("Response", period.response),
        ("Under each figure of chance without a source", sentences(period.under)),
        ("Under", period.power),
        ("With", period.support),
        ("Capability of management", period.capability),
        ("Stage", period.why_stage),
        ("Deadline", period.deadline),
    )
    return tuple((title, text) for title, text in every if text)


def _trigger(trigger: TriggerWords, width: int) -> Iterator[str]:
    head = f"{trigger.title} ({trigger.id}) {trigger.state}; severity {trigger.severity}"
    if trigger.state != FIRES:
        yield from paragraph(head, width, indent=2, bullet="? ")
        yield from bullets(trigger.facts[:1], width, 4)
        return
    yield from paragraph(head, width, indent=2, bullet="! ")
    yield from bullets(trigger.facts, width, 4)
    if trigger.causes:
        yield from paragraph("Causes:", width, indent=4)
        for line in trigger.causes:
            yield from paragraph(line.strip(), width, indent=6 + depth(line), hang=2)
    yield from paragraph(f"In the group's control: {trigger.control}.", width, indent=4)
    yield from paragraph(f"Would call for: {trigger.response}.", width, indent=4)
    yield from bullets(trigger.under, width, 6)


def sentences(texts: Sequence[str]) -> str:
    """Join what was said of several cases, each as a sentence; the last is left open."""
    return ". ".join(f"{text[:1].upper()}{text[1:]}" for text in texts)


def depth(text: str) -> int:
    """Say by how many spaces a line is indented."""
    return len(text) - len(text.lstrip())


def _nested(texts: Iterable[str], width: int, indent: int) -> Iterator[str]:
    for text in texts:
        yield from paragraph(text, width, indent=indent + depth(text), bullet="- ")


def _changes(changes: Sequence[CorrectionWords], width: int) -> Iterator[str]:
    for change in changes:
        yield from paragraph(change_words(change), width)
        yield from bullets(change.changed or ("Nothing comes out otherwise.",), width, 2)


def change_words(change: CorrectionWords) -> str:
    """Say when which return was corrected or withdrawn, and why if that is known."""
    reason = f" ({change.reason})" if change.reason else ""
    return f"{change.when}: {change.what}{reason}"
