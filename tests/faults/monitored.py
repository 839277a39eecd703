"""A group that files returns, watched under shipped rules, for tests of what its page says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from authorisation.explain.history.model import HistoryPage
from authorisation.language.answers.returns import read_returns
from authorisation.model.returns import AuthorisedGroup
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import (
    Monitoring,
    MonitorRun,
    describe_monitored_group,
    monitor_groups,
)
from tests.shipped import RULES, shipped_regime

QUARTERS = {
    f"{year}-{(year + 1) % 100:02} Q{number}": date(
        year + number // 3, (number * 3 + 3) % 12 + 1, 20
    )
    for year in range(2011, 2040)
    for number in (1, 2, 3, 4)
}
"""Each quarter with a day on which its return is filed in time."""


def filed(
    period: str,
    answers: Mapping[str, object] | None = None,
    on: date | None = None,
    *,
    key: str = "period",
    more: str = "",
) -> str:
    """One entry of a file of returns; answers by path, `more` in YAML below it."""
    lines = [f"  - {key}: {period}", f"    received_on: {on or QUARTERS[period]}"]
    if key != "withdraws":
        flow = ", ".join(f"{path}: {value}" for path, value in (answers or {}).items())
        lines.append(f"    answers: {{{flow}}}")
    return "\n".join(lines) + "\n" + more


def head(name: str = "Fen Edge CCG", people: int = 100_000, more: str = "") -> str:
    return (
        f"name: {name}\nauthorised_on: 2013-04-01\nconditions: []\n"
        f"at_authorisation: {{population.registered: {people}, inherited.deficits: [], "
        f"success.definition: as agreed}}\n{more}returns:\n"
    )


def read(text: str, rules: str = "gpcc-2010") -> AuthorisedGroup:
    return read_returns(
        text.encode(), "r.yaml", Library(RULES).returns_context(shipped_regime(rules))
    )


def watched(
    text: str,
    rules: str = "gpcc-2010",
    as_of: date | None = None,
    *,
    settings: Sequence[str] = (),
) -> MonitorRun:
    """Watch the group of one text; what cannot be used is raised."""
    request = Monitoring(
        rules=rules,
        library=Library(RULES),
        as_of=as_of,
        settings=tuple(settings),
        second_engine=False,
    )
    loaded = shipped_regime(rules)
    reads = [partial(read_returns, text.encode(), "r.yaml")]
    run = monitor_groups(loaded, reads, request, {})
    if run.failures:
        raise run.failures[0]
    return run


def page(run: MonitorRun) -> HistoryPage:
    return describe_monitored_group(run.groups[0])


def text_of(run: MonitorRun) -> str:
    """The whole page as text, in one line."""
    return " ".join(render(histories(run), FileFormat.TEXT).decode().split())
