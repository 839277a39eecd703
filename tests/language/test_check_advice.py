"""Advice: rules that can be used and may yet surprise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from authorisation.language.check.advice import advise_rule_set
from authorisation.model.condition import AllOf, Leaf
from authorisation.model.question import Question, ValueType
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    DatedValue,
    Derived,
    Parameter,
    RuleSet,
    Severity,
)
from authorisation.model.source import Formula, Location

DAY_ONE = date(2010, 10, 1)


def question(path: str, kind: str, **more) -> Question:
    return Question(path=path, type=ValueType(kind), ask="?", **more)


QUESTIONS = {
    it.path: it
    for it in [
        question("cost", "money"),
        question("patients", "integer", minimum=Decimal(1)),
        question("beds", "integer", minimum=Decimal(0)),
        question("pool.size", "integer", none="there is no pool"),
        question("grants", "list", each={"sum_paid": question("sum_paid", "money")}),
    ]
}


def leaf(text: str) -> Leaf:
    return Leaf(test=Formula(text, Location("c.yaml", 4, 9)))


def rules(*tests: str, applies: str = "", derived: str = "") -> RuleSet:
    criterion = Criterion(
        id="A",
        title="A",
        severities=(DatedSeverity(since=DAY_ONE, severity=Severity.GATE),),
        sources=("ours",),
        require=AllOf(of=tuple(map(leaf, tests))),
        applies=leaf(applies) if applies else None,
    )
    figure = Formula(derived, Location("c.yaml", 2, 7))
    return RuleSet(
        id="trial",
        edition="1",
        title="Trial",
        in_force=(DAY_ONE, None),
        dated_by="as_of",
        sources={},
        domains={},
        asks=(),
        questions=QUESTIONS,
        bank=QUESTIONS,
        consistency=(),
        parameters={
            name: Parameter(
                name=name,
                title=name,
                type=ValueType.INTEGER,
                values=(DatedValue(since=DAY_ONE, value=Decimal(value)),),
                edition=edition,
                at=Location("p.yaml", line),
            )
            for line, (name, value, edition) in enumerate(
                [("limit", 3, "trial 1"), ("zero", 0, "other 1")], start=1
            )
        },
        derived={"d": Derived(name="d", title="d", value=figure)} if derived else {},
        criteria={"A": criterion},
        outcomes=(),
    )


@pytest.mark.parametrize(
    "tests",
    [
        ("cost / patients >= limit",),
        ("cost / (patients * 12) >= limit",),
        ("cost / limit >= limit",),
        ("sum(append(grants.sum_paid, 0)) >= limit",),
        ("max([cost, 0]) >= limit",),
        ("pool.size != null", "pool.size >= limit"),
        ("beds > 0", "cost / beds >= limit"),
        ("count(grants[sum_paid > limit]) >= 1",),
    ],
)
def test_sound_rules_need_no_advice(tests):
    assert advise_rule_set(rules(*tests)) == ()


def test_a_guard_in_applies_is_enough():
    assert advise_rule_set(rules("cost / beds >= limit", applies="beds > 0")) == ()
    sound = rules("mean(grants.sum_paid) >= limit", applies="count(grants.sum_paid) >= 1")
    assert advise_rule_set(sound) == ()
    # The entries and a field of theirs are as many.
    sound = rules("mean(grants.sum_paid) >= limit", applies="count(grants) >= 1")
    assert advise_rule_set(sound) == ()


def test_a_guard_in_a_figure_is_enough():
    guarded = "if count(grants) = 0 then 0 else sum(grants.sum_paid)"
    assert advise_rule_set(rules("d <= limit", derived=guarded)) == ()


@pytest.mark.parametrize(
    ("test", "told"),
    [
        (
            "sum(grants.sum_paid) >= limit",
            (
                "c.yaml:4:9: `sum(grants.sum_paid)` is null while the list is empty"
                "\n  help: write `sum(append(grants.sum_paid, 0))`,"
                " or guard it with `applies: count(grants.sum_paid) >= 1`"
            ),
        ),
        (
            "limit >= mean(grants.sum_paid)",
            (
                "c.yaml:4:18: `mean(grants.sum_paid)` is null while the list is empty"
                "\n  help: guard it with `applies: count(grants.sum_paid) >= 1`"
            ),
        ),
        (
            "cost / beds >= limit",
            (
                "c.yaml:4:16: `beds` may be 0, and then the quotient is null"
                "\n  help: give the question a `min` above 0, or guard it with `applies: beds > 0`"
            ),
        ),
        (
            "limit <= cost / zero",
            (
                "c.yaml:4:25: `zero` may be 0, and then the quotient is null"
                "\n  help: guard it with `applies: zero > 0`"
            ),
        ),
        (
            "pool.size >= limit",
            (
                "c.yaml:4:9: `pool.size` may be answered none, and then the test comes to null"
                "\n  help: put `pool.size != null` beside it under `all:`"
            ),
        ),
        ("cost >= 0", "p.yaml:1:1: nothing uses `limit`\n  help: use it, or take it out"),
    ],
)
def test_advice_names_the_place_and_the_remedy(test, told):
    assert [str(advice) for advice in advise_rule_set(rules(test))] == [told]


def test_a_derived_value_is_looked_at_too():
    advice = advise_rule_set(rules("d >= limit", derived="cost / beds"))

    assert [str(it) for it in advice] == [
        (
            "c.yaml:2:14: `beds` may be 0, and then the quotient is null"
            "\n  help: give the question a `min` above 0, or guard it with `applies: beds > 0`"
        )
    ]
