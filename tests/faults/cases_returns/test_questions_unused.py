"""A question of a return that nothing looks at is named by the advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.language.regime.advice import advise_regime
from authorisation.language.regime.load import load_regime
from authorisation.usecases.check import Checker
from authorisation.usecases.library import Library
from tests.rule_sets.folders import write_files
from tests.shipped import RULES, shipped_regime

HEAD = (
    "id: tighter\nedition: 2014-04-01\ntitle: Tighter\nin_force: {from: 2014-04-01}\n"
    "extends: failure-statutory\n"
)


def named(rules: str) -> list[str]:
    return [each.message.split("`")[1] for each in advise_regime(shipped_regime(rules).regime)]


def test_F8_questions_of_returns_that_nothing_looks_at_are_named() -> None:
    assert named("gpcc-2010") == ["in_year.cumulative_deficit", "conduct.plan_agreed"]


def test_F8_what_a_budget_line_or_a_test_looks_at_is_not() -> None:
    for name in ("in_year.patients", "in_year.planned_deficit", "conduct.plan_delivered"):
        assert name not in named("failure-statutory")


def test_F8_one_more_that_nobody_needs_is_named(tmp_path: Path) -> None:
    text = (RULES / "failure-statutory/regime.yaml").read_text(encoding="utf-8")
    more = text.replace("returns: [in_year,", "returns: [media, in_year,")
    write_files({"tighter/ruleset.yaml": HEAD, "tighter/regime.yaml": more}, tmp_path)
    regime = load_regime(tmp_path / "tighter", root=RULES).regime
    found = [each.message for each in advise_regime(regime)]

    assert "nothing looks at `media.adverse_items`, which every return is asked for" in found


@pytest.mark.slow
def test_F8_check_says_it_where_advice_is_asked_for() -> None:
    advice = Checker(None, Library(RULES), advice=True).check("failure-statutory").advice

    assert any("nothing looks at `conduct.plan_agreed`" in each.message for each in advice)
