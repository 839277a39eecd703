"""Who may accept a cause, what a correction changes, and how long an accepted cause counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from authorisation.errors import InvalidSubmission
from tests.faults.monitored import filed, head, page, read, text_of, watched

WHOLE = {
    "in_year.budget_to_date": 48_000_000,
    "in_year.variance_to_date": 4_900_000,
    "in_year.savings_planned": 500_000,
    "in_year.savings_delivered": 500_000,
    "service.immediate_risk": "false",
    "service.main_provider_failing": "false",
    "conduct.accountable_officer_in_post": "true",
    "conduct.directions_followed": "true",
    "media.adverse_items": 0,
    "stakeholders.concerned": 0,
}
LATER = WHOLE | {"in_year.budget_to_date": 72_000_000, "in_year.variance_to_date": 7_200_000}


def tariff(
    by: str = "the Board",
    status: str = "accepted",
    on: str = "2013-10-20",
    amount: int = 1_500_000,
    **more: str,
) -> str:
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return (
        f"      - {{cause: tariff, about: whole_budget, status: {status}, by: {by}, on: {on}, "
        f"amount: {amount}{extra}, evidence: [{{kind: decision, document: tariff guidance, "
        f"by: Monitor, on: 2013-03-01}}]}}\n"
    )


@pytest.mark.parametrize(
    "by",
    [
        "Fen Edge CCG",
        "fen edge ccg",
        "NHS Fen Edge CCG",
        "Fen Edge",
        "FE1",
        "the group",
        "us",
        '"J. Smith, Fen Edge CCG"',
        "chief finance officer of NHS Fen Edge Clinical Commissioning Group",
    ],
)
@pytest.mark.parametrize("status", ["accepted", "disputed"])
def test_D1_a_group_cannot_accept_or_dispute_its_own_claim(by: str, status: str) -> None:
    text = head(more="code: FE1\n") + filed(
        "2013-14 Q2", WHOLE, more="    causes:\n" + tariff(by, status)
    )

    with pytest.raises(InvalidSubmission) as refused:
        read(text)

    assert f"`tariff` is {status} by {by.strip(chr(34))}, whose return this is" in str(
        refused.value
    )
    assert "write `claimed`" in str(refused.value)


@pytest.mark.parametrize("by", ["the Board", "Fen Edge Council", "NHS England", "Marsh Edge CCG"])
def test_D1_another_may_accept_it(by: str) -> None:
    group = read(head() + filed("2013-14 Q2", WHOLE, more="    causes:\n" + tariff(by)))

    assert group.filed[0].shares[0].by == by


def test_D1_nor_grade_its_own_management() -> None:
    grade = "capability: [{grade: 4, by: Fen Edge CCG, on: 2013-04-01, reason: we are good}]\n"

    with pytest.raises(InvalidSubmission, match="the group itself"):
        read(head(more=grade) + filed("2013-14 Q2", WHOLE))


def test_D2_a_correction_gives_only_what_changes() -> None:
    correction = filed(
        "2013-14 Q2", {"in_year.variance_to_date": 400_000}, date(2014, 2, 10), key="corrects"
    )
    text = head() + filed("2013-14 Q2", WHOLE, date(2013, 10, 21)) + correction
    run = watched(text, as_of=date(2014, 2, 10))
    result = next(r for r in run.watched[0].history.results if r.period.label == "2013-14 Q2")

    assert result.judged.filed is not None
    assert result.judged.filed.answers["in_year.budget_to_date"] == Decimal(48_000_000)
    assert result.judged.filed.answers["in_year.variance_to_date"] == Decimal(400_000)
    assert "cannot be worked out" not in text_of(run)
    assert result.period_facts.bands["savings"] == ("F", "F")


def test_D2_the_day_of_the_first_version_stays_and_old_and_new_are_shown() -> None:
    correction = filed(
        "2013-14 Q2", {"in_year.variance_to_date": 5_200_000}, date(2014, 2, 10), key="corrects"
    )
    told = page(watched(head() + filed("2013-14 Q2", WHOLE, date(2013, 10, 21)) + correction))

    assert told.periods[1].filed == "filed on 21 October 2013, corrected on 10 February 2014"
    assert told.changes[0].changed[0] == (
        "Spending above budget for the year so far: £5,200,000; it was: £4,900,000"
    )


def test_D2_what_was_withdrawn_is_filed_anew_whole() -> None:
    text = (
        head()
        + filed("2013-14 Q2", WHOLE, date(2013, 10, 21))
        + filed("2013-14 Q2", on=date(2013, 11, 1), key="withdraws")
        + filed("2013-14 Q2", {"in_year.variance_to_date": 1}, date(2013, 11, 5), key="corrects")
    )
    result = watched(text).watched[0].history.results[1]

    assert result.judged.filed is not None
    assert dict(result.judged.filed.answers) == {"in_year.variance_to_date": Decimal(1)}
    assert result.judged.filed.came_on == date(2013, 11, 5)


def test_D2_a_correction_may_be_of_causes_alone() -> None:
    text = (
        head()
        + filed("2013-14 Q2", WHOLE)
        + "  - corrects: 2013-14 Q2\n    received_on: 2013-12-01\n    causes:\n"
        + tariff(on="2013-12-01")
    )
    measure = watched(text, as_of=date(2013, 12, 1)).watched[0].history.results[1].judged.lines

    assert measure["whole_budget"].variance == Decimal(4_900_000)
    assert measure["whole_budget"].own == Decimal(3_400_000)


def accepted_in_q2(later: str = "", answers: object = None, as_of: date | None = None) -> Decimal:
    """What no accepted cause explains in Q3, where £1.5m of tariff was accepted in Q2."""
    text = (
        head()
        + filed("2013-14 Q2", WHOLE, more="    causes:\n" + tariff())
        + filed("2013-14 Q3", answers or LATER, more=later)
    )
    return watched(text, as_of=as_of).watched[0].history.results[2].judged.lines["whole_budget"].own


def test_D3_an_accepted_cause_of_a_figure_of_the_year_carries_on() -> None:
    text = (
        head()
        + filed("2013-14 Q2", WHOLE, more="    causes:\n" + tariff())
        + filed("2013-14 Q3", LATER)
    )

    assert accepted_in_q2() == Decimal(5_700_000)
    assert "carried on from 2013-14 Q2" in text_of(watched(text))


def test_D3_it_carries_on_past_a_quarter_that_nobody_filed() -> None:
    text = (
        head()
        + filed("2013-14 Q1", WHOLE, more="    causes:\n" + tariff(on="2013-07-20"))
        + filed("2013-14 Q3", LATER)
    )
    results = watched(text).watched[0].history.results

    assert results[2].judged.lines["whole_budget"].own == Decimal(5_700_000)


def test_D3_it_ends_with_the_year() -> None:
    text = (
        head()
        + filed("2013-14 Q4", WHOLE, more="    causes:\n" + tariff(on="2014-04-20"))
        + filed("2014-15 Q1", WHOLE)
    )
    results = watched(text).watched[0].history.results

    assert results[3].judged.lines["whole_budget"].own == Decimal(3_400_000)
    assert results[4].judged.lines["whole_budget"].own == Decimal(4_900_000)


def test_D3_a_later_amount_stands_in_its_place() -> None:
    assert accepted_in_q2("    causes:\n" + tariff(on="2014-01-20", amount=2_000_000)) == Decimal(
        5_200_000
    )


@pytest.mark.parametrize("status", ["withdrawn", "disputed"])
def test_D3_it_ends_where_it_is_withdrawn_or_disputed(status: str) -> None:
    ended = "    causes:\n" + tariff(status=status, on="2014-01-20")

    assert accepted_in_q2(ended) == Decimal(7_200_000)


def test_D3_what_is_merely_claimed_takes_the_place_of_nothing_accepted() -> None:
    claimed = "    causes:\n" + tariff(
        by="Fen Edge CCG", status="claimed", on="2014-01-20", amount=7_000_000
    )

    assert accepted_in_q2(claimed) == Decimal(5_700_000)


def test_D3_it_explains_no_more_than_there_is() -> None:
    assert accepted_in_q2(answers=LATER | {"in_year.variance_to_date": 1_000_000}) == 0
    assert accepted_in_q2(answers=LATER | {"in_year.variance_to_date": -300_000}) == -300_000


def test_D3_what_was_accepted_after_the_day_is_not_carried() -> None:
    text = (
        head()
        + filed("2013-14 Q2", WHOLE, more="    causes:\n" + tariff(on="2014-03-01"))
        + filed("2013-14 Q3", LATER)
    )
    results = watched(text, as_of=date(2014, 2, 1)).watched[0].history.results

    assert results[2].judged.lines["whole_budget"].own == Decimal(7_200_000)


def test_F6_a_late_first_return_of_an_earlier_period_is_recorded() -> None:
    text = (
        head()
        + filed("2013-14 Q2", WHOLE, date(2013, 10, 21))
        + filed(
            "2013-14 Q1",
            WHOLE | {"in_year.budget_to_date": 24_000_000, "in_year.variance_to_date": 0},
            date(2013, 12, 1),
        )
    )
    before = watched(text, as_of=date(2013, 11, 30)).watched[0].history.results[0]
    run = watched(text, as_of=date(2013, 12, 1))
    told = page(run)

    assert before.judged.filed is None
    assert told.periods[0].filed == "filed on 1 December 2013, after it was due"
    assert [(each.when, each.what) for each in told.changes] == [
        ("1 December 2013", "the return of 2013-14 Q1 was filed late")
    ]
    assert any("No return was filed" in line for line in told.changes[0].changed)


def test_F6_both_on_one_day_in_either_order() -> None:
    day = date(2013, 12, 1)
    one, other = filed("2013-14 Q1", WHOLE, day), filed("2013-14 Q2", LATER, day)

    for text in (one + other, other + one):
        assert {str(each.period) for each in read(head() + text).filed} == {
            "2013-14 Q1",
            "2013-14 Q2",
        }
