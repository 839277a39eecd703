"""How many items of a list are enough: the numbers, and what no number is enough for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.analysis.bounds.antichain import heaviest_antichain
from authorisation.analysis.bounds.list_bounds import ListBound, joint_bounds, list_bounds
from tests.shipped import shipped_rules

DAY = date(2012, 10, 1)
LATER = date(2022, 5, 1)


def numbers(bounds: Mapping[str, ListBound], least: int = 3) -> dict[str, int | None]:
    """The bounds of at least so many items, by path."""
    return {p: b.items for p, b in bounds.items() if b.items is None or b.items >= least}


@pytest.mark.parametrize(
    ("name", "day", "complete", "partial"),
    [
        (
            "gpcc-2010",
            DAY,
            {"board": 4, "tasks": 9, "suppliers": 11},
            {"board": 6, "tasks": 10, "suppliers": 12, "service_changes": 4},
        ),
        ("statutory-2012", DAY, {"board": 12, "duties": 13}, {"board": 16, "duties": 13}),
        ("statutory-2022", LATER, {"board": 11, "duties": 13}, {"board": 14, "duties": 13}),
    ],
)
def test_each_list_of_the_shipped_rules_has_a_bound(
    name: str, day: date, complete: dict[str, int], partial: dict[str, int]
) -> None:
    rules = shipped_rules(name)

    assert numbers(list_bounds(rules, partial=False, day=day)) == complete
    assert numbers(list_bounds(rules, partial=True, day=day)) == partial


def test_a_list_whose_length_is_held_against_an_answer_is_made_of_copies() -> None:
    bounds = list_bounds(shipped_rules("gpcc-2010"), partial=True, day=DAY)

    assert [p for p, b in bounds.items() if b.multiplied] == ["membership.practices"]
    assert bounds["membership.practices"].items == 1


def test_a_bound_names_the_uses_that_add_up_to_it() -> None:
    bound = list_bounds(shipped_rules("gpcc-2010"), partial=False, day=DAY)["tasks"]

    assert [(use.place, use.text) for use in bound.because] == [
        ("criterion MGT-3a", "count(tasks[name = task and delivery != null and lead != null])"),
        ("criterion MGT-6", 'count(tasks[delivery in ["shared", "bought in"]])'),
    ]


def test_uses_that_two_rule_sets_share_count_once() -> None:
    old = list_bounds(shipped_rules("statutory-2012"), partial=False, day=DAY)
    new = list_bounds(shipped_rules("statutory-2022"), partial=False, day=LATER)

    assert numbers(joint_bounds(old, new)) == {"board": 12, "duties": 16}
    assert numbers(joint_bounds(old, old)) == numbers(old)


def test_a_figure_set_for_a_run_takes_part() -> None:
    rules = shipped_rules("statutory-2012")

    assert list_bounds(rules, partial=False, day=DAY, overrides={"lay_members_needed": 5})
    assert heaviest_antichain((), ()) == (0, ())


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("sum(board.term) > 5", "`sum` looks at the list as a whole"),
        ("board[1].role = null", "an item is picked by its position"),
        ("board[-1] != null", "an item is picked by its position"),
        ("board = tasks", "the list as a whole is looked at"),
        (
            "count(distinct values(board.role)) > 2",
            "`distinct values` looks at the list as a whole",
        ),
        ("max(board.name) = null", "`max` looks at the list as a whole"),
        (
            'count(board[role = "lay"]) > population.registered',
            "the count is held against what is answered or worked out",
        ),
        ("count(for x in board return x.role) > 1", "a list is gone through with `for`"),
        (
            "some x in board, y in board satisfies x.name = y.name",
            "several lists are gone through at once",
        ),
    ],
)
def test_what_no_number_is_enough_for_is_named_with_its_text(formula: str, why: str) -> None:
    bounds = list_bounds(shipped_rules("gpcc-2010"), partial=True, day=DAY, extra=[formula])

    assert bounds["board"].items is None
    assert bounds["board"].reason.endswith(f"`: {why}")
    assert bounds["board"].reason.startswith("-:1:")


orders = st.integers(0, 9).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 4), min_size=n, max_size=n),
        st.sets(st.tuples(st.integers(0, max(n - 1, 0)), st.integers(0, max(n - 1, 0)))),
    )
)


@given(orders)
def test_the_heaviest_antichain_is_that_of_all_sets_tried(
    order: tuple[list[int], set[tuple[int, int]]],
) -> None:
    weights, pairs = order
    below = {(low, high) for low, high in pairs if low < high < len(weights)}
    while more := {(a, d) for a, b in below for c, d in below if b == c} - below:
        below |= more
    sets = ([at for at in range(len(weights)) if one >> at & 1] for one in range(2 ** len(weights)))
    heaviest = max(
        sum(weights[at] for at in chosen)
        for chosen in sets
        if not any((a, b) in below for a in chosen for b in chosen)
    )

    weight, chosen = heaviest_antichain(weights, below)

    assert weight == heaviest == sum(weights[at] for at in chosen)
    assert not any((a, b) in below for a in chosen for b in chosen)
