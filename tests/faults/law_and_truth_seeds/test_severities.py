"""`gpcc-2010` against what was decided of its severities, and the words of its pages."""

from __future__ import annotations

from datetime import date

import pytest

from authorisation.explain.assessment.page_header import assessment_warnings
from authorisation.model.rules import Severity
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict
from tests.faults.law_and_truth_seeds.gpcc import (
    MEETINGS,
    assessed,
    criterion,
    fixture,
    page,
    rules,
)
from tests.report.documents import text

SPLIT_OFF = ["POP-11b", "SCO-3c", "SCO-7b", "SCO-7c", "SCO-10b"]


def test_2_the_gates_are_the_ten_that_were_decided() -> None:
    gates = {c.id for c in rules().criteria.values() if c.severity_on(MEETINGS) is Severity.GATE}

    assert gates == {
        *("AO-1a", "GOV-2a", "MGT-3a", "MGT-4", "MGT-5a"),
        *("FIN-3a", "COI-1a", "PPI-1a", "PPI-3", "FAIL-1a"),
    }


@pytest.mark.parametrize("identifier", SPLIT_OFF)
def test_2_3_a_part_split_off_as_a_note_says_why(identifier: str) -> None:
    found = criterion(identifier)

    assert found.severity_on(MEETINGS) is Severity.NOTE
    assert "for information" in found.note


def test_2_5_the_authors_own_caveat_and_the_error_of_formulas_are_in_the_sources() -> None:
    assert "even then a significant number" in rules().sources["asthana-2011"].note
    assert "about a third of practices" in rules().sources["dixon-2011"].note


def test_2_6_shared_origin_is_said_of_each_that_shares_it() -> None:
    assert all("none confirms another" in rules().sources[s].note for s in ("s001", "s004-poll"))
    assert "not independent" in rules().sources["s003"].note


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        (date(2013, 3, 31), ""),
        (date(2013, 4, 1), "Not in force since 1 April 2013, the very day that counts here."),
        (
            date(2014, 10, 1),
            "Not in force on 1 October 2014: these rules have not been since 1 April 2013.",
        ),
    ],
)
def test_4_9_the_rules_end_with_the_bodies_they_speak_of_and_name_what_follows(
    day: date, warned: str
) -> None:
    found = assessed(fixture("illustrative-full-budget"), as_of=day)

    after = " What follows: statutory-2012 and failure-statutory."
    assert assessment_warnings(found) == ((f"{warned}{after}",) if warned else ())
    assert found.outcome_ids == ("full budget now",)


def test_4_3_and_4_8_the_alliance_named_no_test() -> None:
    told = text(page(assessed(fixture("illustrative-developmental"))))

    assert "it named no test" in " ".join(told.split())
    assert "Source of this outcome: a choice of this rule set, not law." in told
    assert "opinion at meetings in 2010" not in told.partition("\nFor information")[0]


def test_4_4_in_october_2012_the_limit_of_25_pounds_stands_on_the_page() -> None:
    found = page(assessed(fixture("illustrative-with-conditions")), full=True)
    told = " ".join(text(found, full=True).split())

    assert "allowance for management notified to groups (£25 per patient per year)" in told
    assert "does not apply: allowance" not in told


def test_4_5_pop_9_is_a_reason_and_the_page_does_not_deny_it() -> None:
    found = assessed(fixture("illustrative-with-conditions"), stage=Stage.DECISION)
    told = text(page(found))

    assert found.finding("POP-9").verdict is Verdict.NOT_MET
    assert "(POP-9): not met" in told
    assert "No opinion about size decides anything" not in told
    assert "one condition, to explain the size" in " ".join(told.split())


def test_4_10_that_no_lay_person_sits_on_the_board_is_told_without_a_margin() -> None:
    found = page(assessed(fixture("illustrative-full-budget")), full=True)
    told = " ".join(text(found, full=True).split())

    assert "no lay person sits on the board" in told
    assert "over by 1 item" not in told
    assert "is more than 0;" not in told
