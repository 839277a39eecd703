"""Every pool is confirmed by the engine, and one that does not reach the line is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import authorisation
from authorisation.engine.assess import assess
from authorisation.model.submission import Submission
from authorisation.model.verdict import Verdict
from authorisation.partners.checks import PoolChecker
from authorisation.partners.members import Pool
from authorisation.partners.results import FigureState, GroupFigure
from tests.examples import examples
from tests.shipped import shipped_program

DAY = date(2012, 10, 1)
LINE = 100_000


@pytest.mark.slow
@settings(max_examples=examples(100))
@given(st.lists(st.integers(1, LINE + 20_000), min_size=2, max_size=5))
def test_the_engine_confirms_each_pool_and_none_has_fewer_partners(sizes: list[int]) -> None:
    rules = authorisation.load("gpcc-2010").on(DAY)
    found = rules.pool([{"population.registered": size} for size in sizes])
    amounts = {f"Application {at}": size for at, size in enumerate(sizes, start=1)}

    assert {each.id for each in found.short} == {n for n, size in amounts.items() if size < LINE}
    for short in found.short:
        others = [size for name, size in amounts.items() if name != short.id]
        enough = [
            number
            for number in range(1, len(sizes))
            for chosen in combinations(others, number)
            if amounts[short.id] + sum(chosen) >= LINE
        ]
        assert short.partners == min(enough, default=None)
        for pool in short.pools:
            total = sum(amounts[each] for each in pool.members)
            assert (pool.total, pool.margin) == (str(total), str(total - LINE))
            assert len(pool.members) - 1 == short.partners
            assert (pool.verdict, pool.merger.verdict) == ("met", "met")


def test_a_pool_that_does_not_reach_the_line_is_not_confirmed() -> None:
    program = shipped_program("gpcc-2010")
    groups = {}
    for name, size in (("A", 60_000), ("B", 39_999), ("C", 40_000)):
        submission = Submission(name=name, answers={"population.registered": Decimal(size)})
        verdicts = {
            each.criterion.id: each.verdict
            for each in assess(program, submission, as_of=DAY).findings
        }
        groups[name] = GroupFigure(
            id=name,
            submission=submission,
            amount=Decimal(size),
            state=FigureState.SHORT,
            verdicts=verdicts,
        )
    checker = PoolChecker(program, groups, lambda each, _: assess(program, each, as_of=DAY))

    short = checker.check(Pool(("A", "B"), Decimal(99_999), Decimal(-1)))
    enough = checker.check(Pool(("A", "C"), Decimal(100_000), Decimal(0)))

    assert (short.as_pool, short.merger.verdict) == (Verdict.NOT_MET, Verdict.UNKNOWN)
    assert (enough.as_pool, enough.merger.verdict) == (Verdict.MET, Verdict.MET)
