"""The chain from triggers to stages: two engines, and what is not known."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authorisation.inference.durable.engine import DurableEngine, is_installed
from authorisation.inference.facts import InferenceRun, Rule, RuleTable, forward_chain
from authorisation.model.regime import Control, DeadlineState
from authorisation.regime.chain import conclude, sure_stage
from authorisation.regime.conclusions import PeriodConclusions, PeriodFacts
from authorisation.regime.program import CompiledRegime
from authorisation.second_opinion.history import history_opinion
from tests.examples import examples
from tests.regime.powers import possible_powers
from tests.shipped import shipped_compiled_regime

ROOT = Path(__file__).parents[2] / "rules"
REGIMES = {name: shipped_compiled_regime(name) for name in ("gpcc-2010", "failure-statutory")}
LETTERS = st.sampled_from("TFU")


@st.composite
def situations(draw) -> tuple[CompiledRegime, PeriodFacts]:
    compiled = REGIMES[draw(st.sampled_from(sorted(REGIMES)))]
    regime = compiled.regime
    quiet = draw(st.booleans())
    bands = {
        trigger.id: tuple(
            "F" if quiet and draw(st.booleans()) else draw(LETTERS) for _ in trigger.bands
        )
        for trigger in regime.triggers
    }
    return compiled, PeriodFacts(
        bands=bands,
        controls={trigger.id: draw(st.sampled_from(Control)) for trigger in regime.triggers},
        capability=draw(st.none() | st.integers(1, 4)),
        stage=draw(st.sampled_from(list(regime.stages))),
        exit=draw(LETTERS),
        clock=draw(st.sampled_from(DeadlineState)),
    )


@pytest.mark.skipif(not is_installed(), reason="durable-rules is not installed")
@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(situations())
def test_both_engines_come_to_the_same(rete: DurableEngine, situation) -> None:
    compiled, told = situation
    conclusions = conclude(compiled, told)

    opinion = history_opinion([("one", conclusions), ("other", conclusions)], rete)

    assert (opinion.differs, opinion.unavailable) == ((), "")
    assert opinion.conclusions == 2 * sum(len(each.facts) for each in conclusions.derived)


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(situations(), st.data())
def test_an_answer_never_adds_a_possibility(situation, data) -> None:
    compiled, told = situation
    known = PeriodFacts(
        bands={
            name: tuple(data.draw(st.sampled_from("TF")) if x == "U" else x for x in letters)
            for name, letters in told.bands.items()
        },
        controls=told.controls,
        capability=told.capability or data.draw(st.integers(1, 4)),
        stage=told.stage,
        exit=told.exit if told.exit != "U" else data.draw(st.sampled_from("TF")),
        clock=told.clock,
    )
    before, after = conclude(compiled, told), conclude(compiled, known)

    assert set(before.powers) <= set(after.powers) <= possible_powers(compiled, told)
    assert len(after.responses) == len(after.stages) == 1
    assert set(after.responses) <= set(before.responses)
    assert set(after.stages) <= set(before.stages)
    for name, concluded in after.triggers.items():
        assert set(concluded.severities) <= set(before.triggers[name].severities)
        assert set(concluded.wanted) <= set(before.triggers[name].wanted)
        assert set(concluded.responses) <= set(before.triggers[name].responses)


@given(situations(), st.sampled_from(Control))
def test_fault_opens_and_closes_no_power(situation, control) -> None:
    compiled, told = situation
    blamed = PeriodFacts(
        bands=told.bands,
        controls=dict.fromkeys(told.controls, control),
        capability=told.capability,
        stage=told.stage,
        exit=told.exit,
        clock=told.clock,
    )
    one, other = conclude(compiled, told), conclude(compiled, blamed)

    assert (one.limbs, one.powers, one.interim) == (other.limbs, other.powers, other.interim)


@given(situations())
def test_no_response_stands_without_its_power(situation) -> None:
    compiled, told = situation
    found: PeriodConclusions = conclude(compiled, told)
    regime, possible = compiled.regime, possible_powers(compiled, told)

    assert found.stages
    for name in (*found.responses, *(r for t in found.triggers.values() for r in t.responses)):
        assert name == "none" or regime.responses[name].power in possible
    for stage in found.stages:
        power = regime.stages[stage].power
        assert stage == told.stage or power in {"", *possible}
    if not any("U" in letters for letters in told.bands.values()):
        assert set(found.powers) == possible


ORDER = ("mild", "middle", "grave")


@pytest.mark.parametrize(
    ("possible", "present", "stage"),
    [
        (("middle",), "mild", "middle"),
        (("mild", "grave"), "mild", "mild"),
        (("middle", "grave"), "mild", "middle"),
        (("mild", "middle"), "grave", "middle"),
        (("mild", "grave"), "middle", "mild"),
        ((), "middle", "middle"),
    ],
)
def test_what_is_not_known_moves_nobody(possible, present, stage) -> None:
    assert sure_stage(possible, present, ORDER) == stage


def test_conclusions_chain_within_a_table_and_keep_what_they_matched() -> None:
    table = RuleTable(
        (
            Rule((("a", "T"),), ("b", "T")),
            Rule((("b", "T"), ("c", "T")), ("d", "T")),
            Rule((("x", "T"),), ("d", "T")),
        )
    )
    then = RuleTable((Rule((("e", "T"),), ("f", "T")),))
    runs = (
        InferenceRun(table, frozenset({("a", "T"), ("c", "T")}), (("d", 1, "e"),)),
        InferenceRun(then, frozenset()),
    )

    first, second = forward_chain(runs)

    assert dict(first.matched) == {
        ("b", "T"): (("a", "T"),),
        ("d", "T"): (("b", "T"), ("c", "T")),
    }
    assert second.facts == {("f", "T")}
