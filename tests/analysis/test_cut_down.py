"""Long submissions are cut down to the bounds, and come to the same verdicts and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.analysis.bounds.list_bounds import ListBound
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.model.condition import Condition, Every, Leaf
from authorisation.model.source import Formula
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from authorisation.model.verdict import EITHER, MET, NOT_APPLICABLE, VerdictSet
from tests.analysis.cut_down import ListCutter, list_bounds
from tests.analysis.long_lists import LongLists
from tests.analysis.random_rules import DAY, RandomRules, leaf, rules_of
from tests.shipped import shipped_program

SETS = ("gpcc-2010", "statutory-2012", "statutory-2022")
seeds = st.integers(0, 2**32)


@cache
def cutter(name: str) -> ListCutter:
    program = shipped_program(name)
    return ListCutter(program, day=program.rules.in_force[0])


@cache
def cutter_for_both() -> ListCutter:
    new = cutter("statutory-2022")
    day = shipped_program("statutory-2022").rules.in_force[0]
    return ListCutter(shipped_program("statutory-2012"), day=day, also=[new])


@cache
def complete_bounds(name: str) -> dict[str, ListBound]:
    rules = shipped_program(name).rules
    return dict(list_bounds(rules, partial=False, day=rules.in_force[0]))


def verdicts(program: Program, submission: Submission) -> object:
    """All that the rules come to for a submission, but why."""
    assessment = assess(program, submission)
    return (
        [(each.criterion.id, each.possible, each.verdict) for each in assessment.findings],
        [(each.row.id, each.sure) for each in assessment.outcomes],
        [(c.criterion, c.perhaps) for each in assessment.outcomes for c in each.conditions],
    )


def kinds(answer: Answer, bound: ListBound) -> int:
    """How many items a list has; in a list of copies how many that differ in more than a code."""
    assert isinstance(answer, Items)
    if not bound.multiplied:
        return len(answer.items)
    return len({str({**item, "code": ""} if "code" in item else item) for item in answer.items})


def assert_cut_down(
    cutter: ListCutter,
    program: Program,
    drawn: Submission,
    bounds: Mapping[str, ListBound],
) -> None:
    cut = cutter.cut_down(drawn)

    assert cut.answers.keys() == drawn.answers.keys()
    for path, answer in cut.answers.items():
        bound = bounds.get(path)
        if bound is None:
            assert answer == drawn.answers[path]
        elif bound.items is not None:
            assert kinds(answer, bound) <= bound.items
    assert verdicts(program, cut) == verdicts(program, drawn)
    if not program.check_contradictions(drawn):
        assert not program.check_contradictions(cut)


def assert_shipped_cut_down(name: str, seed: int, *, complete: bool) -> None:
    program = shipped_program(name)
    day = program.rules.in_force[0]
    drawn = LongLists(seed, day, complete=complete).submission(program.rules)
    bounds = complete_bounds(name) if complete else cutter(name).bounds

    assert_cut_down(cutter(name), program, drawn, bounds)


def assert_random_cut_down(seed: int) -> None:
    rules = RandomRules(Random(seed)).rule_set()
    program = compile_rules(rules)
    random_cutter = ListCutter(program, day=DAY)
    for number in range(4):
        complete = number % 2 == 0
        bounds = list_bounds(rules, partial=not complete, day=DAY)
        lists = LongLists(seed + number, DAY, complete=complete, longest=20)
        assert_cut_down(random_cutter, program, lists.submission(rules), bounds)


@pytest.mark.long
@pytest.mark.parametrize("name", SETS)
@given(seed=seeds, complete=st.booleans())
@settings(max_examples=100)
def test_a_long_submission_comes_to_the_same_when_it_is_cut_down(
    name: str, seed: int, *, complete: bool
) -> None:
    assert_shipped_cut_down(name, seed, complete=complete)


@pytest.mark.fuzz
@pytest.mark.parametrize("name", SETS)
@given(seed=seeds, complete=st.booleans())
@settings(max_examples=1000)
def test_a_thousand_long_submissions_come_to_the_same(
    name: str, seed: int, *, complete: bool
) -> None:
    assert_shipped_cut_down(name, seed, complete=complete)


@pytest.mark.slow
@given(seed=seeds)
@settings(max_examples=20)
def test_what_any_rules_come_to_is_the_same_within_the_bounds(seed: int) -> None:
    assert_random_cut_down(seed)


TEST = Leaf(test=Formula('if x.kind = "a" then true else n > limit'))
EVERY = Every(item="x", within=Formula("things[good]"), satisfies=TEST)
COUNT = Leaf(
    test=Formula('count(things[kind = "b" or kind = "a" and amount > limit][amount > limit]) >= 1')
)


@pytest.mark.parametrize(
    ("condition", "items", "possible"),
    [
        # Of neither is it known whether it is good, and to one the test does not apply.
        (EVERY, Items(({"kind": "a"}, {"kind": "b"})), MET | NOT_APPLICABLE),
        # One surely applies, but to what may follow the test may not.
        (EVERY, Items(({"kind": "a"}, {"kind": "a", "good": True}), so_far=True), EITHER),
        # The first filter does not apply to the second item, nor the second to the first.
        (
            COUNT,
            Items(
                ({"kind": "b", "amount": Decimal(1)}, {"kind": "a", "amount": Decimal(1)}),
                so_far=True,
            ),
            NOT_APPLICABLE,
        ),
    ],
)
def test_what_may_not_apply_stays_as_it_is(
    condition: Condition, items: Items, possible: VerdictSet
) -> None:
    program = compile_rules(rules_of(condition))
    drawn = Submission(name="Drawn", answers={"things": items, "n": Decimal(1)}, as_of=DAY)

    cut = ListCutter(program, day=DAY).cut_down(drawn)

    assert assess(program, drawn).finding("C0").possible == possible
    assert verdicts(program, cut) == verdicts(program, drawn)


def test_copies_are_of_an_item_that_brings_no_count_to_its_figure() -> None:
    rules = rules_of(leaf("count(g.people[flag]) >= 3"), leaf("count(g.people) = n"))
    people = Items(tuple({"flag": number < 2} for number in range(9)))
    answers = {"g.people": people, "n": Decimal(9)}
    drawn = Submission(name="Drawn", answers=answers, as_of=DAY)

    cutter_of_few = ListCutter(compile_rules(rules), day=DAY)
    cut = cutter_of_few.cut_down(drawn)

    assert cutter_of_few.bounds["g.people"].items == 4
    assert verdicts(compile_rules(rules), cut) == verdicts(compile_rules(rules), drawn)
    assert cut.answers["g.people"] == people


@pytest.mark.slow
@given(seed=seeds, complete=st.booleans())
@settings(max_examples=30)
def test_a_submission_cut_down_for_two_rule_sets_is_the_same_for_both(
    seed: int, *, complete: bool
) -> None:
    old, new = (shipped_program(name) for name in ("statutory-2012", "statutory-2022"))
    day, both = new.rules.in_force[0], cutter_for_both()
    drawn = LongLists(seed, day, complete=complete).submission(new.rules)

    assert_cut_down(both, old, drawn, both.bounds)
    assert_cut_down(both, new, drawn, both.bounds)
    assert (both.bounds["board"].items or 0) < 16 + 14


@pytest.mark.fuzz
@given(seed=seeds)
@settings(max_examples=1000)
def test_what_a_thousand_rule_sets_come_to_is_the_same_within_the_bounds(seed: int) -> None:
    assert_random_cut_down(seed)
