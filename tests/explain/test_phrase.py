"""Formulas in words."""

from __future__ import annotations

import pytest

from authorisation.explain.words.formulas import MAX_FORMULA_LENGTH, FormulaFormatter
from authorisation.explain.words.titles import Titles
from authorisation.feel.closures.expression import compile as compiled
from tests.explain.building import program


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (
            "population.registered >= carrier",
            "population registered is at least population that carries its own risk",
        ),
        ("pool.agreement != null", "pool agreement is given"),
        ("officer = null", "officer is not given"),
        (
            'count(board[role = "lay"]) >= 2',
            "the number of entries in board where office is “lay” is at least 2",
        ),
        ("sum(board.x) / 2 - 1", "the total of board x divided by 2 minus 1"),
        ('management.x in ["a", "b"]', "management x is one of “a” or “b”"),
        ("a_head between 1 and 2", "management cost a head is between 1 and 2"),
        ("x in [1..5]", "x is from 1 to 5"),
        ("some m in board satisfies m.role = null", "for at least one of board, role is not given"),
        ("for m in board return m.role", "role for each of board"),
        ("not(management.shared)", "management shared is no"),
        ('not(list contains(x, "gp"))', "x does not include “gp”"),
        ("if a then b else c", "b where a, else c"),
        ("board[1].name", "name of entry 1 of board"),
        ("-x", "minus x"),
        ("matches(x, y)", "matches of x and y"),
    ],
)
def test_phrase(formula: str, expected: str) -> None:
    assert (
        FormulaFormatter(Titles(program().rules)).format_node(compiled(formula).syntax) == expected
    )


def test_a_formula_without_end_is_cut() -> None:
    deep = compiled("+".join(["1"] * 120)).syntax

    assert len(FormulaFormatter(Titles(program().rules)).format_node(deep)) <= MAX_FORMULA_LENGTH


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x = 1", "x is not 1"),
        ("x != 1", "x is 1"),
        ("x < 1", "x is at least 1"),
        ("x <= 1", "x is more than 1"),
        ("x > 1", "x is at most 1"),
        ("x >= 1", "x is less than 1"),
        ("pool.agreement != null", "pool agreement is not given"),
        ("officer = null", "officer is given"),
        ("a_head between 1 and 2", "management cost a head is not between 1 and 2"),
        ('management.x in ["a", "b"]', "management x is not one of “a” or “b”"),
        ("x in [1..5]", "x is not from 1 to 5"),
        ('list contains(board.role, "gp")', "office does not include “gp”"),
        ('contains(officer, "a")', "officer does not contain “a”"),
        ('starts with(officer, "a")', "officer does not start with “a”"),
        ('ends with(officer, "a")', "officer does not end with “a”"),
        ("management.shared", "management shared is no"),
        ("not(management.shared)", "management shared"),
        ('not(list contains(x, "gp"))', "x includes “gp”"),
        ("x instance of number", "x is not a number"),
        (
            "every m in board satisfies m.role = null",
            "it is not so that for each of board, role is not given",
        ),
    ],
)
def test_what_is_not_so(formula: str, expected: str) -> None:
    assert (
        FormulaFormatter(Titles(program().rules)).format_negated(compiled(formula).syntax)
        == expected
    )
