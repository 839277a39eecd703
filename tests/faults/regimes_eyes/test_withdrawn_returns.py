"""A return that was withdrawn, and perhaps filed anew, in words."""

from __future__ import annotations

from datetime import date

import pytest

from authorisation.errors import InvalidSubmission
from tests.faults.monitored import SOUND_OF_2010, filed, head, page, read, watched

QUARTER = "2013-14 Q1"
IN_TIME = filed(QUARTER, SOUND_OF_2010, date(2013, 7, 20))
WITHDRAWN = filed(QUARTER, on=date(2013, 8, 20), key="withdraws")
ANEW = filed(QUARTER, {"in_year.variance_to_date": 7}, date(2013, 8, 22), key="corrects")
ONCE_MORE = ANEW.replace("2013-08-22", "2013-08-23")
SINCE = "filed on 20 July 2013, withdrawn on 20 August 2013"


@pytest.mark.parametrize(
    ("returns", "words"),
    [
        (IN_TIME + WITHDRAWN, SINCE),
        (IN_TIME + WITHDRAWN + ANEW, f"{SINCE}, filed anew on 22 August 2013"),
        (IN_TIME + ANEW + ONCE_MORE, "filed on 20 July 2013, corrected on 23 August 2013"),
        (
            IN_TIME.replace("07-20", "08-15") + WITHDRAWN,
            "filed on 15 August 2013, after it was due, withdrawn on 20 August 2013",
        ),
    ],
)
def test_the_section_of_a_period_says_when_its_return_came_and_what_became_of_it(
    returns: str, words: str
) -> None:
    assert page(watched(head() + returns)).periods[0].filed == words


def test_before_it_was_withdrawn_it_stood() -> None:
    run = watched(head() + IN_TIME + WITHDRAWN, as_of=date(2013, 8, 1))

    assert page(run).periods[0].filed == "filed on 20 July 2013"


def test_the_corrections_give_the_answers_that_are_filed_anew() -> None:
    withdrawn, anew = page(watched(head() + IN_TIME + WITHDRAWN + ANEW)).changes

    assert anew.what == f"the return of {QUARTER} was filed anew"
    assert "Spending above budget for the year so far: £7; it was: not answered" in anew.changed
    assert not any("not answered; it was" in line for line in withdrawn.changed)


def test_a_period_that_is_not_due_yet_is_not_missed_once_its_return_is_withdrawn() -> None:
    early = IN_TIME.replace("07-20", "07-02") + WITHDRAWN.replace("08-20", "07-03")

    assert not watched(head() + early, as_of=date(2013, 7, 4)).groups[0].monitored.history.results


def test_a_first_version_after_a_withdrawal_is_told_what_to_write_instead() -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read(head() + IN_TIME + WITHDRAWN + IN_TIME.replace("07-20", "08-22"))

    (problem,) = caught.value.problems
    assert str(problem.at).startswith("r.yaml:11:")
    assert problem.message == (
        f"`{QUARTER}` was filed already, at r.yaml:6:13, and withdrawn at r.yaml:9:16"
    )
    assert problem.help == f"write `corrects: {QUARTER}` to file it anew, with all of its answers"


def test_a_second_first_version_is_told_where_the_first_stands() -> None:
    with pytest.raises(InvalidSubmission) as caught:
        read(head() + IN_TIME + ANEW + IN_TIME.replace("07-20", "08-22"))

    (problem,) = caught.value.problems
    assert problem.message == f"`{QUARTER}` was filed already, at r.yaml:6:13"
