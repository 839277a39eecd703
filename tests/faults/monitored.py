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


SOUND_BY_LAW = {
    "in_year.allocation_to_date": 30_000_000,
    "in_year.variance_from_allocation": -10,
    "in_year.planned_deficit": 0,
    "in_year.cumulative_deficit": 0,
    "in_year.running_cost": 500_000,
    "in_year.running_cost_limit": 600_000,
    "service.seen_in_time": "95%",
    "service.immediate_risk": "false",
    "service.main_provider_failing": "false",
    "conduct.accountable_officer_in_post": "true",
    "conduct.directions_followed": "true",
    "conduct.plan_delivered": "true",
    "conduct.plan_agreed": "true",
    "conduct.functions_failed": "false",
    "conduct.area_appropriate": "true",
}
"""A return of failure-statutory in which nothing is wrong."""
SOUND_OF_2010 = {
    "in_year.budget_to_date": 25_000_000,
    "in_year.variance_to_date": -10,
    "in_year.savings_planned": 1_000,
    "in_year.savings_delivered": 1_000,
    "mental_health.budget_to_date": 2_000_000,
    "mental_health.variance_to_date": 0,
    "service.immediate_risk": "false",
    "service.main_provider_failing": "false",
    "conduct.accountable_officer_in_post": "true",
    "conduct.directions_followed": "true",
    "conduct.plan_delivered": "true",
    "media.adverse_items": 0,
    "stakeholders.concerned": 0,
}
"""A return of gpcc-2010 in which nothing is wrong, and spending is below budget."""


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
    if run.unusable:
        raise run.unusable[0]
    return run


def page(run: MonitorRun) -> HistoryPage:
    return describe_monitored_group(run.groups[0])


def text_of(run: MonitorRun) -> str:
    """The whole page as text, in one line."""
    return " ".join(render(histories(run), FileFormat.TEXT).decode().split())
