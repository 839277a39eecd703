"""Corrections of returns: what they leave as it was is judged once."""

from __future__ import annotations

import gc
import random
import time
from datetime import date, timedelta
from itertools import islice

import pytest

from authorisation.model.returns import AuthorisedGroup
from authorisation.regime import measure_period
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.known_returns import receive
from authorisation.regime.program import compile_regime
from authorisation.regime.replay import _replay_returns, replay_corrections
from tests.faults.monitored import QUARTERS, filed, head, read, watched
from tests.shipped import shipped_regime


def returns(quarters: int, corrections: int, *, at_end: bool) -> str:
    """A group's file, some of its quarters corrected: one after the other, or all at the end."""
    made = random.Random(7)
    periods = list(islice((q for q in QUARTERS if q >= "2013-14"), quarters))
    entries = [
        (QUARTERS[period], filed(period, _answers(number % 4 + 1, made), QUARTERS[period]))
        for number, period in enumerate(periods)
    ]
    for period in made.sample(periods, corrections):
        day = QUARTERS[periods[-1] if at_end else period] + timedelta(days=8)
        changed = {"in_year.variance_to_date": made.randint(-500_000, 3_000_000)}
        reason = "    reason: a figure was wrong\n"
        entries.append((day, filed(period, changed, day, key="corrects", more=reason)))
    return head() + "".join(text for _, text in sorted(entries, key=lambda entry: entry[0]))


def _answers(quarter: int, made: random.Random) -> dict[str, object]:
    return {
        "in_year.budget_to_date": 30_000_000 * quarter,
        "in_year.variance_to_date": made.randint(-500_000, 3_000_000),
        "in_year.savings_planned": 500_000,
        "in_year.savings_delivered": made.choice([500_000, 350_000]),
        "media.adverse_items": made.randint(0, 4),
        "service.immediate_risk": "false",
    }


def last_day(group: AuthorisedGroup) -> date:
    return max(each.received_on for each in group.filed)


@pytest.mark.slow
@pytest.mark.parametrize("at_end", [False, True], ids=["as they come", "all at the end"])
def test_B12_what_is_judged_once_is_what_is_judged_anew(*, at_end: bool) -> None:
    compiled = compile_regime(shipped_regime("gpcc-2010").regime)
    group = read(returns(16, 9, at_end=at_end))
    found = list(replay_corrections(PeriodJudge(compiled, group), last_day(group)))

    known: dict = {}
    latest, expected = None, []
    for each in group.filed:
        before = dict(known)
        receive(each, known)
        latest = max(each.period, latest or each.period)
        if each.corrects:
            anew = [
                _replay_returns(PeriodJudge(compiled, group), k, each.received_on, latest)
                for k in (before, known)
            ]
            expected.append((each, *anew))
    assert len(found) == 9
    for mine, theirs in zip(found, expected, strict=True):
        assert mine[0] is theirs[0]
        for one, other in zip(mine[1:], theirs[1:], strict=True):
            assert one.day == other.day
            assert one.results == other.results


def test_B12_a_correction_judges_what_it_changes_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = compile_regime(shipped_regime("gpcc-2010").regime)
    group = read(returns(40, 10, at_end=True))
    measured: list[str] = []
    measure = measure_period.measure_line

    def count(line, period, *rest):
        measured.append(str(period))
        return measure(line, period, *rest)

    monkeypatch.setattr(measure_period, "measure_line", count)
    assert len(list(replay_corrections(PeriodJudge(compiled, group), last_day(group)))) == 10

    # Each period once; then each one corrected, and the one after it, which looks back at it.
    assert len(measured) <= len(compiled.regime.lines) * (40 + 2 * 10)


@pytest.mark.slow
@pytest.mark.parametrize("at_end", [False, True], ids=["as they come", "all at the end"])
def test_B12_a_hundred_quarters_with_fifty_corrections_take_two_seconds(*, at_end: bool) -> None:
    text = returns(100, 50, at_end=at_end)
    watched(returns(4, 1, at_end=True))  # what is loaded once
    gc.freeze()  # what other tests left is not gone through again and again meanwhile
    began = time.process_time()

    run = watched(text)

    took = time.process_time() - began
    gc.unfreeze()
    assert len(run.watched[0].history.results) == 100
    assert len(run.watched[0].corrections) == 50
    assert took < 2
