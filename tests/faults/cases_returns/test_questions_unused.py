"""A question of a return that nothing looks at is named by the advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.language.regime.advice import advise_regime
from authorisation.language.regime.load import load_regime
from authorisation.model.source import AdviceCode
from authorisation.usecases.check import Checker
from authorisation.usecases.library import Library
from tests.rule_sets.folders import child_head, write_files
from tests.shipped import RULES, shipped_regime

HEAD = child_head("tighter", "failure-statutory", "2014-04-01")


def named(rules: str) -> list[str]:
    loaded = shipped_regime(rules)
    found = advise_regime(loaded.regime, loaded.rules)
    return [each.message.split("`")[1] for each in found if each.code == AdviceCode.UNUSED_QUESTION]


def test_F8_questions_of_returns_that_nothing_looks_at_are_named() -> None:
    assert named("gpcc-2010") == ["in_year.cumulative_deficit", "conduct.plan_agreed"]


def test_F8_what_a_budget_line_or_a_test_looks_at_is_not() -> None:
    for name in ("in_year.patients", "in_year.planned_deficit", "conduct.plan_delivered"):
        assert name not in named("failure-statutory")


def test_F8_one_more_that_nobody_needs_is_named(tmp_path: Path) -> None:
    text = (RULES / "failure-statutory/regime.yaml").read_text(encoding="utf-8")
    more = text.replace("returns: [in_year,", "returns: [media, in_year,")
    write_files({"tighter/ruleset.yaml": HEAD, "tighter/regime.yaml": more}, tmp_path)
    loaded = load_regime(tmp_path / "tighter", root=RULES)
    found = {each.message: str(each.at) for each in advise_regime(loaded.regime, loaded.rules)}
    (line,) = (n for n, each in enumerate(more.splitlines(), 1) if each.startswith("returns:"))

    place = found["nothing looks at `media.adverse_items`, which every return is asked for"]
    assert place.endswith(f"tighter/regime.yaml:{line}:11")


def test_F8_a_figure_of_the_regime_that_nothing_uses_is_named_once(tmp_path: Path) -> None:
    text = (RULES / "failure-statutory/regime.yaml").read_text(encoding="utf-8")
    figure = "{title: T, type: integer, values: {2013-04-01: {value: 1, source: ours}}}"
    more = text.replace("\nparameters:\n", f"\nparameters:\n  nobodys: {figure}\n")
    write_files({"tighter/ruleset.yaml": HEAD, "tighter/regime.yaml": more}, tmp_path)
    loaded = load_regime(tmp_path / "tighter", root=RULES)

    found = [each.message for each in advise_regime(loaded.regime, loaded.rules)]

    assert [each for each in found if "nothing uses" in each] == ["nothing uses `nobodys`"]


@pytest.mark.slow
def test_F8_check_says_it_where_advice_is_asked_for() -> None:
    advice = Checker(None, Library(RULES), advice=True).check("failure-statutory").advice

    assert any("nothing looks at `conduct.plan_agreed`" in each.message for each in advice)
