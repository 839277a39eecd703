"""The budget of an expression weighs what a step costs, so that none takes long."""

from __future__ import annotations

from time import process_time

import pytest

from tests.feel.evaluating import evaluate

pytestmark = pytest.mark.slow

TOO_MUCH = "there is too much to work through"
MANY = "count(for i in 1..900000 return {})"
TEXT = '{{a: string join(for i in 1..{} return "abcdefghij"), b: {}}}.b'


@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        *map(
            MANY.format,
            [
                "i * i + i * i + i * i + i * i + i * i",
                "exp(i / 100000)",
                "log(i)",
                "i ** 0.5",
                "1.000000000000000000000000000001 ** 999999999999999999999999999",
                'string(i) + "a" + string(i)',
                'matches(string(i), "a.*b")',
                'matches("aaaaaaaa", string(i))',
                'replace("aaaaaaaa", "a", "b")',
                'split("a,a,a,a,a,a,a", ",")',
                'date("2012-01-01") + duration("P1D")',
                'date and time("2012-01-01T00:00:00@Europe/Paris")',
                '@"2012-01-01" + @"P1M"',
                'week of year(@"2012-01-01")',
                'range("[1..3]")',
                "1 / 0",
                "nosuch",
                "round half up(i / 7, 3)",
                "[i, i, i, i, i, i, i, i, i, i]",
            ],
        ),
        "{f: function(g, n) if n = 0 then 0 else g(g, n - 1) + 1, a: for i in 1..900000 return f(f, 60)}.a",
        "{f: function(g, n) if n = 0 then 0 else g(g, n - 1) + g(g, n - 1), a: f(f, 30)}.a",
        "sort(for i in 1..100000 return modulo(i * 77377, 100003), function(a, b) log(a) < log(b))",
        "(for i in 1..400000 return i)[log(item) > 3 and log(item) < 4]",
        TEXT.format(80_000, 'split(a, "a")'),
        TEXT.format(20_000, 'for i in 1..100 return replace(a, "[a-z]", "b")'),
        TEXT.format(90_000, 'matches(a, "a.{1000}A")'),
        r'for i in 1..50 return matches("a", string(i) + "([\p{L}-[aeiou]]|\p{N}){1,40}")',
    ],
)
def test_B15_the_budget_weighs_what_a_step_costs(text: str) -> None:
    reasons: list[str] = []
    before = process_time()

    value = evaluate(text, reasons=reasons)

    assert process_time() - before < 2
    assert value is None
    assert reasons[-1] == TOO_MUCH


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("count(for i in 1..900000 return i)", 900_000),
        ("sum(for i in 1..20000 return log(i)) > 100000", True),
        ("count(for i in 1..10000 return i ** 0.5)", 10_000),
        ("count((for i in 1..100000 return i)[item > 3 and item < 7])", 3),
        (TEXT.format(10_000, 'matches(a, "[0-9]")'), False),
        (TEXT.format(500, 'count(split(a, "a"))'), 501),
        ("count(for i in 1..300, j in 1..300 return if i = j then 1 else 0)", 90_000),
    ],
)
def test_B15_what_rules_may_reasonably_ask_is_answered(text: str, value: object) -> None:
    before = process_time()

    assert evaluate(text) == value
    assert process_time() - before < 2
