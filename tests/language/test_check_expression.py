"""Every complaint about a test, in the words that its author reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authorisation.language.check.conditions import RuleProblems, checked_condition
from authorisation.language.check.types.scope import NameScope, group_types
from authorisation.language.check.types.types import DATE, Number
from authorisation.language.check.types.units import parse_unit
from authorisation.model.condition import Leaf
from authorisation.model.question import Question, ValueType
from authorisation.model.source import Formula, Location


def question(path: str, kind: str, unit: str = "", of: tuple[str, ...] = ()) -> Question:
    return Question(path=path, type=ValueType(kind), ask="?", unit=unit, of=of)


BOARD = Question(
    path="board",
    type=ValueType.LIST,
    ask="?",
    name_by="name",
    each={
        "name": question("name", "text"),
        "role": question("role", "choice", of=("lay", "nurse")),
        "hours": question("hours", "integer", "hour"),
    },
)
QUESTIONS = {
    it.path: it
    for it in [
        BOARD,
        question("population.registered", "integer", "patient"),
        question("model", "choice", of=("small locality", "large")),
        question("cost", "money", "GBP/year"),
        question("reserve", "money", "GBP"),
        question("fund", "money", "GBP thousand"),
        question("began", "date"),
        question("period", "duration"),
        question("agreed", "boolean"),
        question("duties", "choices", of=("audit", "choice")),
        question("share", "number", "%"),
        question("practice_count", "integer", "practice"),
        question("size", "integer"),
    ]
}
SCOPE = NameScope(
    top={
        **group_types(QUESTIONS),
        "as_of": DATE,
        "allowance": Number(parse_unit("GBP/patient/year")),
    },
    questions=tuple(QUESTIONS),
    unasked=frozenset({"estate", "estate.rent"}),
    elsewhere={"findings": "refer to another criterion with `{criterion: ID}`"},
)
PLACE = Location("r.yaml", 7, 11)


def check(text: str) -> tuple[str, list[str]]:
    problems = RuleProblems()
    leaf = checked_condition(Leaf(test=Formula(text, PLACE)), SCOPE, problems, PLACE)
    assert isinstance(leaf, Leaf)
    return leaf.unit, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("population.registered >= 0", "patient"),
        ("0 <= population.registered", "patient"),
        ("cost / population.registered <= allowance", "GBP/patient/year"),
        ("population.registered * allowance >= cost", "GBP/year"),
        ("reserve * share < reserve", "GBP"),
        ("2 * population.registered >= sum([population.registered, 0])", "patient"),
        ("cost - max(cost, 0) = 0", ""),
        ('count(board[role = "lay"]) >= 2', "item"),
        ("practice_count <= count(board)", "practice"),
        ("count(board) = practice_count", ""),
        ("began - as_of <= period", "day"),
        ("began <= as_of + period", "day"),
        ('began > date("2012-10-01")', "day"),
        ('period >= @"P28D"', "day"),
        ("(as_of - began).days >= 0", "day"),
        ("size between 1 and 5", ""),
        ("population.registered between 0 and population.registered", "patient"),
        ("size in [1..5]", ""),
        ("agreed", ""),
        ("agreed = true", ""),
        ("not(agreed)", ""),
        ('model = "large"', ""),
        ('model in ["large", "small locality"]', ""),
        ("model != null", ""),
        ('"lay" in board.role', ""),
        ('list contains(duties, "audit")', ""),
        ('board[1].role = "lay"', ""),
        ('every m in board satisfies m.role = "lay" and m.hours > 0', ""),
        ("sum(append(board.hours, 0)) > 0", "hour"),
        ("sum(for m in board return m.hours) > 0", "hour"),
        ("(if agreed then cost else 0) >= cost", "GBP/year"),
        ("size ** 2 > 3", ""),
        ("count(distinct values(board.role)) >= 1", "item"),
        ("{a: size, b: a + 1}.b > 3", ""),
        ('get value(board[1], "hours") > 3', ""),
    ],
)
def test_a_sound_test_has_no_problem_and_knows_its_unit(text, unit):
    assert check(text) == (unit, [])


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        (
            "population.registered >= 100000",
            36,
            (
                "`population.registered` is in `patient` and `100000` has no unit"
                "\n  help: make the threshold a parameter with unit `patient`"
            ),
        ),
        (
            "population.registered ** 99999999 > 3",
            11,
            (
                "`population.registered` is in `patient`"
                "\n  help: raise only a number without unit to such a power"
            ),
        ),
        (
            "population.registered ** 1" + "0" * 5000 + " > 3",
            11,
            (
                "`population.registered` is in `patient`"
                "\n  help: raise only a number without unit to such a power"
            ),
        ),
        (
            "population.registred >= 0",
            11,
            "unknown name `population.registred`\n  help: did you mean `population.registered`?",
        ),
        (
            'population.registered = "big"',
            35,
            (
                '`population.registered` is a number and `"big"` is text'
                "\n  help: numbers are written without quotes"
            ),
        ),
        (
            'model = "small localty"',
            19,
            '`"small localty"` is not a value of `model`\n  help: did you mean `small locality`?',
        ),
        (
            'model in ["large", "huge"]',
            30,
            '`"huge"` is not a value of `model`\n  help: its values are `small locality`, `large`',
        ),
        (
            'model in ("large", "larg")',
            30,
            '`"larg"` is not a value of `model`\n  help: did you mean `large`?',
        ),
        (
            'count(board[rol = "lay"]) >= 2',
            23,
            "unknown name `rol`\n  help: did you mean `role`?",
        ),
        (
            "count(board) >= population.registered",
            11,
            "`count(board)` counts items and `population.registered` is in `patient`",
        ),
        (
            "reserve > fund",
            11,
            (
                "`reserve` is in `GBP` and `fund` is in `GBP thousand`"
                "\n  help: multiply one by a parameter with unit `GBP/GBP thousand` or `GBP thousand/GBP`"
            ),
        ),
        ("reserve > cost", 11, "`reserve` is in `GBP` and `cost` is in `GBP/year`"),
        (
            "population.registered >= size",
            11,
            (
                "`population.registered` is in `patient` and `size` has no unit"
                "\n  help: give `size` the unit `patient`"
            ),
        ),
        (
            "population.registered + 1 >= 0",
            11,
            (
                "`population.registered` is in `patient` and `1` has no unit"
                "\n  help: make the threshold a parameter with unit `patient`"
            ),
        ),
        (
            "min(population.registered, cost) > 0",
            38,
            "`population.registered` is in `patient` and `cost` is in `GBP/year`",
        ),
        (
            "share >= 0.2",
            20,
            (
                "`share` is in `%` and `0.2` has no unit"
                "\n  help: make the number a parameter with unit `%`"
            ),
        ),
        (
            "reserve / reserve >= share",
            11,
            (
                "`reserve / reserve` has no unit and `share` is in `%`"
                "\n  help: a ratio is not a percentage: give `reserve / reserve` a name under `derived`,"
                " with unit `%`"
            ),
        ),
        (
            "board > 3",
            19,
            "`board` is a list and `3` is a number\n  help: count its items: `count(board)`",
        ),
        (
            "population = 3",
            24,
            (
                "`population` is a group of answers and `3` is a number"
                "\n  help: name one of its answers, such as `population.registered`"
            ),
        ),
        (
            'agreed = "true"',
            20,
            '`agreed` is true or false and `"true"` is text\n  help: write `true` without quotes',
        ),
        (
            'began <= "2012-01-01"',
            20,
            (
                '`began` is a date and `"2012-01-01"` is text'
                '\n  help: a date is written `date("2012-10-01")`'
            ),
        ),
        (
            "began - as_of <= 28",
            28,
            (
                "`began - as_of` is a duration in days and `28` is a number"
                "\n  help: make the length of time a parameter of type `duration`"
            ),
        ),
        ("began < period", 11, "`began` is a date and `period` is a duration"),
        (
            "agreed > agreed",
            11,
            "`agreed` is true or false, which has no order\n  help: compare with `=`",
        ),
        (
            'model < "large"',
            19,
            "`model` is a choice, which has no order\n  help: compare with `=` or `in`",
        ),
        (
            "size > null",
            18,
            "nothing is less or greater than null\n  help: compare with `= null`",
        ),
        (
            "model = board[1].role",
            11,
            "`model` and `board[1].role` have no value in common",
        ),
        (
            "function(x) x",
            11,
            "a test must be true or false, and `function(x) x` is a function",
        ),
        (
            "size",
            11,
            (
                "a test must be true or false, and `size` is a number"
                "\n  help: compare it, such as `size >= a_parameter`"
            ),
        ),
        (
            "board",
            11,
            (
                "a test must be true or false, and `board` is a list"
                "\n  help: count its items, such as `count(board) >= 1`"
            ),
        ),
        (
            "agreed and size > 3",
            11,
            (
                "one comparison a test, and this one joins several with `and`"
                "\n  help: write them one to a line under `all:`"
            ),
        ),
        (
            "(size > 3 or agreed)",
            12,
            (
                "one comparison a test, and this one joins several with `or`"
                "\n  help: write them one to a line under `any:`"
            ),
        ),
        (
            "1 = 1",
            11,
            "`1 = 1` comes to the same for every submission\n  help: test an answer or a parameter",
        ),
        (
            "estate.rent > 0",
            11,
            "this rule set does not ask `estate.rent`\n  help: add it to `asks`",
        ),
        (
            'findings[1].id = "A"',
            11,
            "`findings` cannot be used here\n  help: refer to another criterion with `{criterion: ID}`",
        ),
        ("low", 11, 'unknown name `low`\n  help: text is written in quotes, such as `"low"`'),
        (
            "every size in board satisfies size.hours > 0",
            25,
            "`size` already has a meaning here\n  help: choose another name",
        ),
        (
            "some role in [size] satisfies count(board[role = role]) > 0",
            47,
            "`role` is both a loop variable and a field of `board`\n  help: rename the loop variable",
        ),
        (
            "some m in size satisfies m > 0",
            21,
            "`size` is a number, where a list is needed",
        ),
        (
            "board[1].rolle = null",
            11,
            "`board[1]` has no field `rolle`\n  help: did you mean `role`?",
        ),
        (
            "count(board[role]) > 0",
            23,
            (
                "a filter is a condition or a position, and `role` is text"
                '\n  help: compare it, such as `role = "lay"`'
            ),
        ),
        (
            'board.role = "lay"',
            24,
            (
                '`board.role` is a list and `"lay"` is text'
                '\n  help: ask whether it contains the value: `list contains(board.role, "lay")`'
            ),
        ),
        (
            'list contains(duties, "audits")',
            33,
            '`"audits"` is not a value of `duties`\n  help: did you mean `audit`?',
        ),
        (
            "began.yeer > 2012",
            11,
            "`began` is a date and has no `yeer`\n  help: it has `year`, `month`, `day`, `weekday`",
        ),
        ("size.unit = 1", 11, "`size` is a number and has no `unit`"),
        ("now() > as_of", 11, "`now()` is not the same tomorrow\n  help: use `as_of`"),
        ("conut(board) > 3", 11, "unknown function `conut`\n  help: did you mean `count`?"),
        ("count(board, 1) > 3", 11, "`count` takes 1 value and is given 2"),
        ("substring(model) = model", 11, "`substring` takes 2 to 3 values and is given 1"),
        ("count(size) > 3", 17, "`count` needs a list, and `size` is a number"),
        (
            "sum(board.role) > 0",
            15,
            "`sum` needs numbers, and `board.role` is a list of which each item is text",
        ),
        (
            "size(3) > 4",
            11,
            "`size` is a number here and not a function\n  help: write it without brackets",
        ),
        (
            "agreed + size > 3",
            11,
            (
                "`agreed` is true or false and `size` is a number"
                "\n  help: `+` has no meaning between them"
            ),
        ),
        ("-model = model", 12, "`model` is text, which cannot be negative"),
        (
            "(if size then 1 else 2) = size",
            15,
            (
                "a condition must be true or false, and `size` is a number"
                "\n  help: compare it, such as `size >= a_parameter`"
            ),
        ),
    ],
)
def test_a_mistake_is_told_at_its_place_with_its_remedy(text, column, told):
    assert check(text)[1] == [f"r.yaml:7:{column}: {told}"]


def test_every_mistake_of_a_test_is_told_at_once():
    assert check('count(board[rol = "lay" and hours > 3]) > cots')[1] == [
        "r.yaml:7:23: unknown name `rol`\n  help: did you mean `role`?",
        (
            "r.yaml:7:47: `hours` is in `hour` and `3` has no unit"
            "\n  help: make the threshold a parameter with unit `hour`"
        ),
        "r.yaml:7:53: unknown name `cots`\n  help: did you mean `cost`?",
    ]


def test_a_place_on_a_further_line_counts_the_indent_of_the_block():
    problems = RuleProblems()
    formula = Formula("size >\n  siz", PLACE, indent=8)
    checked_condition(Leaf(test=formula), SCOPE, problems, PLACE)

    assert [str(problem) for problem in problems] == [
        "r.yaml:8:11: unknown name `siz`\n  help: did you mean `size`?"
    ]


def test_what_is_not_feel_is_told_at_its_place():
    (told,) = check("size >")[1]

    assert told.startswith("r.yaml:7:17: expected an expression")


def test_a_deep_expression_is_refused_and_does_not_crash():
    deep = "abs(" * 60 + "0" + (" " + "+0" * 140 + ")") * 60
    told = [
        f"r.yaml:7:{column}: more than 160 parts stand within each other"
        "\n  help: give a part of it a name under `derived`"
        for column in (19, 16856)
    ]

    assert check(f"{deep} > size")[1] == told


WORDS = st.sampled_from(
    [
        "size",
        "board",
        "board.role",
        "model",
        "agreed",
        "began",
        "period",
        "cost",
        "0",
        "1",
        '"lay"',
        "true",
        "null",
        "and",
        "or",
        "=",
        ">",
        "<=",
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
        "in",
        "between",
        "if",
        "then",
        "else",
        "count(",
        "sum(",
        "not(",
        "some",
        "every",
        "x",
        "satisfies",
        "item",
        "?",
        "{",
        "}",
        ":",
        "2..3",
    ]
)


@given(st.lists(WORDS, max_size=14))
def test_no_expression_crashes_the_check(words):
    check(" ".join(words))
