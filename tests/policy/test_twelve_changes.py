"""Twelve changes of policy, each as one submission assessed before and after."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

import pytest

from authorisation.engine.assess import assess
from authorisation.explain.assessment.comparison import format_verdict
from authorisation.explain.assessment.side_by_side import FindingBeside, describe_side_by_side
from authorisation.model.submission import Stage
from tests.files import load_submission
from tests.shipped import shipped_program

FIXTURES: Final = Path(__file__).parents[2] / "fixtures"

Side: TypeAlias = tuple[str, date, str]
"""A rule set, the day of assessment, and the outcomes that are possible."""

ANY_TRACK: Final = (
    "developmental track as asked | developmental track | full budget with conditions"
    " | full budget now"
)
OF_2010: Final[Side] = ("gpcc-2010", date(2012, 10, 1), ANY_TRACK)
BEFORE, AFTER = date(2010, 12, 15), date(2010, 12, 16)
"""The days about the answers of the government in December 2010."""


def by_law(outcomes: str) -> Side:
    return "statutory-2012", date(2012, 10, 1), outcomes


def as_amended(outcomes: str) -> Side:
    return "statutory-2022", date(2022, 4, 14), outcomes


def planned(day: date, outcomes: str) -> Side:
    return "running-costs", day, outcomes


def in_2010(day: date, outcomes: str) -> Side:
    return "gpcc-2010", day, outcomes


CHANGES: Final = [
    pytest.param(
        "illustrative-five-members",
        by_law("not satisfied"),
        as_amended("not satisfied | nothing in the way"),
        """
        GB-SIZE: not met → met
        GB-LAY: not met → met
        14C-2-f: not met → cannot tell yet
        GB-SPECIALIST: not met → not asked
        """,
        id="1: five on the governing body",
    ),
    pytest.param(
        "policy-changes/no-specialist",
        by_law("not satisfied"),
        as_amended("not satisfied | nothing in the way"),
        """
        14C-2-f: not met → cannot tell yet
        GB-SPECIALIST: not met → not asked
        """,
        id="2: a nurse, and no specialist of secondary care",
    ),
    pytest.param(
        "new-devon",
        OF_2010,
        by_law("refuse | not satisfied | nothing in the way"),
        """
        POP-4: not met → not asked
        POP-7a: not met → not asked
        """,
        id="3: 902,287 patients",
    ),
    pytest.param(
        "corby",
        OF_2010,
        by_law("refuse | not satisfied | nothing in the way"),
        """
        FIN-3a: cannot tell yet → not asked
        POP-6: not met → not asked
        """,
        id="4: 70,729 patients",
    ),
    pytest.param(
        "cambridgeshire-and-peterborough",
        OF_2010,
        by_law("refuse | not satisfied | nothing in the way"),
        """
        POP-4: not met → not asked
        POP-7a: not met → not asked
        """,
        id="5: 108 practices",
    ),
    pytest.param(
        "policy-changes/franchise",
        OF_2010,
        by_law("not satisfied"),
        """
        14B-2: not asked → cannot tell yet
        AREA-0: not asked → not met
        14C-2-c: not asked → not met
        POP-12a: not met → not asked
        """,
        id="6: a franchise",
    ),
    pytest.param(
        "policy-changes/finance-manager",
        OF_2010,
        by_law("not satisfied"),
        """
        GB-CFO: not asked → not met
        14C-2-f: not asked → not met
        """,
        id="7: a finance manager, and no qualified chief finance officer",
    ),
    pytest.param(
        "policy-changes/plan-of-24-50",
        planned(date(2013, 4, 1), "within"),
        planned(date(2015, 3, 31), "within"),
        "",
        id="8: a plan of 24.50, while 25.00 and then 24.73 was the figure",
    ),
    pytest.param(
        "policy-changes/plan-of-24-50",
        planned(date(2015, 3, 31), "within"),
        planned(date(2015, 4, 1), "above the figure"),
        "HEAD-PLAN: met → not met",
        id="8: a plan of 24.50, from when 22.07 is the figure",
    ),
    pytest.param(
        "policy-changes/maternity",
        in_2010(BEFORE, ANY_TRACK),
        in_2010(AFTER, ANY_TRACK),
        "SCO-1: met → not met",
        id="9: maternity services left to the Board",
    ),
    pytest.param(
        "policy-changes/day-29",
        OF_2010,
        by_law("not satisfied"),
        """
        COI-1b: not asked → not met
        14C-2-e: not asked → not met
        """,
        id="10: an interest declared on day 29",
    ),
    pytest.param(
        "policy-changes/old-debt",
        in_2010(BEFORE, ANY_TRACK.removesuffix(" | full budget now")),
        in_2010(AFTER, ANY_TRACK),
        "FIN-5: not met → met",
        id="11: a PCT's debt of 2010-11",
    ),
    pytest.param(
        "policy-changes/newer-debt",
        in_2010(BEFORE, ANY_TRACK.removesuffix(" | full budget now")),
        in_2010(AFTER, ANY_TRACK.removesuffix(" | full budget now")),
        "FIN-5: not met → not met",
        id="11: a PCT's debt of 2011-12",
    ),
    pytest.param(
        "policy-changes/audit-chair",
        by_law("not satisfied"),
        as_amended("not satisfied | nothing in the way"),
        """
        GB-CHAIR: not met → not met
        14C-2-f: not met → cannot tell yet
        """,
        id="12: nobody lay but the chair knows audit",
    ),
]


def found(side: FindingBeside | None) -> str:
    return format_verdict(side.verdict if side else None)


@pytest.mark.parametrize(("name", "before", "now", "against"), CHANGES)
def test_the_outcome_and_all_that_counts_against_the_group_before_or_after(
    name: str, before: Side, now: Side, against: str
) -> None:
    programs = shipped_program(before[0]), shipped_program(now[0])
    path, stage = FIXTURES / f"{name}.yaml", Stage.SELF_ASSESSMENT
    old, new = (
        assess(program, load_submission(path, program.rules), as_of=day, stage=stage)
        for program, (_, day, _) in zip(programs, (before, now), strict=True)
    )
    page = describe_side_by_side(old, new, programs)

    assert (" | ".join(old.outcome_ids), " | ".join(new.outcome_ids)) == (before[2], now[2])
    assert [
        f"{each.criterion}: {found(each.old)} → {found(each.new)}"
        for each in page.criteria
        if any(side.against for side in (each.old, each.new) if side)
    ] == [line.strip() for line in against.strip().splitlines()]


def test_what_two_rule_sets_that_are_not_related_call_alike_is_not_taken_for_one() -> None:
    """COI-1b is of keeping out of decisions in gpcc-2010, and of 28 days in statutory-2012."""
    programs = shipped_program("gpcc-2010"), shipped_program("statutory-2012")
    path = FIXTURES / "policy-changes" / "day-29.yaml"
    old, new = (assess(each, load_submission(path, each.rules)) for each in programs)
    page = describe_side_by_side(old, new, programs)

    assert [
        (each.title, bool(each.old), bool(each.new))
        for each in page.criteria
        if each.criterion == "COI-1b"
    ] == [
        ("Interests are declared in time", False, True),
        (
            "Those with an interest keep out of decisions on a practice's own services",
            True,
            False,
        ),
    ]
