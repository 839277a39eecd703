"""A note does not print as so what is not so."""

from __future__ import annotations

from pathlib import Path

import authorisation
from tests.shipped import RULES

FIXTURE = Path(__file__).parents[3] / "fixtures/illustrative-with-conditions.yaml"


def test_11_a_note_that_is_not_met_says_so_before_its_title() -> None:
    result = authorisation.load("gpcc-2010", root=RULES).assess(FIXTURE)
    page = " ".join(str(result.render("text")).split())

    assert "- Not so: Budgets are set for long enough (FIN-11a). A budget for 1 year" in page
    assert "- Budgets are set for long enough" not in page
