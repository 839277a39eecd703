"""No expression runs for long or fills the memory: walks, texts and sorts are counted."""

from __future__ import annotations

from time import process_time

import pytest

from authorisation.feel.values.values import Unknown
from tests.feel.evaluating import evaluate

pytestmark = pytest.mark.slow

TOO_MUCH = ["there is too much to work through"]

TWICE = "(for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]])[-1]"
"""A list in which each list stands twice in the next: a million million ones in all."""

LONG = "x" * 5000


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        TWICE,
        f"string({TWICE})",
        f"{TWICE} = {TWICE}",
        f"{TWICE} in {TWICE}",
        f"flatten({TWICE})",
        f"distinct values([{TWICE}])",
        f"index of([{TWICE}], {TWICE})",
        f"list contains([{TWICE}], {TWICE})",
        f"union([{TWICE}], [{TWICE}])",
        f"mode({TWICE})",
        f"sort({TWICE}, function(a, b) a < b)",
        f"context merge([{{a: {TWICE}}}])",
        f"is({TWICE}, {TWICE})",
        f"{TWICE} instance of list<list<number>>",
        f"(function(a: list<list<number>>) 1)({TWICE})",
        f"(if unknown then {TWICE} else {TWICE}) = 1",
        f"unknown[{TWICE}]",
        f"{{t: {TWICE}, a: for i in unknown return t}}.a",
    ],
)
def test_what_stands_twice_is_counted_twice(text: str) -> None:
    reasons: list[str] = []

    value = evaluate(text, {"unknown": Unknown(frozenset({"x"}))}, reasons=reasons)

    assert (value, reasons) == (None, TOO_MUCH)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f'count(for i in 1..100000 return "{LONG}" + string(i))', id="joined by +"),
        pytest.param(
            f'count(for i in 1..100000 return upper case("{LONG}"))', id="made by a built-in"
        ),
        pytest.param(
            f'every i in 1..100000 satisfies not(matches("{LONG}", "zz*q"))', id="searched"
        ),
        pytest.param(
            "{a: for i in 1..400000 return 1, b: for i in 1..400000 return sum(a)}.b[1]",
            id="summed again and again",
        ),
        pytest.param(
            "{a: for i in 1..300000 return {x: 1}, b: for i in 1..300000 return a.x}.b[1]",
            id="fields of a list again and again",
        ),
        pytest.param(
            "{a: for i in 1..100000 return 1, b: for i in 1..100000 return concatenate(a, a)}.b[1]",
            id="lists made again and again",
        ),
    ],
)
def test_what_one_evaluation_makes_and_looks_at_is_bounded(text: str) -> None:
    reasons: list[str] = []
    before = process_time()

    assert evaluate(text, reasons=reasons) is None
    assert reasons == TOO_MUCH
    assert process_time() - before < 5


def test_the_calls_of_an_order_are_counted() -> None:
    mixed = "for i in 1..{} return modulo(i * 77377, 100003)"
    order = "function(a, b) a < b"
    reasons: list[str] = []

    assert evaluate(f"sort({mixed.format(8000)}, {order})[-1] > 99000") is True
    assert evaluate(f"sort({mixed.format(100000)}, {order})[1]", reasons=reasons) is None
    assert reasons == TOO_MUCH


def test_long_numbers_are_written_no_further_than_there_is_room() -> None:
    reasons: list[str] = []

    assert evaluate("string(for i in 1..100000 return 10**6000)", reasons=reasons) is None
    assert reasons == ["string: the text would be too long"]
