"""What the Board did of its own is recorded, and the stage follows what was done."""

from __future__ import annotations

from datetime import date

import pytest

from authorisation.errors import InvalidSubmission
from authorisation.records.history import history_record
from authorisation.records.inputs import group_from_record
from authorisation.usecases.library import Library
from tests.faults.monitored import SOUND_BY_LAW, filed, page, read, text_of, watched
from tests.shipped import RULES, shipped_regime

RULES_NAME = "failure-statutory"
UNMET = "conditions: [{requires: a plan, due_on: 2013-04-30}]\n"
PERIODS = ("2013-14 Q1", "2013-14 Q2", "2013-14 Q3", "2013-14 Q4", "2014-15 Q1", "2014-15 Q2")


def group(acts: str = "", periods: tuple[str, ...] = PERIODS, conditions: str = UNMET) -> str:
    top = (
        "name: Fen Edge CCG\nauthorised_on: 2013-04-01\nat_authorisation: {population.registered: 100000}\n"
        "capability: [{grade: 3, by: the Board, on: 2013-04-01, reason: found then}]\n"
    )
    listed = f"acts:\n{acts}" if acts else ""
    return (
        top + conditions + listed + "returns:\n" + "".join(filed(p, SOUND_BY_LAW) for p in periods)
    )


def act(on: str, what: str, by: str = "NHS England") -> str:
    return f"  - {{on: {on}, by: {by}, reason: as minuted, {what}}}\n"


def stages(text: str, as_of: date | None = None) -> list[str]:
    return [r.stage_after for r in watched(text, RULES_NAME, as_of).watched[0].history.results]


def test_D5_without_acts_the_rules_lead_and_the_page_says_that_they_do() -> None:
    told = page(watched(group(), RULES_NAME))

    assert stages(group())[-1] == "dissolution"
    assert told.stage_note.startswith("This is where the rules lead. No decision of the Board")


def test_D5_a_step_not_taken_is_not_taken_while_the_group_stays_where_it_is() -> None:
    text = group(act("2014-05-20", "not_taken: dissolution"))

    assert stages(text) == ["questions"] * 6
    assert (
        "not put in consultation on dissolution by NHS England on 20 May 2014 (as minuted)"
        in text_of(watched(text, RULES_NAME))
    )
    assert "these rules alone would have it lead to consultation on dissolution" in text_of(
        watched(text, RULES_NAME)
    )


def test_D5_a_direction_given_puts_the_group_where_the_board_put_it() -> None:
    text = group(act("2013-09-02", "stage: directions"))
    results = watched(text, RULES_NAME).watched[0].history.results

    assert (results[0].stage_after, results[1].stage_before) == ("directions", "directions")
    assert results[0].conclusions.stage == "questions"
    assert results[1].states_before[0].entered == 1
    assert [each.stage_note for each in [page(watched(text, RULES_NAME))]] == [
        "What the Board did is recorded below; where nothing is, it is where the rules lead."
    ]


def test_D5_a_deadline_moved_holds_until_its_day() -> None:
    moved = group(act("2014-02-10", "deadline: 2014-09-30"))

    assert stages(group())[4] == "dissolution"
    assert stages(moved)[:5] == ["questions"] * 5
    assert stages(moved)[5] == "dissolution"
    assert "ends on 30 September 2014, to which the Board moved it" in text_of(
        watched(moved, RULES_NAME, date(2014, 8, 1))
    )


@pytest.mark.parametrize(
    ("acts", "deadline"),
    [
        (("stage: directions", "deadline: 2015-12-31"), date(2015, 12, 31)),
        (("deadline: 2015-12-31", "stage: directions"), None),
    ],
)
def test_D5_a_deadline_set_in_the_period_of_a_new_stage_is_that_of_the_new_stage(
    acts: tuple[str, str], deadline: date | None
) -> None:
    text = group(act("2013-09-02", acts[0]) + act("2013-09-10", acts[1]))
    (first, *_) = watched(text, RULES_NAME).watched[0].history.results

    assert [(s.stage, s.deadline) for s in first.states_after] == [("directions", deadline)]


def test_D5_an_act_counts_from_its_day_and_changes_nothing_before_it() -> None:
    text = group(act("2014-02-10", "stage: authorised"))

    assert stages(text, date(2014, 2, 9)) == stages(group(), date(2014, 2, 9))
    assert stages(text, date(2014, 2, 10)) == ["questions", "questions", "authorised"]
    assert stages(text)[:3] == ["questions", "questions", "authorised"]
    assert "Not counted yet: an act of NHS England on 10 February 2014" in text_of(
        watched(text, RULES_NAME, date(2014, 2, 9))
    )


def test_D5_an_act_before_the_first_return_is_due_is_where_the_group_begins() -> None:
    text = group(act("2013-05-01", "stage: directions"))

    assert watched(text, RULES_NAME).watched[0].history.results[0].stage_before == "directions"


@pytest.mark.parametrize("as_of", [date(2013, 5, 2), date(2013, 10, 1)])
def test_1_acts_before_the_first_return_is_due_are_on_the_page(as_of: date) -> None:
    acts = (
        act("2013-05-01", "stage: directions")
        + act("2013-05-02", "deadline: 2015-12-31")
        + act("2013-05-02", "not_taken: dissolution")
    )
    run = watched(group(acts), RULES_NAME, as_of)
    told, text = page(run), text_of(run)

    assert told.stage == "under directions"
    assert told.stage_note.startswith("What the Board did is recorded below")
    assert [each.partition(" by ")[0] for each in told.acts_before] == [
        "put in under directions",
        "deadline moved to 31 December 2015",
        "not put in consultation on dissolution",
    ]
    assert (
        "Before the first return was due - put in under directions by NHS England on 1 May 2013 (as minuted)"
        in text
    )


def test_1_a_step_not_taken_before_the_first_return_is_due_is_not_taken() -> None:
    text = group(act("2013-05-01", "not_taken: questions"))

    assert stages(group())[0] == "questions"
    assert stages(text)[0] == "authorised"
    assert page(watched(text, RULES_NAME)).acts_before


@pytest.mark.parametrize("put", ["", act("2013-05-01", "stage: questions")])
def test_1_a_deadline_moved_before_the_first_return_is_due_is_obeyed(put: str) -> None:
    text = group(put + act("2013-05-02", "deadline: 2016-01-31"))
    history = watched(text, RULES_NAME).watched[0].history

    assert history.begins.deadline == date(2016, 1, 31)


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        (act("2014-02-10", "stage: direction"), "no stage is called `direction`"),
        (act("2014-02-10", "stage: directions, deadline: 2014-09-30"), "exactly one thing"),
        (act("2014-02-10", "deadline: 2014-02-09"), "before the day of the act"),
        (act("2014-02-10", "stage: authorised", "Fen Edge CCG"), "the group itself"),
        (act("2012-02-10", "stage: authorised"), "lies before the day above it"),
        (
            act("2014-02-10", "stage: authorised") + act("2014-02-09", "stage: questions"),
            "put acts in the order",
        ),
    ],
)
def test_D5_acts_that_cannot_be_are_refused_with_their_place(acts: str, said: str) -> None:
    with pytest.raises(InvalidSubmission) as refused:
        read(group(acts), RULES_NAME)

    assert said in str(refused.value)


@pytest.mark.parametrize(
    "by", ["Fen Edge (illustrative)", "fen edge (Illustrative)", "Fen Edge", "NHS Fen Edge CCG (x)"]
)
def test_4_a_group_with_brackets_in_its_name_is_not_its_own_board(by: str) -> None:
    named = group(act("2014-02-10", "stage: authorised", by)).replace(
        "name: Fen Edge CCG", "name: Fen Edge (illustrative)"
    )

    with pytest.raises(InvalidSubmission, match="the group itself"):
        read(named, RULES_NAME)


def test_D5_a_record_holds_them_and_replays() -> None:
    run = watched(group(act("2013-09-02", "stage: directions")), RULES_NAME)
    record = history_record(run.groups[0].regime.loaded, {}, run.watched[0])
    again = group_from_record(record, Library(RULES).returns_context(shipped_regime(RULES_NAME)))

    assert again.acts == run.watched[0].group.acts
    assert again.sha256 == run.watched[0].group.sha256
