"""What public reports and the conformance kit found of the expression language and its words."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from authorisation.feel.values.values import Bounds, PartialList, Unknown
from tests.faults.lab import find
from tests.feel.evaluating import evaluate
from tests.language.filled_form import edited, place, put, read, rules

D = Decimal
REST = frozenset({"l"})
ONE_TO_TWO = Bounds(D(1), D(2), REST)
NOT_NEGATIVE = Bounds(D(0), None, REST)
SO_FAR = PartialList(
    ({"k": D(0)}, {"k": ONE_TO_TWO}, {"k": D(3)}),
    open=True,
    tail={"k": NOT_NEGATIVE},
    prefix=3,
    rests_on=REST,
)
ONE_MORE = PartialList(
    (*SO_FAR.items, {"k": NOT_NEGATIVE}), open=True, tail=SO_FAR.tail, prefix=4, rests_on=REST
)


def test_F13_a_further_item_unsettles_no_number_of_distinct_values() -> None:
    text = "count(distinct values(l.k)) >= 3"

    assert evaluate(text, {"l": SO_FAR}) is True
    assert evaluate(text, {"l": ONE_MORE}) is True


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("count(distinct values([0, a, b])) >= 2", {"a": ONE_TO_TWO, "b": NOT_NEGATIVE}),
        ("count(distinct values([b, 0, a])) >= 2", {"a": ONE_TO_TWO, "b": NOT_NEGATIVE}),
        ("distinct values([b])[1] >= 0", {"b": NOT_NEGATIVE}),
        ("distinct values([b, 5])[1] >= 0", {"b": NOT_NEGATIVE}),
        ("list contains(distinct values([b, 5]), 5)", {"b": NOT_NEGATIVE}),
        (
            "count(distinct values([a, b, c])) >= 2",
            {
                "a": Bounds(D(0), D(9), REST),
                "b": Bounds(D(0), D(1), REST),
                "c": Bounds(D(8), D(9), REST),
            },
        ),
        (
            "count(distinct values([a, b, c])) >= 2",
            {
                "a": Unknown(REST, frozenset({"x", "y"})),
                "b": Unknown(REST, frozenset({"x"})),
                "c": Unknown(REST, frozenset({"y"})),
            },
        ),
    ],
)
def test_F13_what_cannot_change_any_more_of_distinct_values_is_settled(
    text: str, values: dict[str, Any]
) -> None:
    assert evaluate(text, values) is True


def test_F13_no_place_is_certain_behind_an_item_that_may_be_missing() -> None:
    maybe = PartialList((D(5), D(6), D(5)), (True, False, False), rests_on=REST)

    assert isinstance(evaluate("distinct values(l)[1]", {"l": maybe}), Unknown)
    assert evaluate("count(distinct values(l))", {"l": maybe}) == 2


@pytest.mark.parametrize("items", list(product([D(0), D(1), ONE_TO_TWO, NOT_NEGATIVE], repeat=3)))
def test_F13_the_number_of_distinct_values_holds_in_every_completion(
    items: tuple[Any, ...],
) -> None:
    text = "count(distinct values(l))"
    found = evaluate(text, {"l": list(items)})
    low, high = (found.low, found.high) if isinstance(found, Bounds) else (found, found)
    worlds = product(*([item] if isinstance(item, Decimal) else _within(item) for item in items))

    counts = {evaluate(text, {"l": list(world)}) for world in worlds}

    assert min(counts) == low
    assert max(counts) == high


def _within(bounds: Bounds) -> list[Decimal]:
    return [D(n) for n in (0, 1, "1.5", 2, 8, 9) if bounds.low <= D(n) <= (bounds.high or 9)]


@pytest.mark.parametrize("value", ["a", {"a": D(10)}, [D(1)], evaluate('@"2012-01-01"')])
@pytest.mark.parametrize("of", ["[1, 2]", "[]", "7"])
def test_F18_what_is_no_condition_filters_nothing_out_of_nothing(value: Any, of: str) -> None:
    reasons: list[str] = []

    assert evaluate(f"{of}[s]", {"s": value}, reasons=reasons) is None
    assert reasons[0].endswith("in brackets is neither a condition nor a position")


@pytest.mark.parametrize("by", ['"a"', "s", "{a: 10}", '@"2012-01-01"', "[1]", 'string("a")'])
def test_F18_a_literal_filters_as_a_name_of_the_same_value_does(by: str) -> None:
    assert evaluate(f"[1, 2][{by}]", {"s": "a"}) is None
    assert evaluate(f"l[{by}]", {"s": "a", "l": SO_FAR}) is None


def test_F18_a_condition_of_each_item_still_filters() -> None:
    assert evaluate("[{a: true, b: 1}, {a: null, b: 2}][a].b") == [D(1)]
    assert evaluate("[1, 2][s]", {"s": None}) == []
    assert evaluate("[1, 2][s]", {"s": D(-1)}) == 2


@pytest.mark.parametrize("base", ["0", "2", "-3.5", "10 ** 6000", "n"])
def test_F18_anything_to_the_power_of_nothing_is_one(base: str) -> None:
    assert evaluate(f"({base}) ** 0", {"n": NOT_NEGATIVE}) == 1


NOT_YET = ["don’t know yet", "Don‘t know yet", "don´t  know yet", "DON'T KNOW YET"]


@pytest.mark.parametrize("typed", NOT_YET)
def test_F19_a_curly_apostrophe_answers_no_question(typed: str) -> None:
    def type_it(book: Workbook) -> None:
        for path in ("population.registered", "started", "shared", "duties"):
            put(book["Questions"], place(book["Questions"], path), typed)

    assert read(edited(type_it)).answers == {}


@pytest.mark.parametrize("typed", NOT_YET)
def test_F19_a_curly_apostrophe_is_read_as_the_state_of_a_list(typed: str) -> None:
    board = rules().bank["board"]

    def type_it(book: Workbook) -> None:
        sheet = next(each for each in book if str(each["A7"].value).startswith(f"[{board.path}"))
        put(sheet, "B3", typed)

    assert read(edited(type_it)).answers == {}


@pytest.mark.parametrize(
    ("require", "answers", "words"),
    [
        ("fig.term >= month_period", {"fig.term": "2 months"}, "month period (1 month)"),
        ("fig.term >= eighteen", {"fig.term": "2 months"}, "eighteen months (18 months)"),
        ("fig.begun != fig.ended", {"fig.begun": None, "fig.ended": "2012-01-01"}, "(not begun)"),
        ("fig.people >= line", {"fig.people": 150}, "people (150 patients)"),
    ],
)
def test_F20_only_the_unit_of_a_number_is_left_out_where_its_title_says_it(
    tmp_path: Path, require: str, answers: dict[str, Any], words: str
) -> None:
    assert words in find(tmp_path, require, answers).why()


def test_an_interval_in_brackets_is_gone_through_upwards_alone() -> None:
    assert evaluate("for i in [2..1] return i") is None
    assert evaluate('for i in [@"2012-01-02"..@"2012-01-01"] return i') is None
    assert evaluate("some i in [2..1] satisfies true") is None
    assert evaluate("for i in [1..2] return i") == [D(1), D(2)]
    assert evaluate("for i in 2..1 return i") == [D(2), D(1)]


PEOPLE = {"staff": ["Jack", "Bob"], "n": [D(-2)], "yes": [True], "days": ["2012-10-01"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('upper case(staff[item = "Bob"])', "BOB"),
        ('string length(["abc"])', D(3)),
        ("abs(n)", D(2)),
        ("decimal(n, [0])", D(-2)),
        ("not(yes)", False),
        ("day of week(date(days))", "Monday"),
        ('matches(["abc"], ["b"])', True),
        ('substring(string: ["abc"], start position: [2])', "bc"),
        ('(function(f) f(["b"]))(upper case)', "B"),
        ("sublist([1, 2, 3], [2])", [D(2), D(3)]),
    ],
)
def test_a_list_of_one_is_taken_for_its_item_where_one_value_is_wanted(
    text: str, value: Any
) -> None:
    assert evaluate(text, PEOPLE) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("upper case(staff)", None),
        ("upper case([])", None),
        ('string(["a"])', '["a"]'),
        ('index of([["a"], "a"], ["a"])', [D(1)]),
        ('list contains([["a"]], ["a"])', True),
        ("append([], [1])", [[D(1)]]),
        ("is([1], 1)", False),
        ("count([[1, 2]])", D(1)),
        ("n + 1", None),
    ],
)
def test_a_list_stays_a_list_where_one_is_meant(text: str, value: Any) -> None:
    assert evaluate(text, PEOPLE) == value


@pytest.mark.parametrize("text", ["upper case(l.t)", "abs(l.t)", "not(l.t)", "floor(l.t)"])
def test_a_list_that_may_come_to_one_item_is_not_refused_yet(text: str) -> None:
    growing = PartialList((), open=True, tail={"t": Unknown(REST)}, rests_on=REST)

    assert isinstance(evaluate(text, {"l": growing}), Unknown)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'matches("hello world", "hello\ sworld", "x")', True),
        (r'matches("hello world", "hello \s world", "x")', True),
        (r'matches("a b", "a[ ]b", "x")', True),
        (r'matches("ab", "a\ [b]", "x")', None),
        (r'matches("hello world", "hello\ sworld")', None),
        (r'matches("a]b", "a\] b", "x")', True),
    ],
)
def test_the_flag_x_takes_out_a_space_behind_a_backslash_too(text: str, value: Any) -> None:
    assert evaluate(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('context put(context: {x: {y: 0}}, key: ["x", "y"], value: 2)', None),
        ('context put(context: {x: {y: 0}}, keys: ["x", "y"], value: 2)', {"x": {"y": D(2)}}),
        ('context put({x: {y: 0}}, ["x", "y"], 2)', {"x": {"y": D(2)}}),
        ('context put(context: {x: 1}, key: "x", value: 2)', {"x": D(2)}),
    ],
)
def test_the_key_of_context_put_is_one_and_its_keys_are_several(text: str, value: Any) -> None:
    assert evaluate(text) == value
