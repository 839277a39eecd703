"""What the encoding refuses rather than gets wrong, and what no answer can be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from authorisation.analysis.encoding.answers import AnswerSpace, may_be
from authorisation.analysis.encoding.shapes import NotEncoded
from authorisation.analysis.encoding.terms import any_, not_
from authorisation.analysis.encoding.verdicts import RuleSetTerms
from authorisation.analysis.solver import Solver, SolverAnswer
from authorisation.engine.program.program import compile_rules
from authorisation.model.question import ValueType
from authorisation.model.submission import Stage
from authorisation.model.verdict import Verdict
from tests.engine.worlds import DAY, criterion, leaf, question, rule_set

DECISION = Stage.DECISION
BANK = {
    each.path: each
    for each in (
        question("g.n", ValueType.INTEGER, minimum=Decimal(1), maximum=Decimal(10**6)),
        question("g.d", ValueType.INTEGER, minimum=Decimal(1), maximum=Decimal(10**6)),
        question("g.term", ValueType.DURATION),
        question("g.note", ValueType.TEXT),
        question("g.code", ValueType.CODE),
    )
}


def encoded(test: str, *, any_verdict: bool = False) -> RuleSetTerms:
    rules = rule_set({"C": criterion("C", leaf(test))}, bank=BANK, questions=BANK, asks=tuple(BANK))
    space = AnswerSpace(partial=False, slots={})
    return RuleSetTerms(
        compile_rules(rules), space, DAY, Stage.SELF_ASSESSMENT, any_verdict=any_verdict
    )


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ('g.term >= duration("P3M")', "a length of time"),
        ("g.n / 3 + g.n / 3 + g.n / 3 < g.n", "may be rounded"),
        ("g.n / 3 * 3 < g.n", "may be rounded"),
        ("g.n / g.d = g.d / g.n", "may be rounded"),
    ],
)
def test_what_could_come_out_otherwise_is_refused(test, reason):
    with pytest.raises(NotEncoded, match=reason):
        encoded(test).finding("C")


@pytest.mark.parametrize("test", ["g.n / 3 < 5", "g.n / 4 + 1 < 5", "g.n / g.d >= 3"])
def test_a_quotient_is_compared_and_one_without_rounding_counted_with(test):
    assert encoded(test).finding("C").possible.met is not False


@pytest.mark.parametrize(
    "test", ['g.note = ""', 'g.note = " a "', 'g.note = "none"', 'g.code = "a 1"']
)
def test_no_answer_is_a_text_that_is_read_otherwise(test):
    assert encoded(test).finding("C").possible.met is False


def test_a_text_that_can_be_an_answer_is_possible():
    assert encoded('g.note = "a"').finding("C").possible.met is not False
    assert may_be("A1", BANK["g.code"])


def test_a_criterion_that_is_not_encoded_may_come_to_anything_where_that_will_do():
    terms = encoded("g.n / 3 * 3 < g.n", any_verdict=True)
    solver = Solver()
    solver.require(terms.consistent())

    for verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE):
        assert solver.solve(terms.finding("C").verdict(DECISION)[verdict]) is SolverAnswer.POSSIBLE
    nothing = [truth for _, truth in sorted(terms.finding("C").verdict(DECISION).items())]
    assert solver.solve(not_(any_(nothing))) is SolverAnswer.IMPOSSIBLE
    assert terms.left_open == {
        "C": "a quotient that may be rounded, counted with further in `g.n / 3 * 3 < g.n`"
    }
