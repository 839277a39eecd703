"""Canonical bytes: one form for each value, whatever it was made from, and none for what has none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

import pytest

from authorisation.model.canonical import canonical_bytes, decimal_text, sha256
from authorisation.model.source import Formula, Location


class Weight(StrEnum):
    HEAVY = "heavy"


@dataclass(frozen=True)
class Thing:
    name: str
    amount: Decimal = Decimal(1)
    tags: tuple[str, ...] = field(default_factory=tuple)
    place: str = field(default="-", compare=False)


@dataclass(frozen=True)
class DatedValue:
    """Of the name of a class that is hashed under the name it once had."""

    value: int


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("-0.00", "0"),
        ("1.50", "1.5"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("0.0000001", "0.0000001"),
        ("-2.0", "-2"),
    ],
)
def test_a_decimal_has_one_form(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(None, "null", id="nothing"),
        pytest.param(True, "true", id="yes"),
        pytest.param(7, "7", id="a whole number"),
        pytest.param(Decimal("7.00"), '"7"', id="a decimal is text"),
        pytest.param("é", '"é"', id="a text"),
        pytest.param("\ud800", '"\\ud800"', id="half a character"),
        pytest.param(date(2012, 10, 1), '"2012-10-01"', id="a date"),
        pytest.param(Weight.HEAVY, '"heavy"', id="a word from a list"),
        pytest.param((1, "a"), '[1,"a"]', id="a sequence keeps its order"),
        pytest.param(frozenset(("b", "a")), '["a","b"]', id="a set is sorted"),
        pytest.param({"b": 1, "a": 2}, '{"a":2,"b":1}', id="so are keys"),
        pytest.param(MappingProxyType({1: "a"}), '{"1":"a"}', id="keys are texts"),
        pytest.param(Thing("x"), '{"is":"Thing","name":"x"}', id="a default is left out"),
        pytest.param(
            Thing("x", Decimal(2), ("t",), "f:1:1"),
            '{"amount":"2","is":"Thing","name":"x","tags":["t"]}',
            id="what does not count in comparing is left out",
        ),
        pytest.param(DatedValue(1), '{"is":"Dated","value":1}', id="a class under its old name"),
        pytest.param(
            Formula("a", Location("f")), '{"is":"Formula","text":"a"}', id="a formula, no place"
        ),
    ],
)
def test_a_value_has_one_form(value: object, written: str) -> None:
    assert canonical_bytes(value).decode() == written


def test_what_has_no_form_is_an_error_in_our_own_work() -> None:
    with pytest.raises(TypeError, match="float has no canonical form"):
        canonical_bytes({"a": [1.5]})


def test_fields_may_be_left_out_of_the_outermost_value_alone() -> None:
    value = {"sha256": "x", "inner": {"sha256": "y"}}

    assert canonical_bytes(value, without={"sha256"}) == b'{"inner":{"sha256":"y"}}'
    assert canonical_bytes([1], without={"sha256"}) == b"[1]"


def test_equal_values_have_equal_hashes_and_others_have_others() -> None:
    one, same = Thing("x", Decimal("1.0"), place="a"), Thing("x", Decimal(1), place="b")

    assert (one, sha256(one)) == (same, sha256(same))
    assert sha256(one) != sha256(Thing("y"))
    # The digest of `null`, as other programs work it out too.
    assert sha256(None) == "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"
