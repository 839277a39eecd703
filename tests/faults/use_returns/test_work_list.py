"""The list of several groups is a work list with dates, and pages say each fact once."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from msgspec.structs import replace

from authorisation.explain.history.facts import round_sums
from authorisation.explain.history.model import DatedMatter, Urgency
from authorisation.language.answers.returns import read_returns
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, MonitorRun, monitor_groups
from tests.faults.monitored import QUARTERS, SOUND_OF_2010, filed, head, page, text_of, watched
from tests.shipped import RULES, shipped_regime

DAY = date(2013, 11, 1)


def several(**files: str) -> MonitorRun:
    request = Monitoring(rules="gpcc-2010", library=Library(RULES), as_of=DAY, second_engine=False)
    reads = [partial(read_returns, text.encode(), f"{name}.yaml") for name, text in files.items()]
    return monitor_groups(shipped_regime("gpcc-2010"), reads, request, {})


def group(name: str, *, more: str = "", **answers: object) -> str:
    changed = {path.replace("__", "."): answer for path, answer in answers.items()}
    top = head(name, more=more).replace(
        "conditions: []\n", "" if "conditions" in more else "conditions: []\n"
    )
    return top + filed("2013-14 Q1", SOUND_OF_2010) + filed("2013-14 Q2", SOUND_OF_2010 | changed)


@pytest.fixture(scope="module")
def listed() -> str:
    overdue = "conditions: [{requires: a lead, due_on: 2013-10-15}, {requires: a plan, due_on: 2014-02-01}]\n"
    run = several(
        quiet=group("Quiet"),
        press=group("Press", media__adverse_items=9),
        risk=group("Risk", service__immediate_risk="true"),
        provider=group("Provider", service__main_provider_failing="true"),
        conditions=group("Conditions", more=overdue),
        silent=head("Silent") + filed("2013-14 Q1", SOUND_OF_2010),
        unsure=head("Unsure")
        + filed("2013-14 Q1", SOUND_OF_2010)
        + filed("2013-14 Q2", {"media.adverse_items": 0}),
    )
    assert run.unusable == ()
    return " ".join(render(histories(run), FileFormat.TEXT).decode().split("\f")[0].split())


@pytest.mark.slow
def test_D7_the_list_puts_first_what_needs_a_person(listed: str) -> None:
    head_, _, _ = listed.partition("About these pages")
    places = [
        head_.index(f"{heading} - {name}")
        for heading, name in (
            (Urgency.IMMEDIATE.value, "Risk"),
            (Urgency.SERIOUS.value, "Provider"),
            (Urgency.OVERDUE.value, "Conditions"),
            (Urgency.WATCH.value, "Press"),
            (Urgency.MAY.value, "Unsure"),
            (Urgency.NONE.value, "Quiet"),
        )
    ]

    assert places == sorted(places)
    assert "In the order of the files" not in listed


@pytest.mark.slow
def test_D9_the_list_has_dates_of_all_groups_in_order(listed: str) -> None:
    _, _, diary = listed.partition("Dates date")
    rows = (
        "15 October 2013 overdue Conditions The condition “a lead”",
        "28 October 2013 overdue Silent The return of 2013-14 Q2",
        "28 January 2014 Quiet The return of 2013-14 Q3",
        "1 February 2014 Conditions The condition “a plan”",
    )
    places = [diary.index(row) for row in rows]

    assert places == sorted(places)
    assert "The return of 2013-14 Q2 is overdue since 28 October 2013" in listed


def test_D9_a_deadline_is_a_date_among_the_others() -> None:
    text = group("Press", media__adverse_items=9)
    told = page(watched(text, as_of=DAY))

    assert [(each.on, each.what) for each in told.dates] == [
        (date(2014, 1, 28), "the return of 2013-14 Q3"),
        (date(2014, 9, 30), "the deadline for leaving “early warning”"),
    ]


@pytest.mark.slow
def test_D7_what_may_fire_is_counted_where_something_does(listed: str) -> None:
    _, _, silent = listed.partition("- Silent")

    assert "No return was filed. " in silent
    assert " more may fire" in silent


def test_D8_each_fact_is_told_once_and_how_long_it_has_lasted() -> None:
    more = "conditions: [{requires: a lead, due_on: 2013-06-01}]\n"
    run = watched(group("Late", more=more), as_of=DAY)
    (trigger,) = page(run).periods[1].triggers
    text = "\n".join(trigger.facts)

    assert text.count("a lead") == 1
    assert "serious and trigger: " in text
    assert trigger.facts[-1] == "serious: it must last 3 periods; 2 have gone"


def test_D8_chance_is_told_as_people_speak_of_it() -> None:
    answers = {"in_year__budget_to_date": 48_000_000, "in_year__variance_to_date": 4_900_000}
    text = text_of(watched(group("Over", **answers), as_of=DAY))

    assert "what chance hardly ever does to the whole budget (between £" in text
    assert "m and £" in text
    assert not [
        word
        for word in text.split()
        if word.startswith("£") and word.count(",") >= 2 and "." in word.rstrip(".,;)")
    ]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("£1,817,284.15 of chance", "£1.82m of chance"),
        ("£217,284.15 of chance", "£217,000 of chance"),
        ("£400,000 over by £999.99", "£400,000 over by £999.99"),
        ("£3,869,780.21 is more than £3,869,780.20", "£3,869,780.21 is more than £3,869,780.20"),
        ("£4,000,000.00 and £4,000,000.00", "£4m and £4m"),
    ],
)
def test_D8_sums_are_rounded_unless_two_would_read_alike(text: str, spoken: str) -> None:
    assert round_sums(text) == spoken


@pytest.mark.slow
def test_D14_no_method_stands_on_the_page_of_a_case_manager(listed: str) -> None:
    assert "Spiegelhalter" not in listed


@pytest.mark.parametrize("last", ["2013-14 Q4", "2014-15 Q1", "2016-17 Q4"])
def test_5_a_deadline_of_the_rules_that_has_passed_has_its_date_and_is_overdue(last: str) -> None:
    """However long ago it was, and whether or not its own period is the last."""
    over = SOUND_OF_2010 | {"in_year.variance_to_date": 1_000}
    periods = [each for each in QUARTERS if "2013-14 Q1" <= each <= last]
    told = page(watched(head() + "".join(filed(each, over) for each in periods)))
    matter = DatedMatter(
        on=date(2014, 6, 30), what="the deadline for leaving “early warning”", overdue=False
    )
    passed = last != "2013-14 Q4"

    assert [each for each in told.dates if "deadline" in each.what] == [
        replace(matter, overdue=passed)
    ]
    assert (told.periods[-1].deadline == "passed on 30 June 2014") is passed
