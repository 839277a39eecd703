"""A filter by single fields keeps what the general way keeps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authorisation.feel import compile  # noqa: A004 - as `re` has it
from authorisation.feel.values.values import Bounds, PartialList, Unknown
from tests.examples import examples

U = frozenset(("u",))
FIELDS = {
    "t": st.sampled_from(
        [
            "a",
            "b",
            None,
            Decimal(1),
            Unknown(frozenset(("t",))),
            Unknown(frozenset(("t",)), frozenset(("a", "b"))),
            Unknown(frozenset(("t",)), frozenset(("b", "c"))),
            Unknown(frozenset(("t",)), frozenset(("a",))),
            Unknown(inapplicable=True),
            Unknown(frozenset(("t",)), perhaps_inapplicable=True),
        ]
    ),
    "f": st.sampled_from(
        [
            True,
            False,
            None,
            Decimal(1),
            Unknown(frozenset(("f",)), frozenset((True, False, None))),
            Unknown(frozenset(("f",)), frozenset((Decimal(1), Decimal(0)))),
        ]
    ),
    "k": st.sampled_from(
        [
            Decimal(1),
            Decimal("2.0"),
            True,
            Bounds(Decimal(0), Decimal(1), frozenset(("k",))),
            Bounds(Decimal(3), None, frozenset(("k",))),
            Unknown(frozenset(("k",)), frozenset((True, False))),
        ]
    ),
}
items = st.fixed_dictionaries({}, optional=FIELDS) | st.fixed_dictionaries(FIELDS)
contexts = st.fixed_dictionaries(
    {
        "l": st.lists(items, max_size=4)
        | st.lists(st.fixed_dictionaries(FIELDS), max_size=4).map(
            lambda held: PartialList(
                tuple(held), open=True, tail={"t": Unknown(U)}, prefix=len(held), rests_on=U
            )
        ),
        "t": st.just("a"),
        "n": st.sampled_from([Decimal(1), Unknown(frozenset(("n",)))]),
    }
)
PARTS = (
    't = "a"',
    't in ["a", "b"]',
    "f = true",
    "f = false",
    "k = 1",
    "k = 2",
    "k >= n",
    "f",
    "t != null",
)


@settings(max_examples=examples(500))
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3), contexts)
def test_the_short_way_keeps_what_the_general_way_keeps(parts: list[str], context: Any) -> None:
    condition = " and ".join(parts)
    if condition == "f":
        condition = "f = true"

    short = compile(f"l[{condition}]", tuple(context)).evaluate(context)
    general = compile(f"l[not(not({condition}))]", tuple(context)).evaluate(context)

    assert short == general


FLAG = Unknown(frozenset(("flag",)), frozenset((True, False, None)))


@pytest.mark.parametrize(
    ("flags", "kept"),
    [
        pytest.param([True, False, None], [1], id="known flags"),
        pytest.param(
            [True, FLAG, False, True],
            PartialList((1, 2, 4), (False, True, False), prefix=1, rests_on=FLAG.rests_on),
            id="a flag not answered keeps its item perhaps",
        ),
        pytest.param(
            [FLAG, True],
            PartialList((1, 2), (True, False), prefix=0, rests_on=FLAG.rests_on),
            id="also the first",
        ),
        pytest.param([False, False], [], id="nothing"),
    ],
)
@pytest.mark.parametrize("complete", [True, False], ids=["complete", "so far"])
def test_a_question_of_yes_or_no_filters_item_by_item(
    flags: list[Any], kept: Any, complete: bool
) -> None:
    items = [{"id": number, "flag": flag} for number, flag in enumerate(flags, 1)]
    tail = {"id": Unknown(U), "flag": Unknown(U, frozenset((True, False, None)))}
    listed = PartialList(tuple(items), open=True, tail=tail, prefix=len(items), rests_on=U)
    found = compile("l[flag].id", ("l",)).evaluate({"l": items if complete else listed})

    if complete:
        assert found == kept
        return
    sure = kept if isinstance(kept, PartialList) else PartialList(tuple(kept), prefix=len(kept))
    marks = sure.perhaps or (False,) * len(sure.items)
    assert found == PartialList(
        sure.items,
        marks,
        open=True,
        tail=Unknown(U),
        prefix=sure.prefix,
        rests_on=sure.rests_on | U,
    )


@pytest.mark.parametrize(
    "test",
    [
        'matches(text, "a")',
        'contains(text, "a")',
        'starts with(text, "a")',
        'ends with(text, "a")',
        'if text = "a" then item.n > 1 else matches(text, "a")',
    ],
)
def test_a_test_in_brackets_is_no_position_though_it_is_not_known(test: str) -> None:
    count = compile(f"count(l[{test}])", ("l", "text"))
    assert count.evaluate({"l": [], "text": Unknown(U)}) == 0
