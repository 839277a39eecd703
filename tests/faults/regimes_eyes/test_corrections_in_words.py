"""What a correction changed, and what it left of an accepted cause, in words that a person follows."""

from __future__ import annotations

from datetime import date

import pytest

from authorisation.errors import InvalidSubmission
from tests.faults.monitored import SOUND_OF_2010, filed, head, page, watched

OVER = {**SOUND_OF_2010, "in_year.variance_to_date": 2_500_000}
TARIFF = """\
    causes:
      - {about: whole_budget, cause: tariff, amount: 1500000, status: accepted, by: NHS England,
         on: 2013-07-25, claimed_by: Fen Edge CCG, claimed_on: 2013-07-20,
         evidence: [{kind: decision, document: The tariff, by: The department, on: 2013-05-01}]}
"""
DRAWN = """\
      - {about: whole_budget, cause: pool_partners, amount: 700000, status: claimed,
         by: Fen Edge CCG, on: 2013-07-20}
"""
AGAIN = """\
    causes:
      - {about: whole_budget, cause: tariff, amount: 900000, status: accepted, by: NHS England,
         on: 2013-09-01,
         evidence: [{kind: decision, document: The tariff, by: The department, on: 2013-05-01}]}
"""
WITHDRAWN = """\
    causes:
      - {about: whole_budget, cause: tariff, status: withdrawn, by: Fen Edge CCG, on: 2013-09-01}
"""


def corrected(variance: int, causes: str = TARIFF, correction: str = "") -> str:
    """A return with its causes, and a correction of its variance."""
    return (
        head()
        + filed("2013-14 Q1", OVER, more=causes)
        + filed(
            "2013-14 Q1",
            {"in_year.variance_to_date": variance},
            date(2013, 9, 1),
            key="corrects",
            more=correction,
        )
    )


TOLD = "`tariff` of GBP 1,500,000.00, accepted by NHS England on 2013-07-25"
BOTH = f"`pool_partners` of GBP 700,000.00, claimed by Fen Edge CCG on 2013-07-20; {TOLD}"
LARGER = "more than there is to explain: as corrected on 2013-09-01, spending is"


@pytest.mark.parametrize(
    ("variance", "causes", "message"),
    [
        (1_000_000, TARIFF, f"{TOLD}, is {LARGER} GBP 1,000,000.00 above"),
        (-10, TARIFF, f"{TOLD}, is {LARGER} GBP 10.00 below"),
        (0, TARIFF, f"{TOLD}, is {LARGER} neither above nor below"),
        (
            2_000_000,
            TARIFF + DRAWN,
            f"{BOTH}, together GBP 2,200,000.00, are {LARGER} GBP 2,000,000.00 above",
        ),
    ],
)
def test_a_correction_smaller_than_an_old_cause_says_so_and_what_to_do(
    variance: int, causes: str, message: str
) -> None:
    with pytest.raises(InvalidSubmission) as caught:
        watched(corrected(variance, causes))

    (problem,) = caught.value.problems
    assert problem.message == message
    assert problem.help == (
        "give each cause again in the correction, with the amount that it explains now or as"
        " `status: withdrawn`"
    )


@pytest.mark.parametrize(
    ("variance", "again", "left"), [(1_000_000, AGAIN, 100_000), (-10, WITHDRAWN, -10)]
)
def test_what_it_says_to_do_is_taken(variance: int, again: str, left: int) -> None:
    text = corrected(variance, correction=again)

    result = watched(text, as_of=date(2013, 9, 1)).groups[0].monitored.history.results[0]

    assert result.judged.lines["whole_budget"].own == left


def test_one_cause_larger_than_the_overspend_overlaps_with_nothing() -> None:
    with pytest.raises(InvalidSubmission) as caught:
        watched(head() + filed("2013-14 Q1", {**OVER, "in_year.variance_to_date": 9}, more=TARIFF))

    (problem,) = caught.value.problems
    assert "is more than the whole, GBP 9.00" in problem.message
    assert "overlap" not in problem.message


def test_what_a_correction_changed_is_said_of_triggers_and_not_of_bands() -> None:
    (change,) = page(watched(corrected(-10, correction=WITHDRAWN))).changes

    assert "2013-14 Q1: Spending is above budget: does not fire; it was: fires" in " ".join(
        change.changed
    )
    assert not [line for line in change.changed if "hold" in line or "(watch)" in line]
