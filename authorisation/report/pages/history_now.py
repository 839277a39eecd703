"""What stands now, to be read before what led to it: of one group, or a row for each of several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from authorisation.explain.history.model import FIRES, HistoryPage, PeriodWords, TriggerWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """The latest period's answer; the longer account of it stands with the periods."""

    label: str
    fires: tuple[tuple[str, str], ...]
    """What fires, as the rules list it, each with why; and last, together, what may fire."""
    answers: tuple[tuple[str, str], ...]
    """What is done, with whose help and until when, each with its name."""
    leave: str
    """The stage that `out` leads out of."""
    out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group of several."""

    group: str
    stage: str
    latest: str
    fires: str
    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What holds for every group of a run, to be said once."""

    rules: str
    warnings: tuple[str, ...]
    note: str
    says: tuple[str, ...]
    engine: str


def now(told: HistoryPage) -> Now | None:
    """Give what stands in the latest period; None before the first."""
    if not told.periods:
        return None
    latest = told.periods[-1]
    answers = (
        ("At once", latest.interim),
        ("Response", latest.response),
        ("With", latest.support),
        ("Deadline", latest.deadline),
    )
    return Now(
        label=latest.label,
        fires=tuple(_firing(latest)),
        answers=tuple((title, text) for title, text in answers if text),
        leave=latest.stage_after,
        out=latest.out,
    )


def _firing(latest: PeriodWords) -> Iterator[tuple[str, str]]:
    maybe = [each for each in latest.triggers if each.state != FIRES]
    yield from ((_head(each), _why(each)) for each in latest.triggers if each.state == FIRES)
    if maybe:
        yield "What is not known yet leaves open whether these fire", _titles(maybe)


def _head(trigger: TriggerWords) -> str:
    return f"{trigger.title} {trigger.state}; severity {trigger.severity}"


def _why(trigger: TriggerWords) -> str:
    """Give the first fact, which is that of the gravest band that holds or may."""
    return trigger.facts[0] if trigger.facts else ""


def row(told: HistoryPage) -> Row:
    """Give one group's line among several."""
    latest = told.periods[-1] if told.periods else None
    return Row(
        group=told.group,
        stage=told.stage,
        latest=latest.label if latest else "no period yet",
        fires=_fires(latest) if latest else "nothing",
        response=latest.response if latest else "no response",
    )


def _fires(latest: PeriodWords) -> str:
    surely = [each for each in latest.triggers if each.state == FIRES]
    maybe = [each for each in latest.triggers if each.state != FIRES]
    parts = []
    if surely:
        # A severity's words begin with its number, 1 for the gravest.
        gravest = min(each.severity for each in surely)
        parts.append(f"gravest severity {gravest}: {_titles(surely)}")
    if maybe:
        parts.append(f"may fire: {_titles(maybe)}")
    return ". ".join(parts).replace(". may", ". May") or "nothing"


def _titles(triggers: Sequence[TriggerWords]) -> str:
    return "; ".join(each.title for each in triggers)


def shared(pages: Sequence[HistoryPage]) -> Shared:
    """Give what holds for every page of a run; what differs is empty."""
    first = pages[0]
    return Shared(
        rules=_same([page.rules for page in pages]),
        warnings=tuple(w for w in first.warnings if all(w in page.warnings for page in pages)),
        note=_same([page.note for page in pages]),
        says=tuple(s for s in first.says if all(s in page.says for page in pages)),
        engine=_same([page.engine for page in pages]),
    )


def own(page: HistoryPage, common: Shared) -> HistoryPage:
    """Take off a page what is said once for all."""
    return replace(
        page,
        rules="" if page.rules == common.rules else page.rules,
        warnings=tuple(each for each in page.warnings if each not in common.warnings),
        note="" if page.note == common.note else page.note,
        says=tuple(each for each in page.says if each not in common.says),
        engine="" if page.engine == common.engine else page.engine,
    )


def _same(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else ""


def groups(number: int) -> str:
    """Head a run."""
    return "1 group after authorisation" if number == 1 else f"{number} groups after authorisation"


IN_ORDER = "In the order of the files. This is no ranking."
EARLIER = "Each period, the earliest first"
