"""A test made ready for one day comes to the same step as by the general way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.engine.assess import assess

from authorisation.engine.program.program import compile_rules
from authorisation.engine.program.settings import NO_OVERRIDES
from authorisation.model.question import ValueType
from authorisation.model.rules import DatedValue, Parameter, Severity
from authorisation.model.submission import Stage
from tests.engine import worlds
from tests.examples import examples

SAME = {"three": Decimal(3), "five": Decimal(5), "half": Decimal("0.5")}
"""The values that they have anyway: a parameter set for one run is judged by the general way."""


def criteria(*tests, **given):
    return {
        f"C{number}": worlds.criterion(f"C{number}", worlds.leaf(test), **given)
        for number, test in enumerate(tests)
    }


def ready(program, overrides=NO_OVERRIDES):
    return [isinstance(each, SimpleTest) for each in program.on(worlds.DAY, overrides).criteria]


@pytest.mark.parametrize(
    ("test", "is_ready"),
    [
        pytest.param("g.x >= five", True, id="an answer beside a parameter"),
        pytest.param("g.z < three", True, id="an answer that may be none"),
        pytest.param("five <= g.x", False, id="the other way round"),
        pytest.param("g.x >= 5", False, id="a number of its own"),
        pytest.param("g.x >= gone", False, id="a parameter that was abolished"),
        pytest.param("g.x > ratio", False, id="a derived value"),
        pytest.param("g.x = five", False, id="equality, which has no margin"),
        pytest.param("g.x + g.y >= five", False, id="more than one answer"),
    ],
)
def test_only_an_answer_beside_a_parameter_is_made_ready(test, is_ready):
    program = compile_rules(worlds.rule_set(criteria(test)))

    assert ready(program) == [is_ready]
    assert ready(program, SAME) == [False]


def test_a_criterion_that_applies_only_sometimes_is_not_made_ready():
    program = compile_rules(worlds.rule_set(criteria("g.x >= five", applies=worlds.leaf("g.flag"))))

    assert ready(program) == [False]


def test_only_the_criteria_of_what_is_set_for_a_run_go_the_general_way():
    program = compile_rules(worlds.rule_set(criteria("g.x >= five", "g.y <= three")))
    submission = worlds.submission({"g.x": Decimal(4), "g.y": Decimal(4)})

    found = assess(program, submission, overrides={"five": Decimal(4)})

    assert ready(program, {"five": Decimal(4)}) == [False, True]
    assert [finding.margin for finding in found.findings] == [Decimal(0), Decimal(-1)]
    assert assess(program, submission).findings[0].margin == Decimal(-1)


def test_each_day_has_its_own_line():
    changed = Parameter(
        name="five",
        title="five",
        type=ValueType.INTEGER,
        values=(
            DatedValue(since=worlds.START, value=Decimal(5), source="ours"),
            DatedValue(since=date(2012, 10, 2), value=Decimal(8), source="ours"),
        ),
    )
    parameters = {**worlds.PARAMETERS, "five": changed}
    program = compile_rules(worlds.rule_set(criteria("g.x >= five"), parameters=parameters))
    submission = worlds.submission({"g.x": Decimal(6)})

    days = (worlds.DAY, date(2012, 10, 2), worlds.DAY)
    found = [assess(program, submission, as_of=day).findings[0].margin for day in days]

    assert found == [Decimal(1), Decimal(-2), Decimal(1)]


PLAIN = (
    "g.x >= five",
    "g.x > three",
    "g.y <= three",
    "g.y < five",
    "g.z >= three",
    "g.z < half",
    "h.model >= three",
    "board >= three",
)


@settings(max_examples=examples(100))
@given(
    st.permutations(PLAIN),
    st.sampled_from(Severity),
    worlds.whole_answers,
    st.sampled_from(Stage),
    st.data(),
)
def test_the_short_way_and_the_general_way_give_equal_steps(tests, severity, whole, stage, data):
    program = compile_rules(worlds.rule_set(criteria(*tests, severity=severity)))
    submission = worlds.submission(data.draw(worlds.lessened(whole)), stage=stage)

    short = assess(program, submission)
    general = assess(program, submission, overrides=SAME)

    assert short.findings == general.findings
    assert short.outcomes == general.outcomes


@settings(max_examples=examples(200))
@given(worlds.rule_sets(), worlds.whole_answers, st.data())
def test_whole_rule_sets_come_to_equal_steps(rules, whole, data):
    program = compile_rules(rules)
    submission = worlds.submission(data.draw(worlds.lessened(whole)))

    short = assess(program, submission)
    general = assess(program, submission, overrides=SAME)

    assert short.findings == general.findings
    assert short.outcomes == general.outcomes
