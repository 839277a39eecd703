"""A rule set comes back from its bytes as it was, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.explain.assessment.page import describe_assessment
from authorisation.language.rules.encoded import decode_rule_set, encode_rule_set
from authorisation.language.rules.load import load_rule_set
from authorisation.model.canonical import sha256
from authorisation.model.rules import Alternative, DatedValue, RuleSet
from authorisation.model.value import Duration, Items
from tests.files import load_submission

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NAMES = sorted(path.parent.name for path in (ROOT / "rules").glob("*/ruleset.yaml"))
FIXTURES = sorted((ROOT / "fixtures").glob("*.yaml"))

scalars = (
    st.decimals(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.booleans()
    | st.dates()
    | st.none()
    | st.builds(Duration, months=st.integers(0, 99_999))
    | st.builds(Duration, days=st.integers(0, 99_999))
)
items = scalars | st.dictionaries(st.text(), scalars)
answers = scalars | st.builds(Items, st.lists(items).map(tuple), st.booleans())


@cache
def rule_set(name: str) -> RuleSet:
    return load_rule_set(name, root=ROOT / "rules")


GPCC, STATUTORY = rule_set("gpcc-2010"), rule_set("statutory-2022")


def leaves(value: object) -> Iterator[tuple[str, object]]:
    """Every value inside an answer, with its type: 1 and True are equal, and so are 1 and 1.0."""
    match value:
        case Items():
            yield "items", value.so_far
            for item in value.items:
                yield from leaves(item)
        case dict():
            for name, inside in value.items():
                yield "name", name
                yield from leaves(inside)
        case Decimal():
            yield "Decimal", str(value)
        case _:
            yield type(value).__name__, value


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rule_set_is_the_same_places_included(name: str) -> None:
    rules = rule_set(name)
    decoded = decode_rule_set(encode_rule_set(rules))

    assert decoded == rules
    assert sha256(decoded) == sha256(rules)
    assert encode_rule_set(decoded) == encode_rule_set(rules)
    assert [c.at for c in decoded.criteria.values()] == [c.at for c in rules.criteria.values()]
    assert (decoded.sha256, decoded.edited) == (rules.sha256, rules.edited)


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rule_set_comes_to_the_same_assessments(name: str) -> None:
    rules = rule_set(name)
    programs = [compile_rules(each) for each in (rules, decode_rule_set(encode_rule_set(rules)))]
    for file in FIXTURES:
        given_ = load_submission(file, rules)
        pages = [
            describe_assessment(assess(program, given_, as_of=date(2023, 1, 1)), program, full=True)
            for program in programs
        ]

        assert pages[0] == pages[1]

    assert len(FIXTURES) > 20


@given(answers, answers)
def test_a_value_of_a_parameter_keeps_its_type(value: object, other: object) -> None:
    name, parameter = next(iter(GPCC.parameters.items()))
    dated = DatedValue(
        since=date(2012, 1, 1), value=value, contested=(Alternative(value=other, source="ours"),)
    )
    changed = replace(GPCC, parameters={name: replace(parameter, values=(dated,))})
    [decoded] = decode_rule_set(encode_rule_set(changed)).parameters[name].values

    assert list(leaves(decoded.value)) == list(leaves(value))
    assert list(leaves(decoded.contested[0].value)) == list(leaves(other))


@given(st.binary())
def test_bytes_that_hold_no_rule_set_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_rule_set(data)


@pytest.mark.parametrize(
    ("written", "damaged"),
    [
        pytest.param(Decimal(1234567), (b"1234567", b"12x4567"), id="a number"),
        pytest.param(date(2017, 10, 3), (b"2017-10-03", b"2017-13-03"), id="a date"),
        pytest.param(Duration(days=87), (b"\x92\x00\x57", b"\x91\x00\x57"), id="a length of time"),
        pytest.param(Items(("abcdef",)), (b"\x91\xa6abcdef", b"\x91\xa7abcdef"), id="a list"),
        pytest.param(Items(("abcdef",)), (b"\x04\x91\xa6abc", b"\x09\x91\xa6abc"), id="a mark"),
    ],
)
def test_a_damaged_value_of_a_parameter_is_refused(
    written: object, damaged: tuple[bytes, bytes]
) -> None:
    name, parameter = next(iter(GPCC.parameters.items()))
    dated = DatedValue(since=date(2012, 1, 1), value=written)
    encoded = encode_rule_set(replace(GPCC, parameters={name: replace(parameter, values=(dated,))}))

    assert encoded.count(damaged[0]) == 1
    with pytest.raises(ValueError, match=r"."):
        decode_rule_set(encoded.replace(*damaged))


@given(st.data())
def test_bytes_with_changes_are_refused_or_hold_some_rule_set(data: st.DataObject) -> None:
    encoded = bytearray(encode_rule_set(STATUTORY))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(encoded) - 1))
        encoded[at] = data.draw(st.integers(0, 255))
    try:
        decoded = decode_rule_set(bytes(encoded))
    except ValueError:
        decoded = None
    assert decoded is None or isinstance(decoded, RuleSet)
