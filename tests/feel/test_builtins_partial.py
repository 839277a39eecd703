"""What built-ins still say when not everything is known, and the law that it stays true."""

# ruff: noqa: FBT003, N817 (truth values are arguments here, and numbers are many)

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.feel import compile  # noqa: A004 - as `re` has it
from authorisation.feel.builtins import BUILTINS
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import Date, DaysTime, YearsMonths
from authorisation.feel.temporal.text import parse_temporal
from authorisation.feel.values.values import Bounds, Function, PartialList, Range, Unknown

X = Unknown(frozenset({"x"}))
NEVER_SET = Unknown(inapplicable=True)
LIST = frozenset({"list"})
SOME = Bounds(D(2), D(5), frozenset({"n"}))
NO_LESS = Bounds(D(0), None, frozenset({"n"}))


def maybe(*items, perhaps=(), grows=None, prefix=0):
    """Write a list: what it holds, which items are only perhaps there, what may still come."""
    marks = tuple(at in perhaps for at in range(len(items))) if perhaps else ()
    tail = X if grows is None else grows
    return PartialList(tuple(items), marks, grows is not None, tail, prefix, LIST)


def call(name, *args):
    try:
        return BUILTINS[name].call(list(args))
    except FeelError as error:
        return f"null: {error.reason}"


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param([[X, D(1)]], D(2), id="an unknown item is an item"),
        pytest.param(
            [maybe(D(1), D(2), perhaps=[1])], Bounds(D(1), D(2), LIST), id="sure to perhaps"
        ),
        pytest.param([maybe(D(1), grows=X)], Bounds(D(1), None, LIST), id="an open list may grow"),
        pytest.param([maybe(grows=X)], Bounds(D(0), None, LIST), id="from nothing"),
        pytest.param([X], X, id="a list not known may be null"),
        pytest.param([NEVER_SET], NEVER_SET, id="and may not apply"),
        pytest.param([SOME], D(1), id="a number is a list of one"),
    ],
)
def test_count(args, expected):
    assert call("count", *args) == expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        pytest.param([[D(1), SOME]], Bounds(D(3), D(6), SOME.rests_on), id="bounds add their ends"),
        pytest.param([D(1), SOME], Bounds(D(3), D(6), SOME.rests_on), id="also one by one"),
        pytest.param([[D(1), X]], X, id="an unknown item may be null"),
        pytest.param(
            [maybe(D(1), D(4), perhaps=[1])], Bounds(D(1), D(5), LIST), id="a perhaps item may add"
        ),
        pytest.param(
            [maybe(D(1), D(-4), perhaps=[1])], Bounds(D(-3), D(1), LIST), id="or take away"
        ),
        pytest.param([maybe(D(1), D(0), perhaps=[1])], D(1), id="nothing changes nothing"),
        pytest.param([maybe(D(1), perhaps=[0])], Unknown(LIST), id="null if there is no item"),
        pytest.param(
            [maybe(D(1), grows=NO_LESS)],
            Bounds(D(1), None, LIST | NO_LESS.rests_on),
            id="a list that grows upwards keeps its lower end",
        ),
        pytest.param(
            [maybe(D(1), grows=Bounds(None, D(0)))],
            Bounds(None, D(1), LIST),
            id="one that grows downwards its upper",
        ),
        pytest.param(
            [maybe(D(1), grows=X)], Unknown(LIST | X.rests_on), id="what comes may be null"
        ),
        pytest.param([[D(1), NEVER_SET]], NEVER_SET, id="what does not apply spreads"),
        pytest.param(
            [maybe(D(1), NEVER_SET, perhaps=[1])],
            Unknown(LIST, perhaps_inapplicable=True),
            id="perhaps, where it is only perhaps there",
        ),
        pytest.param([[SOME, "a"]], Unknown(SOME.rests_on), id="beside what is no number"),
        pytest.param([PartialList(())], "null: sum: the list is empty", id="empty for good"),
    ],
)
def test_sum(args, expected):
    assert call("sum", *args) == expected


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("min", [[D(3), SOME]], Bounds(D(2), D(3), SOME.rests_on)),
        ("max", [[D(3), SOME]], Bounds(D(3), D(5), SOME.rests_on)),
        ("max", [[D(3), NO_LESS]], Bounds(D(3), None, NO_LESS.rests_on)),
        ("min", [[D(1), SOME]], D(1)),
        ("min", [maybe(D(3), D(1), perhaps=[1])], Bounds(D(1), D(3), LIST)),
        ("min", [maybe(D(1), D(3), perhaps=[1])], D(1)),
        ("min", [maybe(D(1), perhaps=[0])], Unknown(LIST)),
        ("max", [maybe(D(1), grows=NO_LESS)], Bounds(D(1), None, LIST | NO_LESS.rests_on)),
        ("max", [maybe(D(1), grows=X)], Unknown(LIST | X.rests_on)),
        ("min", [[D(1), X]], X),
        ("min", [maybe("a", "b", perhaps=[1])], "a"),
        ("max", [maybe("a", "b", perhaps=[1])], Unknown(LIST)),
        ("max", [maybe(Date(2012, 4, 1), Date(2011, 4, 1), perhaps=[1])], Date(2012, 4, 1)),
        ("max", [maybe("a", D(1), perhaps=[1])], Unknown(LIST)),
    ],
)
def test_min_and_max(name, args, expected):
    assert call(name, *args) == expected


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("all", [[False, X]], False),
        ("all", [[True, X]], X),
        ("all", [[None, X]], X),
        ("all", [maybe(True, False, perhaps=[1])], Unknown(LIST)),
        ("all", [maybe(True, True, perhaps=[1])], True),
        ("all", [maybe(False, grows=X)], False),
        ("all", [maybe(grows=X)], Unknown(LIST | X.rests_on)),
        ("all", [[False, NEVER_SET]], False),
        ("all", [[True, NEVER_SET]], NEVER_SET),
        ("any", [[True, X]], True),
        ("any", [X, False], X),
        ("any", [maybe(False, True, perhaps=[1])], Unknown(LIST)),
        ("any", [maybe(False, False, perhaps=[1])], False),
        ("any", [maybe(True, X, perhaps=[1], grows=X)], True),
        ("not", [X], X),
        ("not", [Unknown(LIST, frozenset({True}))], Unknown(LIST, frozenset({False}))),
        ("not", [NEVER_SET], NEVER_SET),
    ],
)
def test_logic(name, args, expected):
    assert call(name, *args) == expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([["a", X], "a"], True),
        ([["b", X], "a"], X),
        ([["b", SOME], "a"], False),
        ([[SOME], D(3)], Unknown(SOME.rests_on)),
        ([[SOME], D(6)], False),
        ([[D(6)], SOME], False),
        ([["a"], X], X),
        ([[], X], False),
        ([[], NEVER_SET], NEVER_SET),
        ([maybe("a", perhaps=[0]), "a"], Unknown(LIST)),
        ([maybe("b", perhaps=[0]), "a"], False),
        ([maybe(X, "b", perhaps=[1]), "a"], X),
        ([maybe("a", grows=X), "a"], True),
        ([maybe("a", grows=X), "b"], Unknown(LIST | X.rests_on)),
        ([maybe(D(1), grows=NO_LESS), D(-1)], False),
        ([[{"a": D(1), "b": X}], {"a": D(2), "b": D(1)}], False),
        ([[{"a": D(1), "b": X}], {"a": D(1), "b": D(1)}], X),
        (
            [[{"a": D(1), "b": X}, NEVER_SET], {"a": D(1), "b": D(1)}],
            Unknown(X.rests_on, perhaps_inapplicable=True),
        ),
        ([[X, NEVER_SET], "a"], Unknown(X.rests_on, perhaps_inapplicable=True)),
        ([["b", NEVER_SET], "a"], NEVER_SET),
        ([{"a": NEVER_SET}, X], Unknown(X.rests_on, perhaps_inapplicable=True)),
        ([{"a": NEVER_SET}, {"a": D(1)}], NEVER_SET),
        ([{"a": NEVER_SET}, {"b": D(1)}], False),
        ([[Unknown(LIST, frozenset({"T", "F"}))], "U"], False),
    ],
)
def test_list_contains(args, expected):
    assert call("list contains", *args) == expected


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("append", [[D(1)], X], [D(1), X]),
        ("append", [X, D(1)], X),
        (
            "append",
            [maybe("a", "b", perhaps=[0], grows=X, prefix=0), "c"],
            maybe("a", "b", "c", perhaps=[0], grows=X, prefix=0),
        ),
        (
            "append",
            [maybe("a", grows=X, prefix=1), "c"],
            maybe("a", "c", grows=X, prefix=1),
        ),
        (
            "concatenate",
            [["a"], maybe("b", "c", perhaps=[1], prefix=1)],
            maybe("a", "b", "c", perhaps=[2], prefix=2),
        ),
        ("concatenate", [["a"], X], X),
        (
            "concatenate",
            [maybe(grows=Bounds(D(1), D(2))), maybe(grows=Bounds(D(0), None))],
            maybe(grows=Bounds(D(0), None)),
        ),
    ],
)
def test_joining(name, args, expected):
    result = call(name, *args)
    if isinstance(expected, PartialList) and not expected.open:
        assert (result.items, result.perhaps, result.open, result.prefix, result.rests_on) == (
            *(expected.items, expected.perhaps, expected.open, expected.prefix, expected.rests_on),
        )
    else:
        assert result == expected


@pytest.mark.parametrize(
    ("values", "items", "perhaps", "prefix"),
    [
        pytest.param(["a", X], ("a", X), (False, True), 1, id="an unknown may equal a known"),
        pytest.param([X, "a"], (X, "a"), (True, False), 1, id="whichever comes first"),
        pytest.param([X, X], (X, X), (False, True), 1, id="of unknowns the first stays"),
        pytest.param([SOME, D(9), "a"], (SOME, D(9), "a"), (), 3, id="bounds that reach no other"),
        pytest.param([SOME, D(3)], (SOME, D(3)), (True, False), 1, id="bounds that reach one"),
        pytest.param(
            maybe("a", "b", "a", perhaps=[0, 1]), ("a", "b"), (False, True), 0, id="sure in the end"
        ),
        pytest.param(maybe("a", perhaps=[0]), ("a",), (True,), 0, id="perhaps stays perhaps"),
    ],
)
def test_distinct_values(values, items, perhaps, prefix):
    result = call("distinct values", values)
    if not perhaps:
        assert result == list(items)
    else:
        assert (result.items, result.perhaps, result.prefix) == (items, perhaps, prefix)


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("floor", [Bounds(D("1.5"), None, LIST)], Bounds(D(1), None, LIST)),
        ("ceiling", [Bounds(D("1.2"), D("1.9"), LIST)], D(2)),
        ("decimal", [Bounds(D("1.26"), D("2.04"), LIST), D(1)], Bounds(D("1.3"), D("2.0"), LIST)),
        ("decimal", [SOME, X], Unknown(SOME.rests_on | X.rests_on)),
        ("floor", [Bounds(None, None), "a"], 'null: floor: `"a"` is not a number'),
        ("floor", [X], X),
        ("abs", [Bounds(D(-3), D(2), LIST)], Bounds(D(0), D(3), LIST)),
        ("abs", [Bounds(D(-3), D(-2), LIST)], Bounds(D(2), D(3), LIST)),
        ("abs", [Bounds(None, D(-2), LIST)], Bounds(D(2), None, LIST)),
        ("abs", [NEVER_SET], NEVER_SET),
    ],
)
def test_rounding_over_bounds(name, args, expected):
    assert call(name, *args) == expected


numbers = st.integers(-4, 4).map(D)
bounds = st.tuples(numbers, numbers).map(lambda ends: Bounds(min(ends), max(ends), LIST))
half_open = st.one_of(
    bounds,
    numbers.map(lambda low: Bounds(low, None, LIST)),
    numbers.map(lambda high: Bounds(None, high, LIST)),
)
entries = st.lists(st.tuples(st.one_of(numbers, bounds, half_open), st.booleans()), max_size=5)


def within(value):
    """Draw a number that bounds allow."""
    if not isinstance(value, Bounds):
        return st.just(value)
    low = -9 if value.low is None else int(value.low)
    high = 9 if value.high is None else int(value.high)
    return st.integers(low, high).map(D)


@st.composite
def lists_and_completions(draw):
    """Draw a partial list and one list that it may turn out to be."""
    marked = draw(entries)
    tail = draw(st.one_of(st.none(), half_open))
    there = [item for item, perhaps in marked if not perhaps or draw(st.booleans())]
    completed = [draw(within(item)) for item in there]
    if tail is not None:
        completed += draw(st.lists(within(tail), max_size=3))
    items, marks = tuple(item for item, _ in marked), tuple(perhaps for _, perhaps in marked)
    partial = PartialList(items, marks, tail is not None, tail or X, 0, LIST)
    return partial, completed


def agrees(said, came):
    """Whether what came is among what was said before."""
    if isinstance(said, Unknown):
        return True
    if isinstance(said, Bounds):
        return (
            isinstance(came, D)
            and (said.low is None or said.low <= came)
            and (said.high is None or came <= said.high)
        )
    return said == came


@pytest.mark.parametrize("name", ["count", "sum", "min", "max"])
@given(lists_and_completions())
def test_what_was_said_stays_true_however_the_list_is_completed(name, drawn):
    partial, completed = drawn

    assert agrees(call(name, partial), call(name, completed))


@given(lists_and_completions())
def test_the_number_of_distinct_values_stays_within_what_was_said(drawn):
    partial, completed = drawn

    said = call("count", call("distinct values", partial))

    assert agrees(said, call("count", call("distinct values", completed)))


@given(lists_and_completions(), numbers)
def test_whether_a_list_contains_a_number_is_never_taken_back(drawn, number):
    partial, completed = drawn

    assert agrees(call("list contains", partial, number), call("list contains", completed, number))


truths = st.sampled_from([True, False, None, X])


@given(st.lists(st.tuples(truths, st.booleans()), max_size=4), st.booleans(), st.data())
def test_all_and_any_are_never_taken_back(marked, grows, data):
    marks = tuple(perhaps for _, perhaps in marked)
    partial = PartialList(tuple(item for item, _ in marked), marks, grows, X, 0, LIST)
    known = st.sampled_from([True, False, None])
    completed = [
        data.draw(known) if item is X else item
        for item, perhaps in marked
        if not perhaps or data.draw(st.booleans())
    ] + (data.draw(st.lists(known, max_size=2)) if grows else [])

    for name in ("all", "any"):
        said, came = call(name, partial), call(name, completed)
        assert agrees(said, came)


ANY = [
    *(None, True, False, D(0), D(-1), D("1E6144"), D("1E-6176"), D("2.5"), "", "a", "[", "\ud800"),
    *([], [D(1)], [None], ["a", "b"], [[D(1)]], {}, {"a": D(1)}, {"key": "a", "value": None}),
    *(Range(D(1), D(2), True, True), Range(None, D(2), False, True), Date(2012, 4, 1)),
    *(Date(999_999_999, 12, 31), parse_temporal("10:00:00@Europe/London"), DaysTime(-(10**30))),
    *(YearsMonths(10**18), parse_temporal("2012-04-01T00:00:00Z")),
    Function("f", ("a", "b"), lambda _: True),
    Function("f", ("a",), lambda _: None),
]
ABSENCES = [
    *(X, NEVER_SET, SOME, Bounds(None, None), [X], [SOME, D(1)], [{"a": X}], {"a": X}),
    *(maybe(), maybe(grows=X), maybe(D(1), X, perhaps=[0], grows=NO_LESS), maybe("a", perhaps=[0])),
]


def arguments(name):
    built_in = BUILTINS[name]
    values = st.sampled_from([*ANY, *ABSENCES] if built_in.lifted else ANY)
    return st.one_of(
        st.lists(
            values,
            min_size=sum(not parameter.endswith("?") for parameter in signature),
            max_size=len(signature) + 2 * signature[-1].endswith("..."),
        )
        for signature in built_in.parameters
    )


ARGUMENTS = {name: arguments(name) for name in BUILTINS}


@pytest.mark.parametrize("name", sorted(BUILTINS))
@given(st.data())
def test_whatever_is_given_there_is_a_value_or_a_reason(name, data):
    args = data.draw(ARGUMENTS[name])

    result = call(name, *args)

    assert result != "null: "
    assert not isinstance(result, D) or result.is_finite()


@pytest.mark.parametrize("name", ["min", "max", "sum"])
def test_what_does_not_apply_inside_an_item_that_may_be_refused_spreads_perhaps(name):
    growing = maybe(grows=X)

    assert call(name, [{"a": NEVER_SET}, growing]) == Unknown(
        LIST | X.rests_on, perhaps_inapplicable=True
    )
    assert call(name, [NEVER_SET, growing]) == NEVER_SET


def test_the_first_of_distinct_values_stays_first_whatever_follows():
    # Of equal items the first stays: what was said of place 1 is not unsaid by a later item.
    item = {"k": SOME, "t": X}
    text = "distinct values(l)[1].k"
    growing = maybe(item, grows={"k": SOME, "t": X}, prefix=1)

    assert compile(text, ("l",)).evaluate({"l": [item]}) == SOME
    assert compile(text, ("l",)).evaluate({"l": growing}) == SOME
    assert compile(text, ("l",)).evaluate({"l": [item, {"k": D(3), "t": "a"}]}) == SOME
    assert isinstance(compile(text, ("l",)).evaluate({"l": maybe(item, perhaps=[0])}), Unknown)
