"""Contested figures: those on which the outcome turns, and those that change findings alone."""

from __future__ import annotations

from decimal import Decimal

from authorisation.engine.analysis.sensitivity import turns
from authorisation.engine.results import Turn
from authorisation.explain.assessment.page import page
from tests.explain.building import BLANK, SMALL, assessed, paged, program

POOLED = SMALL.replace("agreement: none", "agreement: The deed").replace("88600", "120000")


def test_a_figure_on_which_the_outcome_turns() -> None:
    assert turns(program(), assessed(SMALL)) == (
        Turn(
            "carrier",
            Decimal(30000),
            "other",
            ("with conditions",),
            (("RISK", "met"),),
            moves_outcome=True,
        ),
    )
    assert paged(SMALL).contested == (
        (
            "Under the alternative 30,000 patients (Another study) for population that carries its own"
            " risk, RISK would be met; these rules would indicate: Full budget with conditions."
        ),
    )


def test_a_figure_that_changes_nothing_is_not_told() -> None:
    assert turns(program(), assessed(POOLED)) == ()
    assert turns(program(), assessed(BLANK)) == ()


def test_a_figure_that_changes_findings_alone() -> None:
    turn = Turn(
        "carrier",
        Decimal(30000),
        "other",
        (),
        (("RISK", "met"), ("LAY", "not applicable")),
        moves_outcome=False,
    )
    told = page(assessed(BLANK), program(), [turn])

    assert told.contested == ()
    assert told.contested_findings == (
        (
            "Under the alternative 30,000 patients (Another study) for population that carries its own"
            " risk, RISK would be met; LAY would not apply."
        ),
    )
