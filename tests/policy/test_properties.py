"""A property is refuted by a submission on which the engine confirms that it is not so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from authorisation.engine.program.program import compile_rules
from authorisation.explain.words.proofs import PROOF_LIMITS
from authorisation.forms.answers_yaml import format_submission
from authorisation.language.answers.submissions import read_submission
from authorisation.language.rules.load import load_rule_set
from authorisation.model.case import (
    AnswersScope,
    BesideSet,
    Case,
    FiguresScope,
    FreeFigure,
    Property,
)
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Formula
from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Answer, Duration, Items
from authorisation.policy.properties.evaluate import (
    CompiledProperty,
    compile_property,
    completed_answers,
)
from authorisation.policy.properties.prove import prove_property, smallest_case
from authorisation.policy.properties.results import (
    Holds,
    Interval,
    PropertyResult,
    PropertyVerdict,
    Refuted,
    Unsettled,
)
from authorisation.policy.properties.solver import PropertySolver, Solved
from authorisation.policy.properties.words import format_counterexample, format_result_word
from tests.rule_sets.folders import HERE

BASE = compile_rules(load_rule_set("base", root=HERE / "base" / "rules"))
CHILD = compile_rules(load_rule_set("child", root=HERE / "base" / "rules"))
BUDGET = 'outcome = "full budget"'


def compiled(claim: str, *, beside: bool = False, **more: Any) -> CompiledProperty:
    given = more.pop("given", "")
    declared = Property(
        id="P",
        title="P",
        given=Formula(given) if given else None,
        claim=Formula(claim),
        always=more.pop("always", False),
        beside=BesideSet("child") if beside else None,
        **more,
    )
    return compile_property(declared, BASE, CHILD if beside else None)


class NoSolver(PropertySolver):
    def solve(self, compiled: CompiledProperty) -> Solved:  # noqa: ARG002 - as it has it
        return Unsettled("no solver is installed", "install one")

    def with_fewest(self, _: CompiledProperty, case: Case, *__: object) -> tuple[Case, bool]:
        return case, False


def proved(found: CompiledProperty, *cases: Case) -> PropertyVerdict:
    return prove_property(found, cases, NoSolver((), 1))


def case(stage: Stage = Stage.SELF_ASSESSMENT, **given: Answer) -> Case:
    answers = {path.replace("__", "."): value for path, value in given.items()}
    return Case(name="c", given=MappingProxyType(answers), expect=MappingProxyType({}), stage=stage)


SMALL, LARGE = (
    case(population__registered=Decimal(99_999)),
    case(population__registered=Decimal(100_000)),
)
NOTHING = case()


@pytest.mark.parametrize(
    ("given", "claim", "on", "so"),
    [
        pytest.param("", BUDGET, LARGE, False, id="what is never so is so"),
        pytest.param("", BUDGET, SMALL, True, id="what is never so is not so"),
        pytest.param("", BUDGET, NOTHING, True, id="several outcomes are possible, and none is the only one"),
        pytest.param("", 'list contains(outcomes, "full budget")', NOTHING, False, id="one of several is possible"),
        pytest.param("", 'count(findings[id = "POP-1" and verdict = "met"]) = 1', NOTHING, None, id="a finding is not known"),
        pytest.param("population.registered < 100000", "true", LARGE, True, id="it is not about this one"),
        pytest.param("population.registered < 100000", "true", NOTHING, None, id="whether it is about this one is not known"),
        pytest.param("population.registered < 100000", "true", SMALL, False, id="it is about this one"),
        pytest.param("", "1 / 0 > 1", LARGE, None, id="a claim that cannot be worked out"),
    ],
)  # fmt: skip
def test_a_claim_is_so_not_so_or_not_known(
    given: str, claim: str, on: Case, so: bool | None
) -> None:
    found = compiled(claim, given=given)
    trial = found.try_on(on)

    assert trial is not None
    assert found.evaluate(trial) is so
    turned = compiled(claim, given=given, always=True)
    if not given:
        assert turned.evaluate(trial) is (None if so is None else not so)


def test_the_same_answers_under_the_rules_beside_these() -> None:
    found = compiled(f'{BUDGET} and beside.outcome = "development"', beside=True)

    # The child has its gate elsewhere: whoever shares nothing is held up there alone.
    assert found.refuted_by(case(population__registered=Decimal(100_000), shared=False)) is not None
    assert found.refuted_by(case(population__registered=Decimal(100_000), shared=True)) is None


def test_at_the_decision_every_answer_has_its_evidence_and_unanswered_is_open() -> None:
    found = compiled('count(findings[id = "POP-1" and verdict = "open"]) = 1')

    assert found.refuted_by(case(Stage.DECISION)) is not None
    assert found.refuted_by(case()) is None


def test_who_leaves_something_out_refutes_nothing_that_is_said_of_complete_answers() -> None:
    found = compiled(BUDGET, answers=AnswersScope.COMPLETE)
    whole = case(
        population__registered=Decimal(100_000),
        population__growth=Decimal(0),
        board=Items((MappingProxyType({"name": "A", "role": "gp", "ended": None}),)),
        officer=None,
        policy=None,
        cost=Decimal(1),
        shared=True,
        model="franchise",
    )

    assert found.refuted_by(LARGE) is None
    assert found.refuted_by(whole) is not None
    for path in whole.given:
        given = {other: value for other, value in whole.given.items() if other != path}
        assert found.refuted_by(case(**{p.replace(".", "__"): v for p, v in given.items()})) is None
    growing = Items(whole.given["board"].items, so_far=True)  # type: ignore[union-attr]
    assert not found.is_complete({**whole.given, "board": growing})
    assert not found.is_complete(
        {**whole.given, "board": Items((MappingProxyType({"name": "A"}),))}
    )


def test_contradictory_answers_refute_nothing() -> None:
    assert compiled("true").try_on(case(population__registered=Decimal(-1))) is None


def test_a_refutation_is_cut_down_to_what_it_needs() -> None:
    board = Items(tuple(MappingProxyType({"name": n, "role": "gp"}) for n in "ABC"))
    large = case(
        population__registered=Decimal(100_000),
        board=board,
        shared=True,
        policy="P",
        model="franchise",
    )
    found = compiled(f'{BUDGET} and count(board[role = "gp"]) >= 2')

    smallest = smallest_case(large, lambda fewer: found.refuted_by(fewer) is not None)

    assert set(smallest.given) == {"population.registered", "board"}
    entries = smallest.given["board"].items  # type: ignore[union-attr]
    assert [dict(entry) for entry in entries] == [{"role": "gp"}] * 2


def test_a_refutation_has_the_fewest_answers_though_a_case_has_more_and_needs_them_all() -> None:
    claim = 'shared or (policy != null and model = "franchise")'
    two = case(policy="P", model="franchise")
    found = compiled(claim, expect_refuted="A test.", stages=(Stage.SELF_ASSESSMENT,))

    without = proved(found, two)
    verdict = prove_property(found, [two], PropertySolver([found], 9))

    assert isinstance(without, Refuted)
    assert {*without.counterexample.case.given} == {"policy", "model"}
    assert not without.counterexample.proved_fewest
    assert isinstance(verdict, Refuted)
    assert dict(verdict.counterexample.case.given) == {"shared": True}
    assert verdict.counterexample.proved_fewest


def test_without_a_solver_a_property_is_refuted_by_a_case() -> None:
    two_million = case(population__registered=Decimal(2_000_000), shared=True)
    verdict = proved(compiled(BUDGET, stages=(Stage.SELF_ASSESSMENT,)), NOTHING, two_million)

    assert isinstance(verdict, Refuted)
    example = verdict.counterexample
    assert set(example.case.given) == {"population.registered"}
    assert example.trial.assessment.outcome_ids == ("full budget",)
    assert "population.registered: 2000000\n" in format_counterexample(example)


def test_without_a_solver_what_nothing_refutes_is_undecided() -> None:
    verdict = proved(compiled("false"), NOTHING, SMALL)

    assert isinstance(verdict, Unsettled)
    reason = "no solver is installed; none of 4 submissions that were tried refutes it"
    assert verdict.reason == reason
    assert verdict.remedy == "install one"


def test_nothing_is_refuted_by_a_figure_beyond_its_bounds() -> None:
    """The figure in force, 100,000, is none of the values that the property is about."""
    found = compiled(
        'count(findings[id = "POP-1" and verdict = "not met"]) = 1',
        given="population.registered >= 70000",
        figures=FreeFigure("least", Decimal(1), Decimal(60_000)),
    )

    verdict = proved(found, case(population__registered=Decimal(80_000)))

    assert isinstance(verdict, Unsettled)


def test_what_is_written_of_answers_is_read_as_the_same_answers() -> None:
    answers: dict[str, Answer] = {
        "population.registered": Decimal(70729),
        "population.growth": Decimal("0.015"),
        "board": Items(
            (MappingProxyType({"name": "no", "role": "lay", "ended": None}),), so_far=True
        ),
        "officer": "5E1",
        "policy": None,
        "cost": Decimal("1000.50"),
        "notice": Duration(days=28),
        "shared": True,
        "model": "franchise",
        "duties": Items(()),
    }
    submission = Submission(
        name="a: b", answers=answers, stage=Stage.DECISION, as_of=date(2012, 10, 1)
    )

    text = format_submission(submission, BASE.rules.bank)

    again = read_submission(text.encode(), "x.yaml", BASE.rules)
    assert (again.name, dict(again.answers)) == ("a: b", answers)
    assert (again.stage, again.as_of) == (Stage.DECISION, date(2012, 10, 1))


def solved(found: CompiledProperty) -> PropertyVerdict:
    pytest.importorskip("z3")
    return prove_property(found, (), PropertySolver((found,), 20))


@pytest.mark.parametrize(
    ("given", "claim", "holds"),
    [
        ("population.registered < 100000", BUDGET, True),
        ("population.registered <= 100000", BUDGET, False),
        ('population.registered < 100000 and stage = "self-assessment"', BUDGET, True),
        ("", 'outcome = "full budget" and outcome = null', True),
        ("outcome = null", 'every each in outcomes satisfies each = "full budget"', True),
        ("outcome != null", "count(outcomes) != 1", True),
        ("count(board) >= 3", "count(board) < 3", True),
        ('count(board[role = "gp"]) >= 3', "count(board) > 3", True),
        ('count(findings[id = "POP-1" and verdict = "open"]) = 1', 'stage = "self-assessment"', True),
        ('stage = "decision"', 'count(findings[verdict = "unknown"]) >= 1', True),
        ("", 'count(findings[id = "GOV-1" and verdict = "not met"]) = 1', True),
        ("", 'count(findings[id = "CFG-1" and verdict = "not met"]) = 1', False),
    ],
)  # fmt: skip
def test_the_solver_and_the_engine_say_the_same(given: str, claim: str, holds: bool) -> None:
    verdict = solved(compiled(claim, given=given))

    assert isinstance(verdict, Holds if holds else Refuted), verdict


def test_under_the_rules_beside_these_whatever_is_answered() -> None:
    looser = compiled(f"{BUDGET} and beside.{BUDGET}", beside=True)
    verdict = solved(looser)

    assert isinstance(verdict, Refuted)
    trial = verdict.counterexample.trial
    assert trial.beside is not None
    assert trial.assessment.outcome_ids == trial.beside.outcome_ids == ("full budget",)
    # The child has no gate but the sharing of functions.
    same = compiled('beside.outcome = "development"', given="shared = true", beside=True)
    assert isinstance(solved(same), Holds)


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        pytest.param(1, 200_000, (1, 70_000), id="from the least on"),
        pytest.param(80_000, 90_000, None, id="nowhere"),
        pytest.param(1, 80_000, (1, 70_000), id="the figure in force lies outside"),
    ],
)
def test_a_free_figure_has_the_interval_in_which_the_property_holds(
    low: int, high: int, ends: tuple[int, int] | None
) -> None:
    found = compiled(
        'count(findings[id = "POP-1" and verdict = "not met"]) = 1',
        given="population.registered >= 70000",
        figures=FreeFigure("least", Decimal(low), Decimal(high)),
    )
    verdict = solved(found)

    assert isinstance(verdict, Refuted)
    within = verdict.holds_within
    assert (within and (within.low, within.high)) == ends
    if ends:
        assert verdict.counterexample.case.set == {"least": ends[1] + 1}


def test_the_interval_lies_around_the_figure_in_force() -> None:
    found = compiled(
        'count(findings[id = "POP-1" and verdict = "not met"]) = 1',
        always=True,
        given="population.registered = 70000",
        figures=FreeFigure("least", Decimal(1), Decimal(200_000)),
    )
    verdict = solved(found)

    assert isinstance(verdict, Refuted)
    assert verdict.holds_within == Interval("least", Decimal(70_001), Decimal(200_000))


NOT_MET_ON_SIZE = 'count({}[id = "POP-1" and verdict = "not met"]) = 1'


def test_a_figure_that_is_left_free_is_so_under_the_rules_beside_these_too() -> None:
    here, there = NOT_MET_ON_SIZE.format("findings"), NOT_MET_ON_SIZE.format("beside.findings")
    free = FreeFigure("least", Decimal(1), Decimal(200_000))
    found = compiled(f"{here} and not({there})", beside=True, figures=free)

    assert isinstance(solved(found), Holds)


def test_whatever_the_figures_are_is_proved_or_refuted_by_one_of_them() -> None:
    whatever = {"figures": FiguresScope.ANY}
    holds = solved(compiled(BUDGET, given="population.registered < least", **whatever))
    refuted = solved(compiled(BUDGET, given="population.registered < 100000", **whatever))

    assert isinstance(holds, Holds)
    assert "Whatever numbers the figures are, up to 10^15" in holds.scope[1]
    assert isinstance(refuted, Refuted)
    example = refuted.counterexample.case
    registered, least = example.given["population.registered"], example.set["least"]
    assert registered >= least  # type: ignore[operator]


def test_a_proof_says_of_what_it_holds() -> None:
    found = compiled("outcome = null and outcome != null", stages=(Stage.DECISION,))
    verdict = solved(found)

    assert isinstance(verdict, Holds)
    assert verdict.scope == (
        "Proved of any answers, given or not, at the decision, on 21 June 2012.",
        "The figures in force; lists of any length; evidence for every answer; no other group.",
        PROOF_LIMITS,
    )


def test_what_is_said_of_complete_answers_is_refuted_by_complete_answers() -> None:
    verdict = solved(compiled(BUDGET, answers=AnswersScope.COMPLETE))

    assert isinstance(verdict, Refuted)
    given = verdict.counterexample.case.given
    assert set(given) == set(BASE.rules.questions)
    unknown = compiled(
        'count(findings[verdict = "unknown" and id != "CFG-1"]) >= 1', answers=AnswersScope.COMPLETE
    )
    assert isinstance(solved(unknown), Holds)


def test_what_is_inherited_is_proved_on_no_day_before_the_rules_begin() -> None:
    begins = BASE.rules.in_force[0]
    assert compiled("true", as_of=begins - timedelta(days=1)).day == begins
    assert compiled("true", as_of=begins + timedelta(days=1)).day == begins + timedelta(days=1)


def test_what_is_proved_of_short_lists_alone_is_not_said_of_all() -> None:
    declared = compiled("false").declared
    word = format_result_word(PropertyResult(declared, Holds(("S.",), of_short_lists=True)))
    assert word == "holds, of short lists"
    assert format_result_word(PropertyResult(declared, Holds(("S.",)))) == "holds"
    assert not solved(compiled("false")).of_short_lists  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("given", "of_nobody"),
    [
        ("population.registered < 1", True),
        ('population.registered > 1000 and outcome = "development"', False),
        ('outcome = "full budget" and outcome = "development"', True),
    ],
)
def test_a_property_that_is_about_nobody_says_so(given: str, of_nobody: bool) -> None:
    verdict = solved(compiled("false", given=given))

    assert isinstance(verdict, Holds)
    assert verdict.of_nobody is of_nobody


def test_what_can_only_be_left_out_after_something_else_is_left_out_too() -> None:
    found = compiled("shared = true and count(board) >= 1 or count(board) = 0")
    board = Items((MappingProxyType({"role": "gp"}),))

    smallest = smallest_case(
        case(shared=True, board=board), lambda fewer: found.refuted_by(fewer) is not None
    )

    assert smallest.given == {"board": Items(())}


def test_entries_of_a_list_that_are_completed_have_a_code_and_a_name_each() -> None:
    code = Question(path="code", type=ValueType.CODE, ask="Which?")
    name = Question(path="name", type=ValueType.TEXT, ask="Called?")
    practices = Question(
        path="practices", type=ValueType.LIST, ask="Who?", each={"code": code, "name": name}
    )
    given: dict[str, Answer] = {"practices": Items(({}, {"name": "A"}))}

    found = completed_answers(given, {"practices": practices})["practices"]

    assert isinstance(found, Items)
    assert [dict(each) for each in found.items if isinstance(each, Mapping)] == [
        {"code": "A00001", "name": "Name"},
        {"code": "A00002", "name": "A"},
    ]
