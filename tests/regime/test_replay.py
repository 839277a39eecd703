"""Histories replayed: as known on a day, corrected, withdrawn, and in other words the same."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.errors import InvalidSubmission
from authorisation.explain.history.periods import describe_periods
from authorisation.inference.durable.engine import is_installed
from authorisation.language.answers.returns import read_returns
from authorisation.regime.judge_period import PeriodJudge
from authorisation.regime.replay import (
    History,
    last_day,
    replay_history,
    replay_variants,
)
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import (
    Monitoring,
    describe_monitored_group,
    monitor_files,
)
from tests.examples import examples
from tests.expected import assert_expected
from tests.files import load_returns
from tests.regime.rendered import page
from tests.shipped import shipped_compiled_regime, shipped_regime

PROJECT = Path(__file__).parents[2]
RETURNS = PROJECT / "fixtures" / "returns"
PAGES = Path(__file__).parent / "pages"
LOADED = shipped_regime("gpcc-2010")
COMPILED = shipped_compiled_regime("gpcc-2010")


def history(name: str, day: date | None = None, **overrides: Decimal) -> History:
    group = load_returns(
        RETURNS / "illustrative" / f"{name}.yaml", Library().returns_context(LOADED)
    )
    return replay_history(PeriodJudge(COMPILED, group, overrides), day or last_day(group))


def seen(told: History) -> list[tuple[str, str, str]]:
    return [
        (str(r.period), " or ".join(r.conclusions.responses), r.stage_after) for r in told.results
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "early-warning",
            [
                ("2013-14 Q1", "none", "ordinary"),
                ("2013-14 Q2", "watch", "early_warning"),
                ("2013-14 Q3", "watch", "early_warning"),
                ("2013-14 Q4", "none", "ordinary"),
            ],
        ),
        (
            "management-accepted",
            [
                ("2013-14 Q1", "watch", "early_warning"),
                ("2013-14 Q2", "review or special_measures", "recovery"),
                ("2013-14 Q3", "special_measures", "special"),
                ("2013-14 Q4", "special_measures", "special"),
            ],
        ),
        ("two-percent-small", [("2013-14 Q4", "watch", "early_warning")]),
        ("two-percent-large", [("2013-14 Q4", "information", "early_warning")]),
        (
            "stops-filing",
            [
                ("2013-14 Q1", "watch", "early_warning"),
                ("2013-14 Q2", "watch or information or review or recovery", "early_warning"),
                ("2013-14 Q3", "information or review or recovery", "early_warning"),
                ("2013-14 Q4", "none", "ordinary"),
            ],
        ),
    ],
)
def test_histories(name: str, expected: list[tuple[str, str, str]]) -> None:
    assert seen(history(name)) == expected


def test_the_worked_example_of_five_per_cent() -> None:
    """3.50 % is left: inside the serious limit of 100,000 patients, and far beyond that of 500,000."""
    small, large = (
        history(f"same-share-{size}", chance_cv=Decimal("3.6"))
        .results[-1]
        .judged.lines["whole_budget"]
        for size in ("small", "large")
    )

    for found, remainder, least in ((small, 3850000, 0), (large, 19250000, 10595909)):
        low = found.attributions["low"]
        assert low.accepted.remainder == remainder
        assert int(low.accepted.not_chance_at_least) == pytest.approx(least, abs=15000)
        assert low.accepted.control == "cannot tell"
        assert "management" not in dict(low.accepted.causes)


def test_what_was_not_known_on_a_day_is_left_out() -> None:
    early = history("provider-failure", date(2014, 2, 9))
    later = history("provider-failure", date(2014, 2, 10))

    assert [str(r.period) for r in early.results] == ["2013-14 Q1", "2013-14 Q2", "2013-14 Q3"]
    assert early.results[2].period_facts.bands["overspend"] == ("U", "F", "T")
    assert later.results[2].period_facts.bands["overspend"] == ("F", "F", "T")


def test_a_correction_says_what_it_changed() -> None:
    run = monitor_files(
        [RETURNS / "illustrative" / "provider-failure.yaml"],
        Monitoring(
            rules="gpcc-2010",
            library=Library(PROJECT / "rules"),
            as_of=date(2014, 5, 1),
            second_engine=False,
        ),
    )
    changes = describe_monitored_group(run.groups[0]).changes

    assert [(c.when, c.what, c.reason, c.changed) for c in changes] == [
        (
            "10 February 2014",
            "the return of 2013-14 Q3 was corrected",
            "An invoice had been counted twice",
            (
                "Spending above budget for the year so far: £1,200,000; it was: £5,900,000",
                (
                    "2013-14 Q3: Spending is above budget: fires (severity 4, to be watched);"
                    " it was: fires (severity 2, serious; or severity 4, to be watched)"
                ),
            ),
        )
    ]


def test_a_set_value_replays_history_under_it_and_says_so() -> None:
    run = monitor_files(
        [RETURNS / "illustrative" / "early-warning.yaml"],
        Monitoring(
            rules="gpcc-2010",
            library=Library(PROJECT / "rules"),
            settings=("savings_watch=85%",),
            second_engine=False,
        ),
    )
    text = page(run, form="text")

    assert (
        "Set for this run alone: Share of planned savings below which a plan is watched = 85%."
        in text
    )
    assert run.watched[0].history.results[1].period_facts.bands["savings"] == ("F", "F")


@pytest.mark.slow
def test_pages_are_the_same_bytes_each_time_and_hold_well_formed_charts() -> None:
    files = sorted((RETURNS / "illustrative").glob("*.yaml"))
    request = Monitoring(rules="gpcc-2010", library=Library(PROJECT / "rules"), second_engine=False)
    runs = [monitor_files(files, request) for _ in range(2)]
    first, second = (page(run, form="html") for run in runs)
    charts = [f"<svg{part.split('</svg>')[0]}</svg>" for part in first.split("<svg")[1:]]

    assert first == second
    assert page(runs[0], form="json") == page(runs[1], form="json")
    assert len(charts) == 2 * (len(files) + 1)
    for chart in charts:
        root = ET.fromstring(chart)
        kinds = [child.tag.rpartition("}")[2] for child in root]
        assert kinds[:2] == ["title", "desc"]


def test_a_second_engine_that_is_not_there_is_said_on_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("authorisation.inference.durable.engine.find_spec", lambda _: None)
    run = monitor_files(
        [RETURNS / "illustrative" / "two-percent-small.yaml"],
        Monitoring(rules="gpcc-2010", library=Library(PROJECT / "rules")),
    )

    assert "No second engine: it is not installed" in " ".join(page(run, form="text").split())
    assert run.exit_code == 10


def test_a_day_far_away_is_refused_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    with pytest.raises(InvalidSubmission) as caught:
        history("early-warning", date(9999, 12, 31))

    assert str(caught.value) == (
        "fixtures/returns/illustrative/early-warning.yaml:1:1: more than 400 periods lie between "
        "2013-14 Q1 and 9999-12-31\n"
        "  help: correct `first`, `authorised_on` or a `received_on`, or give another `--as-of`"
    )


@settings(max_examples=examples(150))
@given(st.data())
def test_a_file_with_a_changed_word_is_read_or_refused(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted((RETURNS / "illustrative").glob("*.yaml"))))
    words = re.split(r"(\W+)", path.read_text())
    place = data.draw(st.integers(0, len(words) - 1))
    words[place] = data.draw(
        st.sampled_from(
            ["none", "-1", "0", "9" * 30, "9999-12-31", "0001-01-01", "[", "true", "", "x"]
        )
        | st.sampled_from(words)
    )
    try:
        group = read_returns("".join(words).encode(), "f", Library().returns_context(LOADED))
        told_of = replay_history(PeriodJudge(COMPILED, group), last_day(group))
    except InvalidSubmission:
        told_of = None
    assert told_of is None or len(told_of.results) == len(
        describe_periods(told_of, replay_variants(COMPILED, told_of), COMPILED)
    )


def test_causes_that_overlap_are_an_error_at_their_place() -> None:
    text = (RETURNS / "illustrative" / "same-share-small.yaml").read_text()
    group = read_returns(
        text.replace("amount: 1100000", "amount: 5200000").encode(),
        "f",
        Library().returns_context(LOADED),
    )

    with pytest.raises(
        Exception, match=r"f:\d+:9: claims overlap: GBP 5,750,000.00 of GBP 5,500,000.00"
    ):
        replay_history(PeriodJudge(COMPILED, group), last_day(group))


@pytest.mark.skipif(not is_installed(), reason="durable-rules is not installed")
def test_a_whole_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    run = monitor_files(
        [Path("fixtures/returns/illustrative/management-accepted.yaml")],
        Monitoring(rules="gpcc-2010", library=Library(PROJECT / "rules")),
    )

    assert_expected(PAGES / "management-accepted.txt", page(run, form="text"))
