"""The page of a group's history: what stands now, then each period, why, and what followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from authorisation.explain.history.model import (
    FIRES,
    CorrectionWords,
    DatedMatter,
    HistoryPage,
    PeriodWords,
    Statement,
    TriggerWords,
    VariancePoint,
    VarianceSeries,
)
from authorisation.explain.words.quantities import format_date
from authorisation.explain.words.titles import upper_initial
from authorisation.report.charts.svg import format_per_cent
from authorisation.report.charts.variance import has_own, has_range
from authorisation.report.document import (
    Block,
    Cell,
    Chart,
    Document,
    Lead,
    Para,
    Part,
    Points,
    Section,
    Table,
    Terms,
    TriggerBlock,
    bullets,
    section,
    tree,
)
from authorisation.report.pages.headings import DATES

NOTHING_FIRES = "No trigger fires, and none may."


def history_document(page: HistoryPage) -> Document:
    """The page of one group's history; what is empty in it is left out."""
    known = f"as known on {page.as_of}"
    return Document(
        title=page.group,
        kind="after authorisation",
        facts=(f"{page.rules}; {known}" if page.rules else upper_initial(known),),
        note=page.note,
        warnings=page.warnings,
        sections=tuple(_sections(page)),
        running=f"{page.group}. {upper_initial(known)}.",
        back="All groups",
    )


def _sections(page: HistoryPage) -> Iterator[Section]:
    note = (Para(page.stage_note),) if page.stage_note else ()
    perhaps = page.periods[-1].other_stages if page.periods else ""
    stage = f"{page.stage}; perhaps {perhaps}" if perhaps else page.stage
    yield Section("", (Para(f"Stage: {stage}", Part.OUTCOME), *note))
    if page.periods:
        latest = page.periods[-1]
        yield Section(f"Now, at {latest.label}", tuple(_now(latest)))
    yield from section(DATES, bullets([_format_matter(each, page.as_of) for each in page.dates]))
    for series in page.lines:
        title = f"{upper_initial(series.title)}, period by period"
        yield from section(title, _chart(series, page.group))
    yield from section("Before the first return was due", bullets(page.acts_before))
    for number, period in enumerate(page.periods, start=1):
        last = number == len(page.periods)
        moved = period.stage_before != period.stage_after
        stage = f"{period.stage_before} → {period.stage_after}" if moved else period.stage_after
        yield Section(f"{period.label}: {stage}", tuple(_period(period, last=last)))
    yield from section("Corrections", [_correction(each) for each in page.changes])
    about = [each for each in (*page.says, page.engine) if each]
    # Among several pages, what the rules say is said once for all.
    yield from section("About this page" if page.says else "Second engine", bullets(about))
    yield from section("Sources of the figures", bullets(page.sources))


def _format_matter(matter: DatedMatter, as_of: str) -> str:
    overdue = f", overdue on {as_of}" if matter.overdue else ""
    return f"{format_date(matter.on)}: {matter.what}{overdue}"


def _now(latest: PeriodWords) -> Iterator[Block]:
    """The blocks on the latest period; the longer account of it stands with the periods."""
    points = [_firing(trigger) for trigger in latest.triggers if trigger.state == FIRES]
    if perhaps := [trigger for trigger in latest.triggers if trigger.state != FIRES]:
        question = "What is not known yet leaves open whether these fire"
        points.append((Para(question, Part.SAYS), Para(join_titles(perhaps))))
    yield Points(tuple(points)) if points else Para(NOTHING_FIRES)
    yield from _terms(
        ("At once", latest.interim),
        ("Response", latest.response),
        ("Powers open", latest.open_powers),
        ("With", latest.support),
        ("Deadline", latest.deadline),
    )
    yield from _way_out(latest)


def _firing(trigger: TriggerWords) -> tuple[Block, ...]:
    """A trigger with its first fact, which is that of the gravest band that holds or may."""
    head = f"{trigger.title} {trigger.state}; severity {trigger.severity}"
    return (Para(head, Part.SAYS), *map(Para, trigger.facts[:1]))


def join_titles(triggers: Sequence[TriggerWords]) -> str:
    """The titles of triggers in one text."""
    return "; ".join(trigger.title for trigger in triggers)


def _terms(*pairs: tuple[str, str]) -> Iterator[Block]:
    if named := tuple((name, text) for name, text in pairs if text):
        yield Terms(named)


def _way_out(period: PeriodWords) -> Iterator[Block]:
    if period.exit_test:
        lasting = f", if so for {period.exit_lasting} running" if period.exit_lasting else ""
        day = f", as it stood on {period.ends}"
        title = f"What would let it out of {period.stage_after}{lasting}{day}:"
        yield Lead(title, (tree(period.exit_test),))


def _period(period: PeriodWords, *, last: bool) -> Iterator[Block]:
    by_variant = ". ".join(map(upper_initial, period.by_variant))
    yield Para(f"Return: {period.filed}.")
    if period.contradictions:
        yield Lead("Figures that do not agree:", bullets(period.contradictions))
    if period.interim:
        yield Para(f"At once: {period.interim}.", Part.SAYS)
    yield from map(_trigger, period.triggers)
    if not period.triggers:
        yield Para(NOTHING_FIRES)
    yield from _terms(
        ("Response", period.response),
        ("With the lowest and the highest figures of chance", by_variant),
        ("Under", period.power),
        ("Powers open", period.open_powers),
        ("With", period.support),
        ("Capability of management", period.capability),
        (period.authority, "; ".join(period.acts)),
        ("Stage", period.why_stage),
        ("Perhaps its stage", period.other_stages),
        ("Deadline", period.deadline),
    )
    if period.next:
        yield Lead("What would trigger next:", bullets(period.next))
    if not last:
        yield from _way_out(period)


def _trigger(trigger: TriggerWords) -> TriggerBlock:
    fires = trigger.state == FIRES
    words = f"{trigger.state}; severity {trigger.severity}"
    blocks = tuple(_facts(trigger)) if fires else bullets(trigger.facts[:1])
    return TriggerBlock(trigger.title, trigger.id, fires, words, blocks)


def _facts(trigger: TriggerWords) -> Iterator[Block]:
    yield from bullets(trigger.facts)
    if trigger.causes:
        yield Lead("Causes:", tuple(_statements(trigger.causes)))
    yield Para(f"In the group's control: {trigger.control}.")
    response = f"Would call for: {trigger.response}."
    yield Lead(response, bullets(trigger.by_variant)) if trigger.by_variant else Para(response)


def _statements(statements: Sequence[Statement]) -> Iterator[Block]:
    for listed, those in groupby(statements, key=lambda each: each.listed):
        if listed:
            yield from bullets([each.text for each in those])
            continue
        for each in those:
            yield Lead(each.text, bullets(each.below)) if each.below else Para(each.text)


def _correction(change: CorrectionWords) -> Lead:
    reason = f" ({change.reason})" if change.reason else ""
    changed = change.changed or ("Nothing comes out otherwise.",)
    return Lead(f"{change.when}: {change.what}{reason}", bullets(changed))


def _chart(series: VarianceSeries, group: str) -> tuple[Block, ...]:
    """The figures of a budget line over time; nothing where none is known."""
    if not any(point.variance is not None for point in series.points):
        return ()
    title = f"{group}: {series.title} by period"
    return (Chart(series, title, tuple(_captions(series)), (_table(series),)),)


def _captions(series: VarianceSeries) -> Iterator[str]:
    yield (
        "Chance alone stays in the darker band most of the time, and nearly always in the darker"
        " and the lighter together. That is of one look: over a year of looks it leaves them more"
        " often."
    )
    if has_own(series):
        yield (
            "What is accepted as not the group’s own doing is taken off before"
            " spending is compared with the limits."
        )
    if has_range(series):
        yield (
            "Figures that are not settled leave the limits open: each lies between two lines of one"
            " kind."
        )


def _table(series: VarianceSeries) -> Table:
    own = has_own(series)
    headings = ("period", "overspend", *["less what is accepted"] * own, "watch limit")
    return Table((*headings, "serious limit"), tuple(_row(p, own=own) for p in series.points))


def _row(point: VariancePoint, *, own: bool) -> tuple[Cell, ...]:
    figures = [point.variance, *[point.own] * own]
    return (
        Cell(point.label),
        *(Cell("not known" if each is None else format_per_cent(each)) for each in figures),
        *(Cell(_format_range(span)) for span in (point.watch, point.serious)),
    )


def _format_range(span: tuple[Decimal, Decimal] | None) -> str:
    if span is None:
        return "not known"
    low, high = map(format_per_cent, span)
    return low if low == high else f"{low} to {high}"
