"""What rests on no answer and comes to null is a mistake of the rule's, found when it is read."""

from __future__ import annotations

import pytest

from authorisation.feel import FeelSyntaxError, compile  # noqa: A004 - as `re` has it
from authorisation.feel.syntax.parse import parse
from authorisation.language.check.expressions.constants import find_null_part, is_constant


@pytest.mark.parametrize(
    ("text", "part", "why"),
    [
        ('@"2012-02-30"', '@"2012-02-30"', "`2012-02-30` is not a date that exists"),
        ('date("2012-02-30")', 'date("2012-02-30")', "`2012-02-30` is not a date that exists"),
        ("1 / 0", "1 / 0", "division by 0"),
        ("10 ** 7000", "10 ** 7000", "`10 ** 7000` is no number"),
        ('matches(officer, "(a")', '"(a"', "`(a` is not a pattern: a `(` is not closed"),
        ('replace(officer, "(a", "b")', '"(a"', "`(a` is not a pattern: a `(` is not closed"),
        ('split(officer, "(a")', '"(a"', "`(a` is not a pattern: a `(` is not closed"),
        ('matches(officer, "a", "q!")', '"a"', "`q!` has flags other than s, m, i, x and q"),
    ],
)
def test_a_constant_that_comes_to_null_is_named_with_the_reason(
    text: str, part: str, why: str
) -> None:
    found = find_null_part(parse(text))

    assert found is not None
    node, reason = found
    assert (text[node.span.start : node.span.end], reason) == (part, why)


@pytest.mark.parametrize(
    "text",
    [
        '@"2012-02-29"',
        "10 ** 6000",
        "-1",
        "null",
        "1 / officer",
        'matches(officer, "^a+$", "i")',
        'replace(officer, "a", "(b")',
        'replace(officer, "(a", "b", "q")',
        "matches(officer, pattern)",
        "date(officer)",
    ],
)
def test_what_may_have_a_value_is_let_through(text: str) -> None:
    assert find_null_part(parse(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("count([1, 2]) + 1", True), ("n + 1", False), ("[1][item = 1]", False), ("today()", False)],
)
def test_a_constant_is_made_of_literals_and_functions_of_them(text: str, expected: bool) -> None:
    assert is_constant(parse(text)) is expected


def test_a_tree_deeper_than_pythons_stack_is_refused_and_no_crash() -> None:
    text = "1"
    for _ in range(60):
        text = f"({text}{'+1' * 149})"

    with pytest.raises(FeelSyntaxError, match="too many parts stand within each other"):
        compile(text)
