"""What is settled before an answer is known is the same once it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from authorisation.feel import compile  # noqa: A004 - as `re` has it
from authorisation.feel.temporal.kinds import Date, DaysTime
from authorisation.feel.values.values import Bounds, Function, PartialList, Unknown
from tests.examples import examples

SAME_EACH_TIME = settings(
    max_examples=examples(300),
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
AT_LENGTH = settings(SAME_EACH_TIME, max_examples=20_000, derandomize=False)
"""The everyday run is repeatable; the longer one looks for what is new."""

NUMBERS = [Decimal(n) for n in ("-3", "-1", "0", "0.5", "1", "2", "3", "7")]
TEXTS = ["a", "b", "lay", ""]
DATES = [Date(2012, 10, 1), Date(2013, 4, 1)]
SCALARS = [*NUMBERS, *TEXTS, True, False, None, *DATES, DaysTime(0)]

numbers = st.sampled_from(NUMBERS)
texts = st.sampled_from(TEXTS)
scalars = st.sampled_from(SCALARS)


@st.composite
def bounds(draw: Any, path: str) -> Bounds:
    low, high = sorted((draw(numbers), draw(numbers)))
    return Bounds(
        low if draw(st.booleans()) else None,
        high if draw(st.booleans()) else None,
        frozenset((path,)),
    )


def unknown(path: str) -> st.SearchStrategy[Unknown]:
    return st.just(Unknown(frozenset((path,))))


@st.composite
def items(draw: Any, path: str) -> dict[str, Any]:
    return {
        "k": draw(st.one_of(numbers, bounds(f"{path}.k"))),
        "t": draw(st.one_of(texts, unknown(f"{path}.t"))),
        "f": draw(st.one_of(st.booleans(), unknown(f"{path}.f"))),
    }


def tail(path: str) -> dict[str, Any]:
    rests = frozenset((path,))
    return {"k": Bounds(Decimal(0), None, rests), "t": Unknown(rests), "f": Unknown(rests)}


@st.composite
def lists(draw: Any, path: str, item: st.SearchStrategy[Any], tail: Any) -> Any:
    held = draw(st.lists(item, max_size=3))
    if draw(st.booleans()):
        return held
    return PartialList(
        tuple(held),
        open=True,
        tail=tail,
        prefix=len(held),
        rests_on=frozenset((path,)),
    )


INAPPLICABLE = Unknown(inapplicable=True)
contexts = st.fixed_dictionaries(
    {
        "n": st.one_of(numbers, bounds("n")),
        "m": st.one_of(bounds("m"), unknown("m")),
        "u": st.one_of(scalars, unknown("u")),
        "v": unknown("v"),
        "b": st.one_of(st.booleans(), unknown("b")),
        "s": st.one_of(texts, unknown("s")),
        "c": st.one_of(
            st.just(Unknown(frozenset("c"), among=frozenset(("a", "b")))),
            st.just(Unknown(frozenset("c"), among=frozenset((True, False)))),
            st.just(Unknown(frozenset("c"), among=frozenset((Decimal(1), Decimal(2), None)))),
        ),
        "p": st.one_of(numbers, st.just(INAPPLICABLE)),
        "d": st.one_of(st.sampled_from(DATES), unknown("d")),
        "l": lists("l", items("l"), tail("l")),
        "q": lists(
            "q", st.one_of(numbers, bounds("q"), unknown("q")), Bounds(None, None, frozenset("q"))
        ),
        "w": lists("w", st.one_of(texts, unknown("w")), Unknown(frozenset("w"))),
    }
)


def joined(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    made = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*made).map("".join)


number_leaf = st.sampled_from(
    ["0", "1", "2", "-1", "0.5", "n", "m", "u", "p", "k", "item", "x", "x.k"]
)
boolean_leaf = st.sampled_from(["true", "false", "b", "u", "f", "c", "x.f", "null"])
text_leaf = st.sampled_from(
    ['"a"', '"lay"', "s", "t", "c", "u", "x.t", "d", '@"2012-12-01"', "item"]
)
list_leaf = st.sampled_from(
    [
        "l",
        "q",
        "w",
        "[]",
        "[1, 2, n]",
        "[u, s]",
        "l.k",
        "l.t",
        "q[item > 0]",
        "l[f]",
        "[1..3]",
        "{a: n, b: u}",
    ]
)
COMPARE = st.sampled_from([" = ", " != ", " < ", " <= ", " > ", " >= "])


@dataclass(frozen=True)
class Grammar:
    """Texts of expressions, none nested deeper than some depth."""

    number: st.SearchStrategy[str]
    boolean: st.SearchStrategy[str]
    listed: st.SearchStrategy[str]
    anything: st.SearchStrategy[str]


def leaves() -> Grammar:
    """What has nothing inside it."""
    either = st.one_of(number_leaf, boolean_leaf, text_leaf, list_leaf, st.just("null"))
    return Grammar(number_leaf, boolean_leaf, list_leaf, either)


def nested(inner: Grammar) -> Grammar:
    """What has such expressions inside it, and its own leaves now and then."""
    number, boolean, listed, anything = inner.number, inner.boolean, inner.listed, inner.anything
    numbers_made = st.one_of(
        joined("(", number, st.sampled_from([" + ", " - ", " * ", " / ", " ** "]), number, ")"),
        joined(
            st.sampled_from(
                ["count", "sum", "min", "max", "mean", "abs", "floor", "product", "median"]
            ),
            "(",
            listed,
            ")",
        ),
        joined("(if ", boolean, " then ", number, " else ", number, ")"),
        joined(
            listed,
            "[",
            st.sampled_from(["1", "2", "-1", "n", "k"]),
            "]",
            st.sampled_from(["", ".k"]),
        ),
        joined("-", number_leaf),
    )
    truths_made = st.one_of(
        joined("(", number, COMPARE, number, ")"),
        joined("(", text_leaf, COMPARE, text_leaf, ")"),
        joined("(", anything, st.sampled_from([" = ", " != "]), anything, ")"),
        joined("(", boolean, st.sampled_from([" and ", " or "]), boolean, ")"),
        joined("not(", boolean, ")"),
        joined("(", number, " between ", number, " and ", number, ")"),
        joined("(", anything, " in (", number, ", > ", number, ", ", listed, "))"),
        joined("(", anything, " in ", listed, ")"),
        joined("(", number, " in [", number, "..", number, "))"),
        joined(
            "(",
            anything,
            " instance of ",
            st.sampled_from(
                ["number", "string", "list<number>", "Any", "list<Any>", "context<a: number>"]
            ),
            ")",
        ),
        joined(
            "(", st.sampled_from(["some", "every"]), " x in ", listed, " satisfies ", boolean, ")"
        ),
        joined(
            st.sampled_from(["all", "any", "list contains"]),
            "(",
            listed,
            st.sampled_from(["", ", n", ", s", ", 1"]),
            ")",
        ),
    )
    lists_made = st.one_of(
        joined(listed, "[", boolean, "]"),
        joined("(for x in ", listed, " return ", anything, ")"),
        joined("(for x in ", listed, ", y in ", listed, " return ", anything, ")"),
        joined(listed, st.sampled_from([".k", ".t", ".f"])),
        joined("[", anything, ", ", anything, "]"),
        joined("(if ", boolean, " then ", listed, " else ", listed, ")"),
        joined(
            st.sampled_from(["distinct values", "concatenate", "flatten", "reverse", "append"]),
            "(",
            listed,
            ", ",
            anything,
            ")",
        ),
        joined("distinct values(", listed, ")"),
        joined("{a: ", anything, ", b: a}"),
    )
    anything_made = st.one_of(
        numbers_made,
        truths_made,
        joined("(function(z: number) ", anything, ")(", anything, ")"),
        joined("(function(x) ", anything, ")(", anything, ")"),
        joined("string(", anything, ")"),
        joined("(if ", boolean, " then ", anything, " else ", anything, ")"),
        joined("{a: ", anything, ", b: a}.b"),
        joined("(", text_leaf, " + ", text_leaf, ")"),
        joined("(", text_leaf, " - ", text_leaf, ")"),
        joined(listed, "[1]"),
    )
    return Grammar(
        st.one_of(number_leaf, numbers_made, anything_made),
        st.one_of(truths_made, truths_made, boolean_leaf, anything_made),
        st.one_of(list_leaf, lists_made),
        st.one_of(numbers_made, truths_made, lists_made, anything_made),
    )


expressions = nested(nested(nested(leaves()))).anything


@st.composite
def completions(draw: Any, value: Any, *, whole: bool) -> Any:
    """Answer some questions, or all of them."""
    if isinstance(value, dict):
        return {key: draw(completions(item, whole=whole)) for key, item in value.items()}
    if isinstance(value, list):
        return [draw(completions(item, whole=whole)) for item in value]
    if not isinstance(value, Unknown | Bounds | PartialList) or value == INAPPLICABLE:
        return value
    if not isinstance(value, PartialList):
        return draw(_answers(value)) if whole or draw(st.booleans()) else value
    held = [draw(completions(item, whole=whole)) for item in value.items]
    more = draw(st.lists(completions(value.tail, whole=whole), max_size=2))
    if whole or draw(st.booleans()):
        return held + more
    known = (*held, *more)
    return structs.replace(value, items=known, prefix=len(known))


def _answers(value: Unknown | Bounds) -> st.SearchStrategy[Any]:
    if isinstance(value, Unknown):
        return st.sampled_from(sorted(value.among, key=str)) if value.among else scalars
    low = value.low if value.low is not None else (value.high or Decimal(0)) - 9
    high = value.high if value.high is not None else max(low, Decimal(0)) + 9
    inside = [number for number in (*NUMBERS, low, high) if low <= number <= high]
    return st.sampled_from(inside)


def covers(before: Any, after: Any) -> bool:
    """Is `after` one of the values that `before` allows?"""
    if isinstance(after, Unknown) and after.inapplicable:
        return isinstance(before, Unknown) and (before.inapplicable or before.perhaps_inapplicable)
    if isinstance(before, Unknown):
        if before.inapplicable:
            return False
        if before.among is None:
            return True
        return (
            after.among is not None and after.among <= before.among
            if isinstance(after, Unknown)
            else after in before.among
        )
    if isinstance(after, Unknown):
        return False
    if isinstance(before, Bounds):
        return _within(before, after)
    if isinstance(before, PartialList):
        return _list_covers(before, after)
    if type(before) is not type(after):
        return False
    if isinstance(before, list):
        return len(before) == len(after) and all(map(covers, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(covers(before[k], after[k]) for k in before)
    return isinstance(before, Function) or bool(before == after)


def _within(before: Bounds, after: Any) -> bool:
    low, high = (after.low, after.high) if isinstance(after, Bounds) else (after, after)
    if not isinstance(after, Bounds | Decimal):
        return False
    return (before.low is None or (low is not None and low >= before.low)) and (
        before.high is None or (high is not None and high <= before.high)
    )


def _count(value: PartialList) -> tuple[int, float]:
    size = len(value.items)
    return size - sum(value.perhaps), math.inf if value.open else size


def _list_covers(before: PartialList, after: Any) -> bool:
    if isinstance(after, PartialList):
        # Which of the items stays may change while their number only becomes more certain.
        low, high = _count(before)
        later_low, later_high = _count(after)
        return low <= later_low and later_high <= high
    if not isinstance(after, list):
        return False
    found = after
    certain = found[: before.prefix]
    if len(certain) < before.prefix or not all(map(covers, before.items, certain)):
        return False
    may_go = before.perhaps or (False,) * len(before.items)

    def matches(i: int, rest: list[Any]) -> bool:
        """Can each item be found, in any order, and is what is left over from the tail?"""
        if i == len(before.items):
            return not rest or (before.open and all(covers(before.tail, item) for item in rest))
        return (may_go[i] and matches(i + 1, rest)) or any(
            covers(before.items[i], item) and matches(i + 1, rest[:j] + rest[j + 1 :])
            for j, item in enumerate(rest)
        )

    return matches(0, found)


def answers_overturn_nothing(text: str, context: dict[str, Any], data: Any, whole: bool) -> None:
    expression = compile(text, tuple(context))
    answered = data.draw(completions(context, whole=whole), label="answered")

    before, after = expression.evaluate(context), expression.evaluate(answered)

    assert covers(before, after), f"{text}: {before!r}, then {after!r}"


def nothing_stays_unknown(text: str, context: dict[str, Any], data: Any) -> None:
    answered = data.draw(completions({**context, "p": Decimal(1)}, whole=True))

    value = compile(text, tuple(context)).evaluate(answered)

    assert not isinstance(value, Unknown | Bounds | PartialList)


@pytest.mark.slow
@SAME_EACH_TIME
@given(expressions, contexts, st.data(), st.booleans())
def test_an_answer_never_overturns_what_is_settled(text, context, data, whole) -> None:
    answers_overturn_nothing(text, context, data, whole)


@pytest.mark.slow
@SAME_EACH_TIME
@given(expressions, contexts, st.data())
def test_with_every_answer_nothing_is_unknown(text, context, data) -> None:
    nothing_stays_unknown(text, context, data)


@pytest.mark.fuzz
@AT_LENGTH
@given(expressions, contexts, st.data(), st.booleans())
def test_an_answer_never_overturns_what_is_settled_at_length(text, context, data, whole) -> None:
    answers_overturn_nothing(text, context, data, whole)


@pytest.mark.fuzz
@AT_LENGTH
@given(expressions, contexts, st.data())
def test_with_every_answer_nothing_is_unknown_at_length(text, context, data) -> None:
    nothing_stays_unknown(text, context, data)
