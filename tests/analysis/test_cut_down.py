"""Long submissions are cut down to the bounds, and come to the same verdicts and outcomes."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.analysis.bounds.cut_down import ListCutter
from authorisation.analysis.bounds.list_bounds import ListBound, list_bounds
from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program
from authorisation.model.question import ValueType
from authorisation.model.submission import Submission
from authorisation.model.value import Answer, Items
from tests.analysis.long_lists import LongLists
from tests.shipped import shipped_program

SETS = ("gpcc-2010", "statutory-2012", "statutory-2022")
seeds = st.integers(0, 2**32)


@cache
def cutter(name: str) -> ListCutter:
    program = shipped_program(name)
    return ListCutter(program, day=program.rules.in_force[0])


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


def check_cut_down(name: str, seed: int, *, complete: bool) -> None:
    program = shipped_program(name)
    rules = program.rules
    drawn = LongLists(seed, rules.in_force[0], complete=complete).submission(rules)
    bounds = complete_bounds(name) if complete else cutter(name).bounds

    cut = cutter(name).cut_down(drawn)

    assert cut.answers.keys() == drawn.answers.keys()
    for path, answer in cut.answers.items():
        if rules.bank[path].type is ValueType.LIST:
            assert kinds(answer, bounds[path]) <= (bounds[path].items or 0)
        else:
            assert answer == drawn.answers[path]
    assert verdicts(program, cut) == verdicts(program, drawn)
    if not program.check_contradictions(drawn):
        assert not program.check_contradictions(cut)


@pytest.mark.parametrize("name", SETS)
@given(seed=seeds, complete=st.booleans())
@settings(max_examples=50)
def test_a_long_submission_comes_to_the_same_when_it_is_cut_down(
    name: str, seed: int, *, complete: bool
) -> None:
    check_cut_down(name, seed, complete=complete)
