"""What a criterion may come to, worked out without its steps, is what judging it in full gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from authorisation.engine.analysis.sensitivity import sensitivities
from authorisation.engine.assess import assess, judge_criterion
from authorisation.engine.evidence import close_at_decision
from authorisation.engine.outcomes import finding_contexts
from authorisation.engine.program.program import compile_rules
from authorisation.model.condition import AllOf, AnyOf, CriterionRef, Every, Not, Some
from authorisation.model.question import ValueType
from authorisation.model.rules import DatedValue, Parameter
from authorisation.model.source import Formula
from authorisation.model.submission import Judgement, Judgements, Stage
from authorisation.model.value import Items
from authorisation.model.verdict import NOT_APPLICABLE
from tests.engine import worlds
from tests.engine.worlds import leaf
from tests.examples import examples


def criteria(*conditions, **given):
    return {
        f"C{number}": worlds.criterion(f"C{number}", condition, **given)
        for number, condition in enumerate(conditions)
    }


def in_full(program, assessment):
    """The findings of an assessment, each with all its steps."""
    judged = {}
    for ready in program.on(assessment.dated_on, assessment.overrides).criteria:
        judged[ready.plan.id] = judge_criterion(
            ready, assessment.scope, judged, assessment.counted_judgements
        )
    if assessment.stage is Stage.DECISION:
        for name, finding in judged.items():
            judged[name] = close_at_decision(finding, assessment.counted, program)
    return tuple(judged[name] for name in program.rules.criteria)


def assert_same(program, assessment):
    expected = in_full(program, assessment)

    assert [f.possible for f in assessment.findings] == [f.possible for f in expected]
    assert [f.rests_on for f in assessment.findings] == [f.rests_on for f in expected]
    assert assessment.findings == expected


FORMS = (
    "five <= g.x",
    "g.z <= 5",
    "g.flag = false",
    "g.flag != true",
    "g.flag = null",
    'h.model != "one"',
    'h.model = "two"',
    "h.model = null",
    "h.paper = null",
    "g.when != null",
    'h.model in ["one"]',
    'h.model in ["one", null]',
    "h.model >= three",
    "g.x = five",
    "g.x",
    "board >= three",
    "g != null",
    "board[1].flag",
    "board.flag = null",
    "count(g) >= 1",
    "count(board) >= gone",
    "count(board[flag = true]) >= 1",
    'count(board[flag = true and role = "lay" and n >= three]) >= 1',
    'count(board[role in ["lay"] and flag = false and n > g.y]) < 2',
    'count(board[flag = true and not(role = "lay")]) >= 1',
    'count(board[role = "lay" and n = g]) >= 1',
    'count(board[role = "lay"]) > 1',
    'count(board[role = "lay"]) <= 1',
    "count(board[flag = true]) < 2",
    'count(board[role = "lay" and n >= three]) >= five',
    'count(board[role in ["lay", "nurse"] and n < three]) < three',
    'count(board[role = "lay" and n >= gone]) >= 1',
    "count(board[flag = true and (n < 3 or n >= gone)]) >= 1",
    "count(board[flag = true and n >= three]) >= g.x",
    'list contains(h.tags, "b")',
    "max(board.n) > five",
)
ITEM_FORMS = (
    'b.role in ["lay", "nurse"]',
    "b.flag = true",
    "b.name != null",
    "b.n > three",
    "b.n <= 2",
    "count(board[n >= b.n]) >= 2",
    "b",
)
plain = st.sampled_from(FORMS).map(leaf) | worlds.conditions
of_items = st.builds(
    Every,
    item=st.just("b"),
    within=st.just(Formula("board")),
    satisfies=st.sampled_from(ITEM_FORMS).map(leaf),
    name_by=st.just("name"),
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=examples(6))
@given(whole=worlds.whole_answers, data=st.data())
def test_every_form_of_comparison(form, whole, data):
    program = compile_rules(worlds.rule_set(criteria(leaf(form))))

    for _ in range(2):  # what was missing before is remembered
        answers = data.draw(worlds.lessened(whole))
        assert_same(program, assess(program, worlds.submission(answers)))


@settings(max_examples=examples(30))
@given(
    st.lists(plain | of_items, min_size=2, max_size=4),
    worlds.whole_answers,
    st.sampled_from(Stage),
    st.data(),
)
def test_rules_of_all_forms(conditions, whole, stage, data):
    refers = AnyOf(of=(Not(part=CriterionRef(criterion="C0")), conditions[-1]))
    applies = data.draw(st.none() | plain)
    rules = criteria(*conditions, AllOf(of=(refers, conditions[0])), applies=applies)
    beside = {"J": worlds.criterion("J", conditions[1], judgement=worlds.SCALE)}
    program = compile_rules(worlds.rule_set({**rules, **beside}))
    grade = data.draw(st.sampled_from(("green", "red")))
    entry = Judgement(criterion="J", assessor="A", on=worlds.DAY, grade=grade, reason="so")
    judgements = data.draw(st.sampled_from((Judgements(), Judgements(entries=(entry,)))))
    evidence = data.draw(st.sampled_from(({}, {"h": worlds.EVIDENCED}, {"g": worlds.EVIDENCED})))

    answers = data.draw(worlds.lessened(whole))
    submission = worlds.submission(answers, stage=stage, evidence=evidence)
    assert_same(program, assess(program, submission, judgements=judgements))


@settings(max_examples=examples(30))
@given(worlds.rule_sets(), worlds.whole_answers, st.sampled_from(Stage), st.data())
def test_whole_rule_sets(rules, whole, stage, data):
    program = compile_rules(rules)
    submission = worlds.submission(data.draw(worlds.lessened(whole)), stage=stage)

    assert_same(program, assess(program, submission))
    assert_same(program, assess(program, submission, overrides={"five": Decimal(1)}))


def test_a_missing_answer_is_judged_anew_beside_another_figure():
    changed = Parameter(
        name="five",
        title="five",
        type=ValueType.INTEGER,
        values=(
            DatedValue(since=worlds.START, value=Decimal(5), source="ours"),
            DatedValue(since=date(2012, 10, 2), value=Decimal(0), source="ours"),
        ),
    )
    forms = (leaf("g.x >= five"), leaf("count(board) >= five"))
    parameters = {**worlds.PARAMETERS, "five": changed}
    program = compile_rules(worlds.rule_set(criteria(*forms), parameters=parameters))
    submission = worlds.submission({})

    days = (worlds.DAY, date(2012, 10, 2), worlds.DAY)
    found = [assess(program, submission, as_of=day) for day in days]

    assert [[f.possible for f in each.findings] for each in found] == [[3, 3], [1, 1], [3, 3]]
    set_for_a_run = assess(program, submission, overrides={"five": Decimal(0)})
    assert [f.possible for f in set_for_a_run.findings] == [1, 1]


def test_an_item_that_does_not_apply_counts_though_enough_pass_before_it():
    form = leaf("count(board[flag = true and (n < 3 or n >= gone)]) >= 1")
    program = compile_rules(worlds.rule_set(criteria(form)))
    board = Items(tuple({"flag": True, "n": Decimal(n)} for n in (1, 4)))

    found = assess(program, worlds.submission({"board": board}))

    assert [each.possible for each in found.findings] == [NOT_APPLICABLE]
    assert_same(program, found)


def test_a_list_not_answered_is_judged_anew_beside_any_of_several_figures():
    form = leaf('count(board[role = "lay" and n >= three]) >= five')
    program = compile_rules(worlds.rule_set(criteria(form)))
    submission = worlds.submission({})

    for overrides in ({}, {"five": Decimal(0)}, {"three": Decimal(9)}, {}):
        assert_same(program, assess(program, submission, overrides=overrides))


ROWS = (
    'count(findings[severity = "gate" and verdict = "not met"]) >= 1',
    'count(findings[verdict in ["not met", "open"]]) = 0',
    "count(findings[verdict = null]) > g.x",
    "g.flag",
    "g.z = null and g.x > gone",
    "g.z > three",
)


@settings(max_examples=examples(30))
@given(worlds.rule_sets(), worlds.whole_answers, st.sampled_from(Stage), st.data())
def test_rows_of_the_outcome_table_apply_as_their_formulas_say(rules, whole, stage, data):
    rows = tuple(worlds.outcome(f"O{number}", row) for number, row in enumerate(ROWS))
    program = compile_rules(replace(rules, outcomes=(*rows, worlds.outcome("else", "true"))))
    submission = worlds.submission(data.draw(worlds.lessened(whole)), stage=stage)

    found = assess(program, submission)

    contexts = finding_contexts(program.on(found.dated_on), found.findings)
    scope = {**found.scope, "findings": contexts}
    expected = []
    for plan in program.outcomes:
        applies = plan.when.evaluate(scope)
        if applies is True or (applies is not False and stage is not Stage.DECISION):
            expected.append((plan.row.id, applies is True))
        if applies is True:
            break
    assert [(each.row.id, each.sure) for each in found.outcomes] == expected


def test_items_that_look_at_an_item_around_them_are_judged_for_each():
    inner = Some(item="c", within=Formula("board"), satisfies=leaf("c.n > b.n"), name_by="name")
    rule = Every(item="b", within=Formula("board"), satisfies=inner, name_by="name")
    program = compile_rules(worlds.rule_set(criteria(rule)))

    for numbers in ((1, 2), (2, 2), (), (3,)):
        board = Items(tuple({"n": Decimal(n)} for n in numbers), so_far=True)
        assert_same(program, assess(program, worlds.submission({"board": board})))


def test_a_long_chain_of_references_is_judged_in_order():
    chain = {"C0": worlds.criterion("C0", leaf("g.flag"))}
    for number in range(1, 2000):
        earlier = CriterionRef(criterion=f"C{number - 1}")
        chain[f"C{number}"] = worlds.criterion(f"C{number}", Not(part=earlier))
    program = compile_rules(worlds.rule_set(chain))

    last = assess(program, worlds.submission({"g.flag": True})).findings[-1]

    assert last.step is not None
    assert last.step.possible == last.possible


def test_nothing_is_judged_in_full_until_it_is_looked_at(monkeypatch):
    judged = []
    program = compile_rules(worlds.rule_set(criteria(leaf("g.x >= five"), leaf("g.flag"))))
    monkeypatch.setattr(
        "authorisation.engine.assess.judge_criterion",
        lambda ready, *given: judged.append(ready.plan.id) or judge_criterion(ready, *given),
    )

    found = assess(program, worlds.submission({"g.x": Decimal(4)}))
    assert found.findings[0].rests_on == frozenset()
    assert [each.parameter for each in sensitivities(program, found)] == ["five"]
    assert judged == []
    assert found.findings[0].margin == Decimal(-1)
    assert found.findings[0].step is found.findings[0].step
    assert judged == ["C0"]
    assert replace(found.findings[1], known_why="so").rests_on == {"g.flag"}
