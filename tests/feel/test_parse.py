"""Text to tree: what it holds, where it stands, and what a fault is called."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.feel import (
    FeelSyntaxError,
    compile,  # noqa: A004 - as `re` has it
    parse,
)
from authorisation.feel.syntax.tree import Call, Comparison, Literal, Name, Path, Span
from tests.feel.evaluating import evaluate


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        pytest.param("a.b", (), Path(Name("a"), "b"), id="a path"),
        pytest.param(
            "Monthly  Salary", ("Monthly Salary",), Name("Monthly Salary"), id="spaces fold"
        ),
        pytest.param("a - b", ("a-b",), Name("a-b"), id="the longest name in scope wins"),
        pytest.param(
            "x.time offset", (), Path(Name("x"), "time offset"), id="a property of two words"
        ),
        pytest.param(
            "x.first name", (), Path(Name("x"), "first name"), id="words after a dot are one name"
        ),
        pytest.param(
            "string length(s)",
            (),
            Call(Name("string length"), (Name("s"),)),
            id="a built-in of two words",
        ),
        pytest.param(
            "f(start position : 3)",
            (),
            Call(Name("f"), (), (("start position", Literal(Decimal(3))),)),
            id="a named argument of two words",
        ),
        pytest.param(
            "a /* one */ = // two\n 1",
            (),
            Comparison("=", Name("a"), Literal(Decimal(1))),
            id="comments",
        ),
    ],
)
def test_trees(text: str, names: tuple[str, ...], expected: object) -> None:
    assert parse(text, names) == expected


def test_a_node_knows_its_place() -> None:
    node = parse("1 +\n  limit.of")

    assert node.span == Span(line=1, column=1, start=0, end=14)
    assert node.right.span == Span(line=2, column=3, start=6, end=14)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: expected an expression, found the end of the expression"),
        ("(1 + )", "1:6: expected an expression, found `)`"),
        ("a b", "1:3: expected an operator or the end of the expression, found `b`"),
        ("a == 1", "1:4: expected an expression, found `=`; equality is a single `=`"),
        ("if a then 1", "1:12: expected `else`, found the end of the expression"),
        ("[1, 2", "1:6: expected `,` or `]`, found the end of the expression"),
        ('1 +\n "abc', '2:2: the string has no closing `"`'),
        ("1 /* x", "1:3: the comment has no closing `*/`"),
        ("a # b", "1:3: `#` is not part of the expression language"),
        ("for in x return 1", "1:5: expected a name, found `in`"),
        ("1e99999", "1:1: `1e99999` is too large a number"),
        ('"\\ud83d"', "1:1: half of a surrogate pair is not a character"),
        ("x instance of 3", "1:15: expected a type, found `3`"),
        ("(" * 200, "1:101: more than 100 expressions deep"),
        ("1" + "+1" * 400, "1:302: more than 150 operators in a row"),
        ("x" + "[1]" * 400, "1:452: more than 150 postfixes in a row"),
        ("1" * 30_000, "1:20001: the expression is longer than 20,000 characters"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)

    assert f"{caught.value.line}:{caught.value.column}: {caught.value}" == message


def test_a_fault_says_what_was_expected() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse("{a: 1")

    assert caught.value.expected == ("`,`", "`}`")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2 ** 2", Decimal(4)),
        ("2 ** 3 ** 2", Decimal(64)),
        ("2 + 3 * 4 - 1", Decimal(13)),
        ("1 - 2 - 3", Decimal(-4)),
        ("1 + 2 = 3 and not(false)", True),
        ("true or false and false", True),
        ("2 between 1 and 3 and true", True),
        ("if true then 1 else 2 + 3", Decimal(1)),
        ("5 in ]1..10[ and true", True),
        ("5 in (1 + 4)", True),
        ("5 in (2 + 2) + 1", True),
        ("5 in (< 3, > 4)", True),
        ("[1,2,3][[3,2][2]]", Decimal(2)),
        ("{foo + bar: 1, b: foo+bar + 1}.b", Decimal(2)),
        ("for my var in [1,2] return my var * 2", [Decimal(2), Decimal(4)]),
        ("(function(first one, b: number) first one + b)(b: 1, first one: 2)", Decimal(3)),
        ('"a\\u0041\\U01F600\\n\\s"', "aA😀\n\\s"),
    ],
)
def test_what_binds_to_what(text: str, value: object) -> None:
    assert evaluate(text) == value


@given(st.text(alphabet='abif "@\\.[](){}<>=!+-*/,:?0159éforinthenelse\n', max_size=40))
def test_any_text_is_an_expression_or_a_fault(text: str) -> None:
    try:
        expression = compile(text)
    except FeelSyntaxError as fault:
        place = (fault.line, fault.column)
    else:
        expression.evaluate({})
        place = (1, 1)

    assert min(place) >= 1
