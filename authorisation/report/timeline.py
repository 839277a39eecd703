"""A group's history as lines of text: each period, why, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from authorisation.explain.timeline import FIRES, ChangeTold, PeriodTold, TimelineTold, TriggerTold
from authorisation.report.layout import Style, bullets, joined, paragraph, plain, section


def timeline_text(told: TimelineTold, *, width: int = 100, style: Style = plain) -> str:
    """Lay a history out as text."""
    return joined(_lines(told, width, style))


def timelines_text(
    told: Sequence[TimelineTold], funnel: Sequence[str], *, width: int = 100, style: Style = plain
) -> str:
    """Lay several histories out, one after another, with what can be said of all of them."""
    lines: list[str] = []
    for each in told:
        lines += [*_lines(each, width, style), "", ""]
    lines += section("All groups", bullets(funnel, width), style)
    return joined(lines)


def _lines(told: TimelineTold, width: int, style: Style) -> Iterator[str]:
    yield style(told.group, "title")
    yield from paragraph(f"{told.rules}; as known on {told.as_of}", width)
    for warning in told.warnings:
        for line in paragraph(warning, width):
            yield style(line, "warning")
    if told.note:
        yield from paragraph(told.note, width)
    yield ""
    yield from (style(line, "outcome") for line in paragraph(f"Stage: {told.stage}", width))
    for period in told.periods:
        yield from section(_heading(period), _period(period, width), style)
    yield from section("Corrections", _changes(told.changes, width), style)
    yield from section("About this page", bullets((*told.says, told.engine), width), style)
    yield from section("Sources of the figures", bullets(told.sources, width), style)


def _heading(period: PeriodTold) -> str:
    moved = period.stage_before != period.stage_after
    stage = f"{period.stage_before} → {period.stage_after}" if moved else period.stage_after
    return f"{period.label}: {stage}"


def _period(period: PeriodTold, width: int) -> Iterator[str]:
    yield from paragraph(f"Return: {period.filed}.", width)
    if period.interim:
        yield from paragraph(f"At once: {period.interim}.", width)
    for trigger in period.triggers:
        yield from _trigger(trigger, width)
    if not period.triggers:
        yield from paragraph("No trigger fires, and none may.", width)
    yield from paragraph(f"Response: {period.response}.", width)
    yield from bullets(period.under, width, 2)
    for title, text in (
        ("Under", period.power),
        ("With", period.support),
        ("Capability of management", period.capability),
        ("Stage", period.why_stage),
        ("Deadline", period.deadline),
    ):
        if text:
            yield from paragraph(f"{title}: {text}.", width)
    if period.next:
        yield from paragraph("What would trigger next:", width)
        yield from bullets(period.next, width, 2)
    if period.out:
        yield from paragraph(f"What would let it out of {period.stage_after}:", width)
        yield from bullets(period.out, width, 2)


def _trigger(trigger: TriggerTold, width: int) -> Iterator[str]:
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
            depth = len(line) - len(line.lstrip())
            yield from paragraph(line.strip(), width, indent=6 + depth, hang=2)
    yield from paragraph(f"In the group's control: {trigger.control}.", width, indent=4)
    yield from paragraph(f"Would call for: {trigger.response}.", width, indent=4)
    yield from bullets(trigger.under, width, 6)


def _changes(changes: Sequence[ChangeTold], width: int) -> Iterator[str]:
    for change in changes:
        reason = f" ({change.reason})" if change.reason else ""
        yield from paragraph(f"{change.when}: {change.what}{reason}", width)
        yield from bullets(change.changed or ("Nothing comes out otherwise.",), width, 2)
