"""A table of submissions comes to what the engine says of each: in every cell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.condition import Every, Some
from authorisation.model.question import ValueType
from authorisation.model.rules import JudgementScale
from authorisation.model.source import Formula
from authorisation.model.submission import Stage
from authorisation.model.value import Items
from authorisation.model.verdict import Verdict
from authorisation.portfolio.compilation.rule_set import compile_portfolio
from tests.agreement import DAYS, drawn_under, grades_of, needing_evidence
from tests.engine.worlds import (
    BANK,
    DAY,
    EVIDENCED,
    FIELDS,
    GRADES,
    LOW,
    OUTCOMES,
    PARAMETERS,
    criterion,
    leaf,
    lessened,
    outcome,
    parameter,
    question,
    rule_set,
    rule_sets,
    submission,
    whole_answers,
)
from tests.examples import examples
from tests.graded import GRADED, graded_submissions
from tests.portfolio.tables import by_database, by_engine, differences
from tests.shipped import shipped_program


def assert_agreement(program, given_ones, day, stage, judged=()) -> None:
    table, part = by_database(program, given_ones, day, stage, judged)
    engine = by_engine(program, given_ones, day, stage, judged)
    assert differences(table, engine, part.compiled.findings) == []


SEVERAL = st.lists(
    st.tuples(whole_answers.flatmap(lessened), st.booleans(), st.sampled_from(GRADES)),
    min_size=12,
    max_size=24,
)
"""Answers of several submissions, whether they have evidence, and an assessor's grade."""


def of_generated_rules(rules, stage, several) -> None:
    """Whether both agree on several submissions under generated rules."""
    program = compile_rules(needing_evidence(rules))
    given_ones = [
        submission(answers, evidence=dict.fromkeys(answers, EVIDENCED) if shown else {})
        for answers, shown, _ in several
    ]
    judged = [grades_of(program.rules, DAY, {"J": grade}) for _, _, grade in several]
    assert_agreement(program, given_ones, DAY, stage, judged)


WHOLE = {
    "g.x": Decimal(5),
    "g.y": Decimal(3),
    "g.z": None,
    "h.model": "one",
    "h.paper": "a paper",
    "h.tags": Items(("a", "b"), so_far=True),
    "board": Items(({"n": Decimal(2), "role": "lay"}, {"role": "nurse"})),
}


def test_answers_some_of_them_missing_come_to_what_the_engine_says():
    tests = (
        *("g.x >= five", "g.z = null", "g.flag", "ratio >= half", "h.paper != null"),
        *('count(board[role = "lay" and n >= 2]) >= 2', 'list contains(h.tags, "c")'),
    )
    every = Every(item="b", within=Formula("board"), satisfies=leaf("b.n >= three"))
    criteria = {f"C{at}": criterion(f"C{at}", leaf(test)) for at, test in enumerate(tests)}
    program = compile_rules(rule_set({**criteria, "E": criterion("E", every)}))
    assert_agreement(program, [submission(WHOLE), submission({})], DAY, Stage.SELF_ASSESSMENT)


LARGE = parameter("large", ValueType.NUMBER, Decimal("123456789012.34"))
WITHOUT_BOUNDS = replace(
    BANK["board"],
    each={"name": FIELDS["name"], "u": question("u", ValueType.NUMBER)},
)


def without_bounds(*tests: str) -> Program:
    """Rules that ask of each entry of a list for a number that may be any."""
    bank = {**BANK, "board": WITHOUT_BOUNDS}
    criteria = {}
    for form in (Every, Some):
        for test in tests:
            over = form(item="b", within=Formula("board"), satisfies=leaf(test), name_by="name")
            criteria[f"C{len(criteria)}"] = criterion(f"C{len(criteria)}", over)
    parameters = {**PARAMETERS, "large": LARGE}
    return compile_rules(rule_set(criteria, questions=bank, bank=bank, parameters=parameters))


def test_a_further_entry_may_have_any_number_where_its_question_sets_no_bounds():
    program = without_bounds(
        "b.u = 1", "b.u != 2", "abs(b.u) >= 1", "b.u * three >= 1", "b.u * (three - 3) = 0"
    )
    answers = [{}, {"board": Items(({"u": Decimal(7)},), so_far=True)}]
    assert_agreement(program, [submission(each) for each in answers], DAY, Stage.DECISION)


@pytest.mark.parametrize("test", ["b.u >= five / three", "b.u * large * large >= 1"])
def test_where_a_number_has_too_many_digits_for_the_database_the_engine_works_it_out(test):
    program = without_bounds(test)
    answers = {"board": Items(({"u": Decimal(9_999_999)},))}
    assert_agreement(program, [submission(answers), submission({})], DAY, Stage.DECISION)


def test_the_nearer_of_two_lines_is_as_exact_as_both():
    test = 'count(board[role = "lay"]) between 2.5 and g.z'
    program = compile_rules(rule_set({"C": criterion("C", leaf(test))}))
    answers = {"board": Items(({"role": "lay"},), so_far=True), "g.z": Decimal("0.333333")}
    assert_agreement(program, [submission(answers)], DAY, Stage.SELF_ASSESSMENT)


def test_the_size_of_a_quotient_is_worked_out_row_by_row():
    program = compile_rules(rule_set({"C": criterion("C", leaf("abs(g.x / g.y) >= 10"))}))
    assert_agreement(program, [submission(WHOLE)], DAY, Stage.SELF_ASSESSMENT)


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(rule_sets(), st.sampled_from(Stage), SEVERAL)
def test_a_table_comes_to_what_the_engine_says(rules, stage, several):
    of_generated_rules(rules, stage, several)


@pytest.mark.parametrize("stage", Stage)
def test_outcomes_that_look_at_grades_come_to_what_the_engine_says_without_it(stage):
    given_ones, _, judged = zip(*graded_submissions(), strict=True)
    assert len(given_ones) == 288
    assert_agreement(GRADED, given_ones, DAY, stage, judged)
    compiled = compile_portfolio(GRADED, DAY, DAY, stage)
    assert (compiled.not_compiled, compiled.why_no_outcomes) == ((), "")


def test_a_criterion_of_many_grades_is_left_to_the_engine():
    grades = {f"grade {at}": Verdict.MET if at < 20 else Verdict.NOT_MET for at in range(40)}
    judged = criterion("J", None, judgement=JudgementScale(grades=grades, guidance="Weigh it."))
    row = outcome("low", 'count(findings[grade in ["grade 38", "grade 39"]]) >= 1', LOW)
    rules = rule_set({"J": judged}, outcomes=(row, *OUTCOMES))
    given = [grades_of(rules, DAY, {"J": each}) for each in ("", "grade 3", "grade 39")]
    program, stage = compile_rules(rules), Stage.SELF_ASSESSMENT
    assert_agreement(program, [submission({})] * 3, DAY, stage, given)
    (refused,) = compile_portfolio(program, DAY, DAY, stage).not_compiled
    assert refused.reason == "a scale of more than 12 grades"


@pytest.mark.portfolio
@pytest.mark.parametrize("part", range(5))
def test_tables_of_20_000_submissions_come_to_what_the_engine_says(part):
    compared = []

    @seed(part)
    @settings(max_examples=300, database=None)
    @given(rule_sets(), st.sampled_from(Stage), SEVERAL)
    def compare(rules, stage, several):
        of_generated_rules(rules, stage, several)
        compared.append(len(several))

    compare()
    assert sum(compared) >= 4_000


def assert_shipped_agreement(name: str, number: int, stage: Stage) -> int:
    """Compare a table of so many drawn submissions, and return how many findings it has."""
    program = shipped_program(name)
    assert_agreement(program, drawn_under(name, number), DAYS[name], stage)
    return number * len(program.rules.criteria)


@pytest.mark.long
@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", DAYS)
def test_every_shipped_rule_set_comes_to_what_the_engine_says(name, stage):
    assert_shipped_agreement(name, 30, stage)


LONG = {"gpcc-2010": 1_600, "statutory-2012": 100, "statutory-2022": 100}
"""Those rules that look at the others of a round are mostly the engine's own work."""


@pytest.mark.portfolio
def test_400_000_findings_of_the_shipped_rule_sets_are_those_of_the_engine():
    found = [
        assert_shipped_agreement(name, number, stage)
        for name, number in LONG.items()
        for stage in Stage
    ]
    assert sum(found) >= 400_000


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), [("gpcc-2010", 134), ("statutory-2012", 48)])
def test_every_criterion_but_those_about_others_is_compiled(name, number):
    program, day = shipped_program(name), DAYS[name]
    compiled = compile_portfolio(program, day, day, Stage.SELF_ASSESSMENT)
    found = len(compiled.findings) - len(compiled.not_compiled)
    assert found == number  # expressions are never printed: written out, they have no end
