"""How many items of a list are enough: the numbers, and what no number is enough for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.analysis.bounds.antichain import heaviest_antichain
from authorisation.analysis.bounds.list_bounds import ListBound, joint_bounds
from authorisation.model.condition import Condition, CriterionRef, Every
from authorisation.model.source import Formula
from authorisation.model.value import Items
from tests.analysis.cut_down import list_bounds
from tests.analysis.random_rules import ABC, KINDS, leaf, rules_of
from tests.analysis.random_rules import DAY as RANDOM_DAY
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
        (
            "statutory-2012",
            DAY,
            {"board": 12, "duties": 13, "grant.imposed": 10, "arrangements": 3},
            {"board": 16, "duties": 13, "grant.imposed": 11, "arrangements": 3},
        ),
        (
            "statutory-2022",
            LATER,
            {"board": 11, "duties": 13, "grant.imposed": 10, "arrangements": 3},
            {"board": 14, "duties": 13, "grant.imposed": 11, "arrangements": 3},
        ),
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

    assert numbers(joint_bounds(old, new)) == {
        "board": 12,
        "duties": 13,
        "grant.imposed": 14,
        "arrangements": 3,
    }
    # What refers to other criteria may mean another thing in another set, so REG8-4 counts twice.
    assert numbers(joint_bounds(old, old)) == {**numbers(old), "grant.imposed": 13}


def test_a_figure_set_for_a_run_takes_part() -> None:
    rules = shipped_rules("statutory-2012")
    figures = {"governing_body_min_members": Decimal(40)}

    bounds = list_bounds(rules, partial=False, day=DAY, overrides=figures)

    assert bounds["board"].items == 40


def test_a_figure_left_free_leaves_a_count_without_a_bound_and_others_with_theirs() -> None:
    rules = shipped_rules("statutory-2012")

    bounds = list_bounds(rules, partial=False, day=DAY, free=["governing_body_min_members"])

    assert bounds["board"].reason.endswith(
        "`count(board)`: the figure that it is held against is left free"
    )
    assert bounds["duties"].items == 13


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


def each(within: str, test: str, item: str = "x") -> Every:
    return Every(item=item, within=Formula(within), satisfies=leaf(test))


@pytest.mark.parametrize(
    ("conditions", "complete", "partial"),
    [
        pytest.param([leaf("count(things) >= 3")], 3, 3, id="as many as are wanted"),
        pytest.param([leaf("count(things[good]) > 2")], 3, 3, id="one more than a limit"),
        pytest.param([leaf("count(things[good]) < 2")], 2, 2, id="as many as are too many"),
        pytest.param([leaf("count(things[good]) = 2")], 3, 3, id="one more than a number"),
        pytest.param([leaf("count(things) >= half")], 2, 2, id="a figure rounded up"),
        pytest.param([leaf("count(things) >= 0")], 0, 0, id="none where none are wanted"),
        pytest.param(
            [leaf('count(things[kind = "a"]) >= 1'), leaf('count(things[kind = "b"]) >= 1')],
            2,
            2,
            id="of each of two kinds",
        ),
        pytest.param(
            [
                leaf('count(things[kind = "a"]) >= 1'),
                leaf('count(things[kind = "a" and good]) >= 1'),
            ],
            1,
            2,
            id="of a kind and of part of it, which may be another one if it is not known",
        ),
        pytest.param(
            [each(f'things[kind = "{kind}"]', "x.good") for kind in "ab"], 2, 2, id="quantifiers"
        ),
        pytest.param([each('["a", "b"]', "count(things[kind = x]) >= 2")], 4, 4, id="written out"),
        pytest.param([each("gone", "count(things[kind = x]) >= 2")], 0, 0, id="never set"),
        pytest.param(
            [leaf("count(g.people) >= 2"), each("g.people", "count(things[amount > x.size]) >= 1")],
            2,
            3,
            id="for each item of another list, and any further one",
        ),
        pytest.param(
            [leaf("count(g.people) >= 9"), each("g.people", "count(things[kind = x.side]) >= 1")],
            3,
            4,
            id="for each value of a choice, and none given",
        ),
        pytest.param(
            [each("things", "count(things[kind = x.kind]) >= 2")], 7, 9, id="for its own values"
        ),
        pytest.param([leaf("count(things[amount > limit]) >= 2")], 3, 3, id="may not apply"),
        pytest.param(
            [
                leaf("count(g.people) >= 9"),
                each("g.people", "count(things[kind = x.side]) >= 2"),
                each("g.people", "count(things[kind = x.side and amount > x.size]) >= 1"),
            ],
            9 + 2 * 3,
            None,
            id="rounds that are told apart by more are not within those told apart by less",
        ),
    ],
)
def test_what_uses_of_a_list_want_adds_up(
    conditions: list[Condition], complete: int, partial: int | None
) -> None:
    rules = rules_of(*conditions)

    assert list_bounds(rules, partial=False, day=RANDOM_DAY)["things"].items == complete
    if partial is not None:
        assert list_bounds(rules, partial=True, day=RANDOM_DAY)["things"].items == partial
    assert conditions


@pytest.mark.parametrize(
    ("condition", "consistency", "why"),
    [
        (
            each("things", "count(things[amount > x.amount]) >= 1"),
            [],
            "it is looked at for each item of a list that has no bound, or of itself",
        ),
        (
            leaf("count(things) > n"),
            ["sum(things.amount) <= n"],
            "its length and the sum of a field are both held against answers",
        ),
    ],
)
def test_what_no_copies_and_no_rounds_are_enough_for_has_its_reason(
    condition: Condition, consistency: list[str], why: str
) -> None:
    bound = list_bounds(rules_of(condition, consistency=consistency), partial=True, day=RANDOM_DAY)

    assert bound["things"].reason.endswith(f": {why}")


def test_items_that_must_differ_in_a_field_that_is_looked_at_are_not_copied() -> None:
    differ = "count(distinct values(g.people.code)) = count(g.people)"
    length = leaf("count(g.people) = n")
    looked_at = leaf('count(g.people[code = "A1"]) >= 1')

    copied = list_bounds(rules_of(length, consistency=[differ]), partial=True, day=RANDOM_DAY)
    rules = rules_of(length, looked_at, consistency=[differ])
    refused = list_bounds(rules, partial=True, day=RANDOM_DAY)

    assert (copied["g.people"].items, copied["g.people"].multiplied) == (1, True)
    assert refused["g.people"].reason.endswith(
        ": its items are all to differ in a field that is looked at elsewhere too"
    )


def test_figures_of_one_name_and_two_values_are_two_in_joint_bounds() -> None:
    rules = rules_of(each(KINDS, "count(things[kind = x]) >= 3"))
    figures = [{KINDS: Items((kind,))} for kind in ABC]
    one, two, _ = (
        list_bounds(rules, partial=False, day=RANDOM_DAY, overrides=each) for each in figures
    )

    assert joint_bounds(one, one)["things"].items == 3
    assert joint_bounds(one, two)["things"].items == 6


def test_criteria_of_one_name_may_ask_different_things_in_joint_bounds() -> None:
    refers = Every(item="x", within=Formula("things"), satisfies=CriterionRef(criterion="C0"))
    one, two = (
        list_bounds(rules_of(leaf(test), refers), partial=False, day=RANDOM_DAY)["things"].items
        for test in ("yes", "n > line")
    )
    both = joint_bounds(
        *(
            list_bounds(rules_of(leaf(test), refers), partial=False, day=RANDOM_DAY)
            for test in ("yes", "n > line")
        )
    )

    assert (one, two, both["things"].items) == (4, 4, 8)
