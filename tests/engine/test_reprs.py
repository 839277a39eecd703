"""What the engine's results print of themselves: a failing assertion shows them whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import authorisation
from authorisation.model.structs import short_repr
from tests.docs.blocks import ROOT

RULES = authorisation.load("gpcc-2010")
RESULT = RULES.assess(ROOT / "fixtures" / "corby.yaml")
RUN = RESULT._run
(ASSESSMENT,) = RUN.assessments
MONITORED = RULES.monitor(
    ROOT / "fixtures" / "returns" / "illustrative" / "stops-filing.yaml", second_engine=False
)
GROUP = MONITORED._run.watched[0]
STEPS = [each.step for each in ASSESSMENT.findings if each.step]
COMPARED = RULES.with_values(self_pooling_population=30_000).compare(
    RULES, [ROOT / "fixtures" / "corby.yaml"]
)

BIG: dict[str, list[Any]] = {
    "assessment": [ASSESSMENT],
    "finding": list(ASSESSMENT.findings),
    "step": STEPS,
    "program": [RUN.program],
    "rule set": [ASSESSMENT.rules],
    "run": [RUN],
    "monitor run": [MONITORED._run],
    "monitored group": [GROUP],
    "history": [GROUP.history],
    "period": list(GROUP.history.results),
    "outcome change": list(COMPARED.changes),
    "missing answer": list(RESULT.missing),
}


@pytest.mark.parametrize("name", BIG)
def test_a_big_result_prints_itself_in_under_200_characters(name: str) -> None:
    assert BIG[name]
    for each in BIG[name]:
        shown = repr(each)
        assert shown.startswith(f"<{type(each).__name__} ")
        assert len(shown) < 200


def test_what_is_printed_names_the_result() -> None:
    assert repr(ASSESSMENT.rules) == f"<RuleSet gpcc-2010 {RULES.edition} 134 criteria>"
    assert "FIN-3a unknown" in repr(
        next(f for f in ASSESSMENT.findings if f.criterion.id == "FIN-3a")
    )


@given(st.lists(st.text()))
def test_no_part_is_too_long_to_print(parts: list[str]) -> None:
    assert len(short_repr(RULES, *parts)) < 200
