"""A period's return in words: when it came, and what became of it since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from operator import itemgetter

from authorisation.explain.words.quantities import format_date
from authorisation.model.returns import FiledReturn
from authorisation.regime.replay import History, ReplayedPeriod


def format_filing(result: ReplayedPeriod, history: History) -> str:
    """Format when a return came, and each day since on which it was corrected or withdrawn.

    Of several corrections in a row the last is named.
    """
    period = result.period
    versions = [
        filed
        for filed in history.group.filed
        if filed.period == period and filed.received_on <= history.day
    ]
    if not versions and result.judged.submission.published_facts_only:
        return "nothing that was published is of this period"
    if not versions:
        return f"no return was filed; it was due on {format_date(period.due)}"
    first = versions[0]
    late = ", after it was due" if first.received_on > period.due else ""
    since = "".join(f", {what} on {format_date(on)}" for what, on in _later_versions(versions))
    return f"filed on {format_date(first.received_on)}{late}{since}"


def _later_versions(versions: Sequence[FiledReturn]) -> Iterator[tuple[str, date]]:
    """Yield what each later version did to the one before, and when; the last of those alike."""
    done = [
        ("withdrawn" if filed.withdrawn else "filed anew" if before.withdrawn else "corrected")
        for before, filed in pairwise(versions)
    ]
    for what, those in groupby(zip(done, versions[1:], strict=True), key=itemgetter(0)):
        *_, (_, last) = those
        yield what, last.received_on
