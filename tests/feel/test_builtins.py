"""The built-ins on known values, one table a family; arguments and results are written as JSON."""

# ruff: noqa: FBT003 (the ends of a range are included or not)

from __future__ import annotations

import json
from decimal import Context, Decimal, localcontext

import pytest

from authorisation.feel.builtins import BUILTINS
from authorisation.feel.errors import FeelError
from authorisation.feel.temporal.kinds import temporal_kind
from authorisation.feel.temporal.text import format_temporal, parse_temporal
from authorisation.feel.values.values import Function, Range


def read(written):
    """Read JSON whose numbers are decimals and whose texts after `@` are temporal."""
    return _literals(json.loads(written, parse_int=Decimal, parse_float=Decimal))


def _literals(value):
    match value:
        case str() if value.startswith("@"):
            return parse_temporal(value[1:])
        case list():
            return [_literals(item) for item in value]
        case dict():
            return {key: _literals(item) for key, item in value.items()}
    return value


def told(value):
    """Give a result as it would be written for `read`, temporal values within included."""
    match value:
        case list():
            return [told(item) for item in value]
        case dict():
            return {key: told(item) for key, item in value.items()}
    return f"@{format_temporal(value)}" if temporal_kind(value) else value


def call(name, written):
    try:
        result = BUILTINS[name].call(read(written))
    except FeelError as error:
        return f"null: {error.reason}"
    return told(result)


def family(rows):
    return pytest.mark.parametrize(
        ("name", "arguments", "expected"),
        [pytest.param(*row, id=f"{row[0]} {row[1][:40]}") for row in rows],
    )


def check(name, arguments, expected):
    result = call(name, arguments)
    if expected.startswith("null: "):
        assert result == expected
    else:
        wanted = json.loads(expected, parse_int=Decimal, parse_float=Decimal)
        assert (type(result), result) == (type(wanted), wanted)


@family(
    [
        ("decimal", "[2.5, 0]", "2"),
        ("decimal", "[0.515, 2]", "0.52"),
        ("decimal", "[1, 6000]", "1"),
        ("decimal", "[1, 7000]", "null: decimal: a scale is between -6111 and 6176"),
        ("decimal", "[1E6000, -6111]", "0"),
        ("decimal", "[1, 1E999999]", "null: decimal: `1E+999999` is not a number of this size"),
        ("floor", "[-1.5]", "-2"),
        ("floor", "[1.56, 1]", "1.5"),
        ("floor", "[null]", "null: floor: `null` is not a number"),
        ("floor", "[1.5, null]", "null: floor: `null` is not a number"),
        ("ceiling", "[-0.3333]", "0"),
        ("ceiling", "[1E-6170]", "1"),
        ("round up", "[-5.5, 0]", "-6"),
        ("round up", "[1.121, 2]", "1.13"),
        ("round down", "[-5.5, 0]", "-5"),
        ("round half up", "[-5.5, 0]", "-6"),
        ("round half down", "[-5.5, 0]", "-5"),
        ("round half down", "[-1.126, 2]", "-1.13"),
        ("abs", "[-1]", "1"),
        ("abs", '["@-P1D"]', '"@P1D"'),
        ("abs", '["@-P1Y"]', '"@P1Y"'),
        ("abs", "[true]", "null: abs: `true` is not a number or a duration"),
        ("modulo", "[10, 4]", "2"),
        ("modulo", "[-10, 4]", "2"),
        ("modulo", "[12, -5]", "-3"),
        ("modulo", "[-10.1, -4.5]", "-1.1"),
        ("modulo", "[-8, 4]", "0"),
        ("modulo", "[10, 0]", "null: modulo: the divisor is zero"),
        (
            "modulo",
            "[1E6000, 7]",
            "null: modulo: the result is not a number, or too great for one",
        ),
        ("sqrt", "[4]", "2"),
        ("sqrt", "[-1]", "null: sqrt: a negative number has no square root"),
        ("log", "[1]", "0"),
        ("log", "[0]", "null: log: only a number above zero has a logarithm"),
        ("exp", "[0]", "1"),
        ("exp", "[1E9]", "null: exp: the result is not a number, or too great for one"),
        ("even", "[-2]", "true"),
        ("even", "[1.5]", "false"),
        ("odd", "[-1]", "true"),
        ("odd", "[1.5]", "false"),
        ("odd", '["4"]', 'null: odd: `"4"` is not a number'),
    ]
)
def test_numbers(name, arguments, expected):
    check(name, arguments, expected)


@family(
    [
        ("substring", '["foobar", 3]', '"obar"'),
        ("substring", '["foobar", 3, 3.8]', '"oba"'),
        ("substring", '["foobar", -2, 1]', '"a"'),
        ("substring", '["foobar", 0]', "null: substring: there is no position 0 in 6 characters"),
        ("substring", '["foobar", 7]', "null: substring: there is no position 7 in 6 characters"),
        ("substring", '["foobar", 1, 0]', "null: substring: the length is below 1"),
        ("substring", '["\\ud83d\\udc0eab", 2]', '"ab"'),
        ("string length", '["\\ud83d\\udc0e"]', "1"),
        ("string length", "[null]", "null: string length: `null` is not a text"),
        ("upper case", '["aBc4"]', '"ABC4"'),
        ("lower case", '["aBc4"]', '"abc4"'),
        ("substring before", '["foobar", "bar"]', '"foo"'),
        ("substring before", '["foobar", "xyz"]', '""'),
        ("substring before", '["foobar", ""]', '""'),
        ("substring after", '["foobar", "ob"]', '"ar"'),
        ("substring after", '["abc", ""]', '"abc"'),
        ("substring after", '["abc", "x"]', '""'),
        ("contains", '["foobar", "of"]', "false"),
        ("contains", '["", ""]', "true"),
        ("starts with", '["foobar", "fo"]', "true"),
        ("ends with", '["foobar", "fo"]', "false"),
        ("ends with", '["foobar", null]', "null: ends with: `null` is not a text"),
        ("split", '["John Doe", "\\\\s"]', '["John", "Doe"]'),
        ("split", '["a;b;c;;", ";"]', '["a", "b", "c", "", ""]'),
        ("string join", '[["a", null, "c"], "X"]', '"aXc"'),
        ("string join", '[["a", "b"]]', '"ab"'),
        ("string join", '[[], "X"]', '""'),
        ("string join", '["a", null]', '"a"'),
        ("string join", '[[1], "X"]', "null: string join: `1` is not a text"),
        ("string", "[null]", "null"),
        ("string", '["a"]', '"a"'),
        ("string", "[1.10]", '"1.1"'),
        ("string", "[1E3]", '"1000"'),
        ("string", '["@2012-04-01"]', '"2012-04-01"'),
        (
            "string",
            '[[1, "a\\"b", null, {"x": true, "y z": "@P1D"}]]',
            '"[1, \\"a\\\\\\"b\\", null, {x: true, y z: @\\"P1D\\"}]"',
        ),
        ("string", '[{"{": "foo"}]', '"{\\"{\\": \\"foo\\"}"'),
        ("number", '["1,000,000.01", ",", "."]', "1000000.01"),
        ("number", '["1.000.000,01", ".", ","]', "1000000.01"),
        ("number", '["1 000", " ", null]', "1000"),
        ("number", '["-1.5e3"]', "-1500"),
        ("number", '["1,5", ",", ","]', "null: number: the two separators are the same"),
        ("number", '["1:5", ":", "."]', 'null: number: `":"` is not a space, comma or point'),
        ("number", '["Infinity"]', 'null: number: `"Infinity"` is not a number as written'),
        ("number", '["1e99999"]', "null: number: the result is not a number, or too great for one"),
        ("number", "[1]", "null: number: `1` is not a text"),
    ]
)
def test_texts(name, arguments, expected):
    check(name, arguments, expected)


@family(
    [
        ("list contains", '[[1, 2, "a"], "a"]', "true"),
        ("list contains", "[[1, 2, null], null]", "true"),
        ("list contains", "[[1], true]", "false"),
        ("list contains", "[[true], 1]", "false"),
        ("list contains", '[["@P1Y"], "@P12M"]', "true"),
        ("list contains", '[[{"a": [1]}], {"a": [1.0]}]', "true"),
        ("list contains", "[null, 1]", "null: list contains: `null` is not a list"),
        ("count", "[[1, null, 3]]", "3"),
        ("count", "[[]]", "0"),
        ("count", "[5]", "1"),
        ("count", "[null]", "null: count: `null` is not a list"),
        ("sum", "[[6, 14, -3]]", "17"),
        ("sum", "[1, 2, 3]", "6"),
        ("sum", "[[0.1, 0.2]]", "0.3"),
        ("sum", "[[]]", "null: sum: the list is empty"),
        ("sum", '[[1, "a"]]', 'null: sum: `"a"` is not a number'),
        ("sum", "[[1, true]]", "null: sum: `true` is not a number"),
        ("min", "[[3, 1, 2]]", "1"),
        ("max", '["a", "c", "b"]', '"c"'),
        ("max", '[["@2012-01-01", "@2013-01-01"]]', '"@2013-01-01"'),
        ("min", '[["@P1Y", "@P11M"]]', '"@P11M"'),
        ("min", "[[]]", "null: min: the list is empty"),
        ("min", '[[1, "a"]]', "null: min: the values have no common order"),
        ("min", "[null]", "null: min: `null` is not a list"),
        ("mean", "[[6, 14, -3, 3]]", "5"),
        ("mean", "[[]]", "null: mean: the list is empty"),
        ("product", "[[2.5, 1, 2.5, 3]]", "18.75"),
        (
            "product",
            "[1E6000, 1E6000]",
            "null: product: the result is not a number, or too great for one",
        ),
        ("median", "[[6, 1, 2, 3]]", "2.5"),
        ("median", "[4]", "4"),
        ("stddev", "[2, 4, 4, 6]", "1.632993161855452065464856049803928"),
        ("stddev", "[47]", "null: stddev: one number has no spread"),
        ("mode", "[[3, 6, 1, 9, 6, 1, 3]]", "[1, 3, 6]"),
        ("mode", "[[]]", "[]"),
        ("all", "[[true, false, null]]", "false"),
        ("all", "[[true, null]]", "null: all: `null` is not true or false"),
        ("all", "[[]]", "true"),
        ("all", "[null]", "null: all: `null` is not a list"),
        ("any", "[false, true]", "true"),
        ("any", "[[123, false]]", "null: any: `123` is not true or false"),
        ("not", "[true]", "false"),
        ("not", "[null]", "null: not: `null` is not true or false"),
        ("append", "[[1], 2, 3]", "[1, 2, 3]"),
        ("append", "[null, 1]", "null: append: `null` is not a list"),
        ("concatenate", "[[1, 2], [3], 4]", "[1, 2, 3, 4]"),
        ("insert before", "[[1, 3], 2, 9]", "[1, 9, 3]"),
        ("insert before", "[[1, 3], -1, 9]", "[1, 9, 3]"),
        (
            "insert before",
            "[[1, 3], 3, 9]",
            "null: insert before: there is no position 3 in 2 items",
        ),
        ("remove", "[[1, 2, 3], -3]", "[2, 3]"),
        ("remove", "[[1], 0]", "null: remove: there is no position 0 in 1 items"),
        ("reverse", "[[1, 2]]", "[2, 1]"),
        ("index of", "[[1, 2, 1, null], 1]", "[1, 3]"),
        ("index of", "[[1, null], null]", "[2]"),
        ("union", "[[1, 2], [2, 3]]", "[1, 2, 3]"),
        ("distinct values", '[[1, "1", 1.0, true, null, null]]', '[1, "1", true, null]'),
        ("flatten", "[[[1, [2]], [[3]], 4]]", "[1, 2, 3, 4]"),
        ("sublist", "[[4, 5, 6], -2, 1]", "[5]"),
        ("sublist", "[[4, 5, 6], 2, 3]", "null: sublist: there are not 3 items from there"),
        ("list replace", "[[1, 2, 3], -1, 4]", "[1, 2, 4]"),
        ("list replace", "[[1], 2, 4]", "null: list replace: there is no position 2 in 1 items"),
        ("list replace", '[[1], "1", 4]', 'null: list replace: `"1"` is not a number'),
    ]
)
def test_lists(name, arguments, expected):
    check(name, arguments, expected)


@family(
    [
        ("get value", '[{"a": 1}, "a"]', "1"),
        ("get value", '[{"a": 1}, "b"]', "null"),
        ("get value", '[null, "b"]', "null: get value: `null` is not a context"),
        ("get entries", '[{"a": 1}]', '[{"key": "a", "value": 1}]'),
        ("context", '[[{"key": "a", "value": 1}]]', '{"a": 1}'),
        ("context", '[{"key": "a"}]', "null: context: an entry has no key or no value"),
        (
            "context",
            '[[{"key": "a", "value": 1}, {"key": "a", "value": 2}]]',
            "null: context: there are two entries `a`",
        ),
        ("context put", '[{"x": 1}, "y", 2]', '{"x": 1, "y": 2}'),
        ("context put", '[{"y": {"a": 0}}, ["y", "a"], 2]', '{"y": {"a": 2}}'),
        ("context put", '[{"y": 0}, ["y", "a"], 2]', "null: context put: `0` is not a context"),
        ("context put", "[{}, [], 2]", "null: context put: no key was given"),
        ("context merge", '[[{"a": 1, "b": 1}, {"a": 2}]]', '{"a": 2, "b": 1}'),
        ("context merge", '[[{"a": 1}, 2]]', "null: context merge: `2` is not a context"),
    ]
)
def test_contexts(name, arguments, expected):
    check(name, arguments, expected)


@family(
    [
        ("date", '["2012-04-01"]', '"@2012-04-01"'),
        ("date", "[2012, 2, 29]", '"@2012-02-29"'),
        ("date", "[2011, 2, 29]", "null: there is no such date"),
        ("date", "[2011.5, 2, 2]", "null: date: `2011.5` is not a whole number"),
        ("date", '["@2012-04-01T10:00:00"]', '"@2012-04-01"'),
        ("date", "[null]", "null: date: `null` is not a date"),
        ("time", "[11, 59, 1.5, null]", '"@11:59:01.5"'),
        ("time", '[11, 59, 0, "@-PT2H1M"]', '"@11:59:00-02:01"'),
        ("time", '[11, 59, 0, "@PT19H"]', "null: a time zone is at most 18 hours from UTC"),
        ("time", "[24, 0, 0]", "null: there is no such time of day"),
        ("time", "[0, 0, -0.5]", "null: there is no such time of day"),
        ("time", '["@2017-08-10"]', '"@00:00:00Z"'),
        ("time", "[2017]", "null: time: `2017` is not a time"),
        ("date and time", '["2012-12-24"]', '"@2012-12-24T00:00:00"'),
        (
            "date and time",
            '["@2017-08-10T10:20:00@Europe/Paris", "@23:59:01"]',
            '"@2017-08-10T23:59:01"',
        ),
        (
            "date and time",
            "[null, null]",
            "null: date and time: `null` is not a date, a time or a text",
        ),
        ("duration", '["P100M"]', '"@P8Y4M"'),
        ("duration", "[2017]", "null: duration: `2017` is not a text"),
        ("years and months duration", '["@2011-12-22", "@2013-08-24"]', '"@P1Y8M"'),
        ("years and months duration", '["@2013-08-24", "@2011-12-22"]', '"@-P1Y8M"'),
        ("years and months duration", '["@2012-01-31", "@2012-02-29"]', '"@P0M"'),
        ("day of year", '["@2020-12-31"]', "366"),
        ("day of week", '["@2019-09-17"]', '"Tuesday"'),
        ("month of year", '["@2019-09-17T10:10:10"]', '"September"'),
        ("week of year", '["@2004-01-01"]', "1"),
        ("week of year", '["@2005-01-01"]', "53"),
        ("week of year", '["@2018-12-31"]', "1"),
        ("week of year", '["foo"]', 'null: week of year: `"foo"` is not a date'),
    ]
)
def test_dates(name, arguments, expected):
    check(name, arguments, expected)


@family(
    [
        ("is", '["@23:00:50Z", "@23:00:50+00:00"]', "true"),
        ("is", '["@23:00:50@Etc/UTC", "@23:00:50Z"]', "false"),
        ("is", '["@P0Y", "@P0D"]', "false"),
        ("is", "[null]", "true"),
        ("is", "[1, 1.0]", "true"),
        ("is", '[1, "1"]', "false"),
    ]
)
def test_is(name, arguments, expected):
    check(name, arguments, expected)


def test_sort_takes_its_order_from_a_function_and_keeps_equals_in_place():
    by_first = Function("", ("x", "y"), lambda args: args[0][0] < args[1][0])
    pairs = [["b", 1], ["a", 2], ["b", 3], ["a", 4]]

    assert BUILTINS["sort"].call([pairs, by_first]) == [["a", 2], ["a", 4], ["b", 1], ["b", 3]]


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (
            Function("", ("x",), lambda _: True),
            "sort: a function is not a function of two parameters",
        ),
        (Function("", ("x", "y"), lambda _: None), "sort: `null` is not true or false"),
        (None, "sort: `null` is not a function of two parameters"),
    ],
)
def test_sort_refuses_what_gives_no_order(function, reason):
    with pytest.raises(FeelError, match=f"^{reason}$"):
        BUILTINS["sort"].call([[1, 2], function])


def test_list_replace_by_a_function():
    smaller = Function("", ("item", "newItem"), lambda args: args[0] < args[1])

    assert BUILTINS["list replace"].call([[2, 4, 7, 8], smaller, 5]) == [5, 5, 7, 8]


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("string join", lambda: [["x" * 10_000] * 1_000, ""], "too long"),
        ("concatenate", lambda: [[0] * 600_000, [0] * 600_000], "too long"),
        ("upper case", lambda: ["ß" * 600_000], "too long"),
        ("replace", lambda: ["a" * 10_000, "a", "b" * 1_000], "too long"),
        ("string", lambda: [nested(500)], "nested too deeply"),
        ("flatten", lambda: [nested(500)], "nested too deeply"),
    ],
)
def test_no_result_is_enormous(name, arguments, says):
    with pytest.raises(FeelError, match=says):
        BUILTINS[name].call(arguments())


def nested(depth):
    value = [Decimal(1)]
    for _ in range(depth):
        value = [value]
    return value


def closed(low, high):
    return Range(Decimal(low), Decimal(high), True, True)


def right_open(low, high):
    return Range(Decimal(low), Decimal(high), True, False)


AT_LEAST_5 = Range(Decimal(5), None, True, False)


@pytest.mark.parametrize(
    ("name", "left", "right", "expected"),
    [
        ("before", Decimal(1), Decimal(10), True),
        ("before", Decimal(10), closed(1, 10), False),
        ("before", right_open(1, 10), Decimal(10), True),
        ("before", closed(1, 10), closed(10, 20), False),
        ("before", right_open(1, 10), closed(10, 20), True),
        ("before", AT_LEAST_5, Decimal(6), False),
        ("after", AT_LEAST_5, Decimal(4), True),
        ("after", closed(11, 20), closed(1, 10), True),
        ("meets", closed(1, 5), closed(5, 10), True),
        ("meets", right_open(1, 5), closed(5, 10), False),
        ("met by", closed(5, 10), closed(1, 5), True),
        ("overlaps", closed(1, 5), closed(5, 8), True),
        ("overlaps", right_open(1, 5), closed(5, 8), False),
        ("overlaps before", closed(1, 5), closed(3, 8), True),
        ("overlaps before", closed(3, 8), closed(1, 5), False),
        ("overlaps after", closed(3, 8), closed(1, 5), True),
        ("finishes", Decimal(10), closed(1, 10), True),
        ("finishes", Decimal(10), right_open(1, 10), False),
        ("finished by", closed(1, 10), closed(5, 10), True),
        ("includes", closed(1, 10), Decimal(5), True),
        ("includes", AT_LEAST_5, closed(5, 10), True),
        ("includes", right_open(1, 10), closed(5, 10), False),
        ("during", Decimal(1), closed(1, 10), True),
        ("starts", Decimal(1), closed(1, 10), True),
        ("started by", closed(1, 10), right_open(1, 10), True),
        ("coincides", closed(1, 10), closed(1, 10), True),
        ("coincides", right_open(1, 10), closed(1, 10), False),
    ],
)
def test_points_and_ranges(name, left, right, expected):
    assert BUILTINS[name].call([left, right]) is expected


@pytest.mark.parametrize(
    ("name", "left", "right", "reason"),
    [
        ("before", None, Decimal(1), "before: `null` is not a point or a range"),
        ("before", Decimal(1), "a", 'before: `1` and `"a"` have no common order'),
        ("meets", Decimal(1), closed(1, 2), "meets: `1` is not what it compares"),
    ],
)
def test_points_and_ranges_that_cannot_be_compared(name, left, right, reason):
    with pytest.raises(FeelError) as raised:
        BUILTINS[name].call([left, right])

    assert raised.value.reason == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" [ 1 .. 3 ] ", closed(1, 3)),
        ("[1..3[", right_open(1, 3)),
        ('("a".."c\\"")', Range("a", 'c"', False, False)),
        (
            '[duration("P1D")..@"P2D"]',
            Range(parse_temporal("P1D"), parse_temporal("P2D"), True, True),
        ),
        ("(..3]", Range(None, Decimal(3), False, True)),
    ],
)
def test_ranges_read_from_text(text, expected):
    assert BUILTINS["range"].call([text]) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "1", "[1..", "[..2]", "[1..]", "(..)", "[null..null]", ">=10", '[1.."b"]'),
        *("[3..1]", '["z".."a"]', "[a..b]", "[1..2]x", '[@"1970-01-01"..@"1970-01-02T00:00:00"]'),
        *('[date("x")..date("y")]', "[1e99999..2]", "[" * 5_000),
    ],
)
def test_text_that_is_no_range_is_refused(text):
    with pytest.raises(FeelError):
        BUILTINS["range"].call([text])


@pytest.mark.parametrize("name", sorted(set(BUILTINS) - {"string", "is", "context put"}))
def test_a_built_in_refuses_null_where_it_needs_a_value(name):
    built_in = BUILTINS[name]
    count = len([p for p in built_in.parameters[0] if not p.endswith("?")])

    with pytest.raises(FeelError):
        built_in.call([None] * count)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("sum", "[[1234.5678, 1]]", "1235.5678"),
        ("mean", "[[1234.5678, 1]]", "617.7839"),
        ("floor", "[1234.5678, 1]", "1234.5"),
        ("abs", "[-1234.5678]", "1234.5678"),
        ("modulo", "[-123456.7, 7]", "2.3"),
        ("number", '["1234567"]', "1234567"),
        ("time", "[1, 2, 3.123456789]", '"@01:02:03.123456789"'),
        ("string", "[1234.5678]", '"1234.5678"'),
    ],
)
def test_the_decimal_context_of_the_caller_changes_nothing(name, arguments, expected):
    with localcontext(Context(prec=3)):
        check(name, arguments, expected)
