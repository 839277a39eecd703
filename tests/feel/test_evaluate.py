"""Values, reasons, and what is known when answers are not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from authorisation.feel import compile  # noqa: A004 - as `re` has it
from authorisation.feel.operators import compare
from authorisation.feel.temporal.kinds import Date
from authorisation.feel.values.absent import kleene_and, kleene_not, kleene_or
from authorisation.feel.values.values import Bounds, PartialList, Unknown
from tests.feel.evaluating import evaluate

X, Y = frozenset("x"), frozenset("y")
U, V = Unknown(X), Unknown(Y)
INAPPLICABLE = Unknown(inapplicable=True)
ONE_TO_THREE = Bounds(Decimal(1), Decimal(3), X)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 / 0", ["division by 0"]),
        ('1 + "a"', ["`+` does not go with a number and a string"]),
        ('1 < "a"', ["a number and a string cannot be compared by `<`"]),
        ("nobody", ["nothing is called `nobody`"]),
        ("{a: 1}.b", ["a context has no `b`"]),
        ("[1, 2][3]", ["there is no item 3 in a list of 2"]),
        ("now()", ["`now()` needs a clock, and there is none"]),
        ("floor()", ["`floor` does not take 0 arguments"]),
        ("floor(m: 1)", ["`floor` has no parameters `m`"]),
        ("for i in null return i", ["null is nothing to go through"]),
        ("1(2)", ["a number cannot be called"]),
        ("1 instance of money", ["there is no type called `money`"]),
        ("{a: 1, a: 2}", ["`a` stands twice in one context"]),
        ("(function(f) f(f))(function(f) f(f))", ["functions call each other without end"]),
        pytest.param(
            "for a in 1..9999, b in 1..9999 return a",
            ["there is too much to work through"],
            marks=pytest.mark.long,
        ),
    ],
)
def test_a_null_has_its_reasons(text: str, expected: list[str]) -> None:
    reasons: list[str] = []

    assert evaluate(text, reasons=reasons) is None
    assert reasons == expected


def test_pythons_values_are_converted_once() -> None:
    context = {
        "whole": 1,
        "half": 0.5,
        "day": dt.date(2012, 10, 1),
        "list": (1, {"a b": 2}),
        "time": dt.timedelta(days=1),
    }
    text = '[whole + half, day + time, list[2].a b, day = date("2012-10-01")]'

    assert evaluate(text, context) == [Decimal("1.5"), Date(2012, 10, 2), Decimal(2), True]


def test_free_names_are_roots_that_are_no_built_ins() -> None:
    text = "count(board[role = wanted]) >= limit and (for x in a.b return x)[1] = f(1)"

    assert compile(text).names == {"board", "limit", "a", "f"}
    assert compile(text, ("wanted",)).names == {"board", "limit", "a", "f", "wanted"}


def test_the_clock_is_an_argument() -> None:
    now = dt.datetime(2012, 10, 1, 12, 0, tzinfo=dt.UTC)

    assert evaluate("today()", now=now) == Date(2012, 10, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x >= 1", True),
        ("x > 1", U),
        ("x < 1", False),
        ("x = 4", False),
        ("x != 4", True),
        ("x = null", False),
        ("x + 1", Bounds(Decimal(2), Decimal(4), X)),
        ("2 - x", Bounds(Decimal(-1), Decimal(1), X)),
        ("-2 * x", Bounds(Decimal(-6), Decimal(-2), X)),
        ("6 / x", Bounds(Decimal(2), Decimal(6), X)),
        ("1 / (x - 2)", U),
        ("x / 0", None),
        ('x + "a"', None),
        ("x between 0 and 3", True),
        ("x in [2..9]", U),
        ("x in (9, > 8)", False),
        ("if x > 2 then 1 else 5", Bounds(Decimal(1), Decimal(5), X)),
        ("if x > 2 then 5 else 5", Decimal(5)),
        ("if x > 2 then 5.0 else 5", Decimal(5)),
        ("if x > 2 then [5.0, 1] else [5, 1.00]", [Decimal(5), Decimal(1)]),
        ('if x > 2 then "a" else 5', U),
    ],
)
def test_bounds(text: str, expected: object) -> None:
    assert compile(text, "x").evaluate({"x": ONE_TO_THREE}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 * x", U),
        ("x = x", U),
        ("x and false", False),
        ("x or null", U),
        ("not(x)", U),
        ("x + p", INAPPLICABLE),
        ("not(p)", INAPPLICABLE),
        ("x and p", Unknown(X, perhaps_inapplicable=True)),
        ("false and p", False),
        ("if p then 1 else 1", INAPPLICABLE),
        ('c = "z"', False),
        ('c in ["a", "b"]', True),
        ('c = "a"', Unknown(frozenset("c"))),
        ("x.anything", U),
        (
            "[1, 2, 3][item > x]",
            PartialList(tuple(map(Decimal, (1, 2, 3))), (True,) * 3, rests_on=X),
        ),
    ],
)
def test_unknown(text: str, expected: object) -> None:
    context = {"x": U, "p": INAPPLICABLE, "c": Unknown(frozenset("c"), frozenset("ab"))}

    assert compile(text, tuple(context)).evaluate(context) == expected


BOARD = PartialList(
    ({"role": "lay"}, {"role": U}, {"role": "lay"}),
    open=True,
    tail={"role": V},
    prefix=3,
    rests_on=Y,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('count(board[role = "lay"])', Bounds(Decimal(2), None, X | Y)),
        ('count(board[role = "lay"]) >= 2', True),
        ('count(board[role = "lay"]) >= 3', Unknown(X | Y)),
        ('some m in board satisfies m.role = "lay"', True),
        ('every m in board satisfies m.role = "lay"', Unknown(X | Y)),
        ('every m in board satisfies m.role != "lay"', False),
        ("board[3].role", "lay"),
        ("board[4].role", Unknown(Y)),
        ("board[-1].role", Unknown(Y)),
        ('board[role = "lay"][1].role', "lay"),
        ('board[role = "lay"][2].role', Unknown(X | Y)),
        ("board = null", False),
    ],
)
def test_open_lists(text: str, expected: object) -> None:
    assert compile(text, ("board",)).evaluate({"board": BOARD}) == expected


TRUTHS = [True, False, None, U]


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (left, right, both, either)
        for left, row in zip(
            TRUTHS,
            [
                [(True, True), (False, True), (None, True), (U, True)],
                [(False, True), (False, False), (False, None), (False, U)],
                [(None, True), (False, None), (None, None), (U, U)],
                [(U, True), (False, U), (U, U), (U, U)],
            ],
            strict=True,
        )
        for right, (both, either) in zip(TRUTHS, row, strict=True)
    ],
)
def test_kleene(left: Any, right: Any, both: Any, either: Any) -> None:
    assert kleene_and(left, right) == both
    assert kleene_or(left, right) == either
    assert kleene_not(kleene_and(left, right)) == kleene_or(kleene_not(left), kleene_not(right))


def test_compare_takes_any_two_values() -> None:
    assert compare("<", Date(2012, 1, 1), Date(2012, 1, 2)) is True
    assert compare("=", [Decimal(1), U], [Decimal(2), U]) is False
    assert compare("=", {"a": U}, {"a": Decimal(1)}) == U
    assert compare("<", *(True, False)) is None
