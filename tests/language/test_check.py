"""A whole rule set: references, circles, the outcome table, messages and derived values."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from authorisation.language.check.rule_set import check_bank, checked_rule_set
from authorisation.model.condition import (
    AllOf,
    AtLeast,
    Condition,
    CriterionRef,
    Every,
    Leaf,
    Not,
    Some,
)
from authorisation.model.question import ConsistencyTest, Question, QuestionBank, ValueType
from authorisation.model.rules import (
    Criterion,
    DatedSeverity,
    DatedValue,
    Derived,
    Discharge,
    Outcome,
    Parameter,
    RuleSet,
    Severity,
    Source,
)
from authorisation.model.source import Formula, Location
from authorisation.model.value import Items

DAY_ONE = date(2010, 10, 1)


def question(path: str, kind: str, unit: str = "", **more) -> Question:
    at = Location("questions.yaml", 2)
    return Question(path=path, type=ValueType(kind), ask="?", unit=unit, at=at, **more)


def formula(text: str, line: int = 5) -> Formula:
    return Formula(text, Location("criteria.yaml", line, 9))


def leaf(text: str, **more) -> Leaf:
    return Leaf(test=formula(text), **more)


def parameter(name: str, kind: str, value, unit: str = "", source: str = "s001#2") -> Parameter:
    return Parameter(
        name=name,
        title=name,
        type=ValueType(kind),
        unit=unit,
        values=(DatedValue(since=DAY_ONE, value=value, source=source),),
        at=Location("parameters.yaml", 3),
    )


def criterion(id_: str, require: Condition | None, **more) -> Criterion:
    severity = more.pop("severity", Severity.GATE)
    given = {
        "id": id_,
        "title": id_,
        "severities": (DatedSeverity(since=DAY_ONE, severity=severity),),
        "sources": ("s001#2.2",),
        "require": require,
        "at": Location("criteria.yaml", 4),
    }
    return Criterion(**{**given, **more})


def outcome(id_: str, when: str, line: int = 9, **more) -> Outcome:
    at = Location("outcomes.yaml", line, 11)
    return Outcome(id=id_, title=id_, when=Formula(when, at), sources=("ours",), **more)


QUESTIONS = {
    it.path: it
    for it in [
        question("population.registered", "integer", "patient", minimum=Decimal(1)),
        question("management.planned_cost", "money", "GBP/year"),
        question("membership.practice_count", "integer", "practice"),
        question(
            "tasks",
            "list",
            each={"name": question("name", "text"), "lead": question("lead", "text")},
            name_by="name",
        ),
        question("pool.agreement", "document", none="there is none"),
    ]
}
UNASKED = question("estate.rent", "money", "GBP")

RULES = RuleSet(
    id="trial",
    edition="1",
    title="Trial",
    in_force=(DAY_ONE, None),
    dated_by="as_of",
    sources={"s001": Source(id="s001", title="Events")},
    domains={"size": "Size"},
    asks=("population", "management", "membership", "tasks", "pool"),
    questions=QUESTIONS,
    bank={**QUESTIONS, UNASKED.path: UNASKED},
    consistency=(),
    parameters={
        it.name: it
        for it in [
            parameter("enough", "integer", Decimal(100000), "patient"),
            parameter("allowance", "money", Decimal(25), "GBP/patient/year"),
            parameter("duties", "list", Items(("complaints", "finance"))),
        ]
    },
    derived={
        "cost_per_head": Derived(
            name="cost_per_head",
            title="Cost a head",
            unit="GBP/patient/year",
            value=formula("management.planned_cost / population.registered"),
        ),
        "headroom": Derived(
            name="headroom",
            title="Headroom",
            unit="GBP/patient/year",
            value=formula("allowance - cost_per_head"),
        ),
    },
    criteria={
        it.id: it
        for it in [
            criterion(
                "SIZE",
                leaf("population.registered >= enough"),
                not_met="Your {population.registered} are fewer than {enough}.",
                domain="size",
            ),
            criterion(
                "COST", AllOf(of=(leaf("headroom >= 0"), Not(part=CriterionRef(criterion="SIZE"))))
            ),
            criterion(
                "TASKS",
                Every(
                    item="duty",
                    within=formula("duties"),
                    satisfies=leaf(
                        "count(tasks[name = duty and lead != null]) >= 1",
                        not_met="Nobody leads {duty}.",
                    ),
                ),
                applies=leaf("count(tasks) >= 1"),
            ),
            criterion(
                "NAMED",
                Some(
                    item="task",
                    within=formula("tasks"),
                    satisfies=leaf("task.lead != null", not_met="{task.name}"),
                ),
                severity=Severity.CONDITION,
                discharge=Discharge(evidence="minutes", due="3 months"),
            ),
            criterion(
                "POOLS", leaf("count(others[pool.agreement != null]) >= 1"), scope="portfolio"
            ),
        ]
    },
    outcomes=(
        outcome(
            "with conditions",
            'count(findings[severity = "condition" and verdict in ["not met", "open"]]) >= 1',
            conditions=formula('findings[verdict = "not met"]'),
        ),
        outcome("full", "true", 12),
    ),
)


def told(rules: RuleSet) -> str:
    return "\n".join(str(problem) for problem in checked_rule_set(rules)[1])


def with_criteria(*criteria: Criterion) -> RuleSet:
    return replace(RULES, criteria={it.id: it for it in criteria}, outcomes=RULES.outcomes[1:])


def test_sound_rules_have_no_problem_and_come_back_with_units_and_names():
    rules, problems = checked_rule_set(RULES)

    assert problems == ()
    assert rules == replace(RULES, criteria=rules.criteria)
    size, cost, tasks, named, pools = rules.criteria.values()
    assert size.require.unit == "patient"
    assert cost.require.of[0].unit == "GBP/patient/year"
    assert (tasks.applies.unit, tasks.require.satisfies.unit) == ("item", "item")
    assert (named.require.name_by, named.require.satisfies.unit) == ("name", "")
    assert pools.require.unit == "item"


def test_the_bank_and_its_consistency_tests_are_checked_with_the_rules():
    rules = replace(RULES, consistency=(ConsistencyTest(formula("population.registered"), "{x}"),))

    assert told(rules) == (
        "criteria.yaml:5:9: a test must be true or false, and `population.registered` is a number\n"
        "  help: compare it, such as `population.registered >= a_parameter`\n"
        "criteria.yaml:5:9: unknown name `x`\n"
        '  help: text is written in quotes, such as `"low"`'
    )


def test_references_that_lead_nowhere_are_all_told():
    rules = with_criteria(
        criterion(
            "A-1",
            AllOf(of=(CriterionRef(criterion="A-11", at=Location("criteria.yaml", 7, 5)),)),
        ),
        criterion("a-1", leaf("pool.agreement != null"), severity=Severity.CONDITION),
    )

    assert told(rules) == (
        "criteria.yaml:4:1: `a-1` would be a condition that nothing can end\n"
        "  help: say under `discharge` what evidence would, and when due\n"
        "criteria.yaml:4:1: the criterion `a-1` differs from `A-1` only in capitals\n"
        "  help: choose ids that can be told apart when spoken\n"
        "criteria.yaml:7:5: unknown criterion `A-11`\n"
        "  help: did you mean `A-1`?"
    )


def test_every_circle_of_criteria_is_named_from_its_first_in_the_file():
    rules = with_criteria(
        criterion("A", AllOf(of=(CriterionRef(criterion="B"), CriterionRef(criterion="D")))),
        criterion("B", Not(part=CriterionRef(criterion="C"))),
        criterion("C", CriterionRef(criterion="A")),
        criterion("D", CriterionRef(criterion="D")),
    )

    assert told(rules) == (
        "criteria.yaml:4:1: criteria rest on each other in a circle: `A` → `B` → `C` → `A`\n  help: let one of them do without the next: write out what it tests\n"
        "criteria.yaml:4:1: criteria rest on each other in a circle: `D` → `D`\n  help: let one of them do without the next: write out what it tests"
    )


def test_a_circle_of_derived_values_is_named():
    derived = {
        name: Derived(name=name, title=name, value=formula(text))
        for name, text in [("a", "b + 1"), ("b", "a - 1"), ("c", "b")]
    }

    assert told(replace(RULES, derived=derived, criteria={}, outcomes=())) == (
        "criteria.yaml:5:9: derived values rest on each other in a circle: `a` → `b` → `a`\n  help: work one of them out from answers and parameters alone"
    )


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        (
            "management.planned_cost / population.registered",
            "GBP/patient",
            (
                "`d` is declared in `GBP/patient` and works out in `GBP/patient/year`"
                "\n  help: write `unit: GBP/patient/year`, or correct the expression"
            ),
        ),
        (
            "population.registered * population.registered / population.registered",
            "%",
            (
                "`d` is declared in `%` and works out in `patient`"
                "\n  help: write `unit: patient`, or correct the expression"
            ),
        ),
        (
            "population.registered / population.registered",
            "patient",
            (
                "`d` is declared in `patient` and works out without a unit"
                "\n  help: leave `unit` out, or correct the expression"
            ),
        ),
        (
            "population.registered",
            "",
            (
                "`d` is declared without a unit and works out in `patient`"
                "\n  help: write `unit: patient`, or correct the expression"
            ),
        ),
        ("pool.agreement", "patient", "`d` is text and has a unit\n  help: leave it out"),
    ],
)
def test_a_derived_value_works_out_in_the_unit_it_declares(text, unit, expected):
    derived = {"d": Derived(name="d", title="d", unit=unit, value=formula(text))}

    assert told(replace(RULES, derived=derived, criteria={})) == f"criteria.yaml:5:9: {expected}"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "{population.registred} is few",
            "unknown name `population.registred`\n  help: did you mean `population.registered`?",
        ),
        (
            "{count(tasks)} tasks",
            (
                "`{count(tasks)}` is not a name, and messages hold no logic"
                "\n  help: give the figure a name under `derived` and show that"
            ),
        ),
        ("{population}", "`{population}` is a group of answers, which cannot be shown"),
        ("a { b", "a brace stands alone in a message\n  help: write names as `{path}`"),
        ("{estate.rent}", "this rule set does not ask `estate.rent`\n  help: add it to `asks`"),
    ],
)
def test_a_message_names_only_what_can_be_shown(message, expected):
    rules = with_criteria(criterion("A", leaf("pool.agreement != null", not_met=message)))

    assert told(rules) == f"criteria.yaml:5:9: {expected}"


def test_a_loop_variable_is_known_inside_its_loop_alone():
    every = Every(
        item="task",
        within=formula("tasks"),
        satisfies=leaf("task.lead != null", not_met="Nobody leads {task.nam}."),
        not_met="{task.name}",
    )

    assert told(with_criteria(criterion("A", every))) == (
        "criteria.yaml:5:9: `task` has no field `nam`\n"
        "  help: did you mean `name`?\n"
        "criteria.yaml:5:9: unknown name `task.name`\n"
        "  help: did you mean `tasks`?"
    )


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        ("3", "`at_least` asks for 3 of 2 parts\n  help: lower `n`, or add parts"),
        ("0", "`n` is 0\n  help: write a whole number from 1"),
        ("-1", "`n` is -1\n  help: write a whole number from 1"),
        ("1.5", "`n` is 1.5\n  help: write a whole number from 1"),
        ("1 / 0", "`1 / 0` comes to null, whatever is answered\n  help: division by 0"),
        ("enough", "`n` is how many parts must be met, and `enough` is in `patient`"),
        ("duties", "`n` is how many parts must be met, and `duties` is a list"),
    ],
)
def test_at_least_asks_for_no_more_than_there_is(n, expected):
    parts = (leaf("pool.agreement != null"), leaf("membership.practice_count > 0"))
    rules = with_criteria(criterion("A", AtLeast(n=formula(n), of=parts)))

    assert told(rules) == f"criteria.yaml:5:9: {expected}"


def test_a_loop_over_what_is_no_list_and_under_a_taken_name():
    every = Every(item="tasks", within=formula("enough"), satisfies=leaf("tasks.lead != null"))

    assert told(with_criteria(criterion("A", every))) == (
        "criteria.yaml:5:9: `enough` is a number, where a list is needed\n"
        "criteria.yaml:5:9: `tasks` already has a meaning here\n"
        "  help: choose another name"
    )


def test_the_outcome_table_ends_with_a_row_that_always_applies():
    rows = (
        outcome("one", 'count(findings[severty = "gate"]) >= 1', 1),
        outcome("two", 'findings[id = "SIZES"][1].verdict = "met"', 2, support=formula("tasks")),
    )

    assert told(replace(RULES, outcomes=rows)) == (
        "criteria.yaml:5:9: `tasks` is a list, where a list of findings is needed\n"
        '  help: write it such as `findings[verdict = "not met"]`\n'
        "outcomes.yaml:1:26: unknown name `severty`\n"
        "  help: did you mean `severity`?\n"
        "outcomes.yaml:2:11: `two` is the last outcome and does not always apply\n"
        "  help: end with a row that says `when: true`\n"
        'outcomes.yaml:2:25: `"SIZES"` is not a value of `id`\n'
        "  help: did you mean `SIZE`?"
    )


def test_a_row_after_one_that_always_applies_is_never_reached():
    rows = (outcome("one", "true", 1), outcome("two", "true", 2))

    assert told(replace(RULES, outcomes=rows)) == (
        "outcomes.yaml:2:11: `two` is never reached: the row before it always applies\n"
        "  help: move `when: true` to the end"
    )


def test_the_other_submissions_are_seen_at_portfolio_scope_alone():
    rules = with_criteria(criterion("A", leaf("count(others) >= 1")))

    assert told(rules) == (
        "criteria.yaml:5:15: `others` cannot be used here\n"
        "  help: give the criterion `scope: portfolio`"
    )


def test_names_of_parameters_clash_with_nothing():
    bad = {
        "population": parameter("population", "integer", Decimal(1), "GBP//year"),
        "lead": parameter("lead", "text", "x"),
        "count": parameter("count", "integer", Decimal(1)),
        "split": parameter("split", "integer", Decimal(1)),
        "if": parameter("if", "integer", Decimal(1)),
    }

    assert told(replace(RULES, parameters=bad, derived={}, criteria={}, outcomes=())) == (
        "parameters.yaml:3:1: `GBP//year` is not a unit, where `population` gives one\n"
        "  help: write it such as `patient` or `GBP/patient/year`\n"
        "parameters.yaml:3:1: `count` is the name of a function\n"
        "  help: choose another name\n"
        "parameters.yaml:3:1: `if` has a meaning of its own in rules\n"
        "  help: choose another name\n"
        "parameters.yaml:3:1: `population` is both a parameter and the name of questions\n"
        "  help: rename the parameter\n"
        "parameters.yaml:3:1: `split` is the name of a function\n"
        "  help: choose another name\n"
        "questions.yaml:2:1: `lead` is a field of `tasks` and also a name of its own\n"
        "  help: rename one of them: inside a filter they would clash"
    )


def test_the_bank_is_checked_by_itself():
    bank = QuestionBank(
        {
            **QUESTIONS,
            "pool.agreement.signed": question("pool.agreement.signed", "integer", "task*"),
            "money": question("money", "list", each={"population": question("population", "text")}),
        },
        (
            ConsistencyTest(formula("membership.practice_count = count(tasks)"), "They differ."),
            ConsistencyTest(formula("membership.practice_count"), "{enough}"),
        ),
    )

    assert "\n".join(map(str, check_bank(bank))) == (
        "criteria.yaml:5:9: a test must be true or false, and `membership.practice_count` is a number\n"
        "  help: compare it, such as `membership.practice_count >= a_parameter`\n"
        "criteria.yaml:5:9: unknown name `enough`\n"
        '  help: text is written in quotes, such as `"low"`\n'
        "questions.yaml:2:1: `pool.agreement` is a question, and `pool.agreement.signed` makes it a group\n"
        "  help: rename one of them\n"
        "questions.yaml:2:1: `population` is a field of `money` and also a name of its own\n"
        "  help: rename one of them: inside a filter they would clash\n"
        "questions.yaml:2:1: `task*` is not a unit, where `pool.agreement.signed` gives one\n"
        "  help: write it such as `patient` or `GBP/patient/year`"
    )


def test_a_large_rule_set_is_checked_in_a_blink():
    many = {f"C-{n}": criterion(f"C-{n}", RULES.criteria["TASKS"].require) for n in range(130)}
    rules = replace(RULES, criteria=many)
    started = time.process_time()
    checked_rule_set(rules)

    assert time.process_time() - started < 1


def test_criteria_that_lead_through_too_many_others_are_refused_at_the_first():
    chain = [criterion("C-0", leaf("pool.agreement != null"))]
    chain += [criterion(f"C-{n}", CriterionRef(criterion=f"C-{n - 1}")) for n in range(1, 3000)]

    assert told(with_criteria(*chain[:100])) == ""
    assert told(with_criteria(*chain)) == (
        "criteria.yaml:4:1: `C-100` leads through more than 100 conditions within each other\n"
        "  help: refer to fewer criteria that refer to others in turn"
    )


def test_groups_count_among_the_conditions_that_a_criterion_leads_through():
    chain = [criterion("C-0", leaf("pool.agreement != null"))]
    for n in range(1, 60):
        twice = (CriterionRef(criterion=f"C-{n - 1}"),) * 2
        chain.append(criterion(f"C-{n}", AllOf(of=twice)))

    assert told(with_criteria(*chain[:50])) == ""
    assert told(with_criteria(*chain)) == (
        "criteria.yaml:4:1: `C-50` leads through more than 100 conditions within each other\n"
        "  help: refer to fewer criteria that refer to others in turn"
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param(
            {f"a{n}": f"a{n - 1} + 1" for n in range(1, 200)},
            "`a100` rests on derived values more than 100 deep",
            id="one behind the other",
        ),
        pytest.param(
            {f"{x}{n}": f"a{n - 1} + b{n - 1}" for n in range(1, 30) for x in "ab"},
            "`a9` rests on derived values more than 1,000 times in all",
            id="each twice in the next",
        ),
    ],
)
def test_figures_worked_out_from_too_many_others_are_refused(more, expected):
    texts = {"a0": "1 + 1", "b0": "1 + 2", **more}
    derived = {
        name: Derived(name=name, title=name, value=formula(text)) for name, text in texts.items()
    }

    found = told(replace(RULES, derived=derived, criteria={}, outcomes=()))

    assert found == (
        f"criteria.yaml:5:9: {expected}\n  help: work it out from fewer derived values"
    )
