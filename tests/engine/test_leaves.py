"""Each form of comparison just below, at and just above its line: verdict and margin."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from authorisation.engine.assess import assess
from authorisation.engine.program.program import compile_rules
from authorisation.model.condition import Leaf
from authorisation.model.source import Formula
from authorisation.model.value import Items
from authorisation.model.verdict import Verdict
from tests.engine import worlds

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def finding_of(test, answers):
    rules = worlds.rule_set({"C": worlds.criterion("C", Leaf(test=Formula(test)))})
    return assess(compile_rules(rules), worlds.submission(answers)).findings[0]


def people(number):
    return Items(tuple({"n": Decimal(1), "role": "lay"} for _ in range(number)))


def days(number):
    return {"g.when": date(2012, 10, 1 + number)}


@pytest.mark.parametrize(
    ("test", "answers", "verdicts", "margins"),
    [
        pytest.param("g.x >= five", "g.x", (NOT_MET, MET, MET), (-1, 0, 1), id="at least"),
        pytest.param("g.x > five", "g.x", (NOT_MET, NOT_MET, MET), (-1, 0, 1), id="more than"),
        pytest.param("g.x <= five", "g.x", (MET, MET, NOT_MET), (1, 0, -1), id="at most"),
        pytest.param("g.x < five", "g.x", (MET, NOT_MET, NOT_MET), (1, 0, -1), id="less than"),
        pytest.param("g.x = five", "g.x", (NOT_MET, MET, NOT_MET), (None,) * 3, id="equal"),
        pytest.param("g.x != five", "g.x", (MET, NOT_MET, MET), (None,) * 3, id="other than"),
        pytest.param(
            "g.x between five and 7", "g.x", (NOT_MET, MET, MET), (-1, 0, 1), id="between, low end"
        ),
        pytest.param(
            "g.x between 1 and five", "g.x", (MET, MET, NOT_MET), (1, 0, -1), id="between, high end"
        ),
        pytest.param(
            "five <= g.x", "g.x", (NOT_MET, MET, MET), (-1, 0, 1), id="the limit on the left"
        ),
        pytest.param("g.x in [five..10]", "g.x", (NOT_MET, MET, MET), (None,) * 3, id="in a range"),
    ],
)
def test_numbers(test, answers, verdicts, margins):
    found = [finding_of(test, {answers: Decimal(number)}) for number in (4, 5, 6)]

    assert tuple(f.verdict for f in found) == verdicts
    assert tuple(f.margin for f in found) == margins


@pytest.mark.parametrize(
    ("test", "answers", "verdicts", "margins"),
    [
        pytest.param(
            "g.when <= as_of",
            [{"g.when": date(2012, 9, 30)}, days(0), days(1)],
            (MET, MET, NOT_MET),
            (1, 0, -1),
            id="dates, in days",
        ),
        pytest.param(
            'as_of - g.when <= duration("P28D")',
            [
                {"g.when": date(2012, 9, 4)},
                {"g.when": date(2012, 9, 3)},
                {"g.when": date(2012, 9, 2)},
            ],
            (MET, MET, NOT_MET),
            (1, 0, -1),
            id="durations, in days",
        ),
        pytest.param(
            'g.when + duration("P10Y") >= as_of',
            [
                {"g.when": date(2002, 9, 30)},
                {"g.when": date(2002, 10, 1)},
                {"g.when": date(2002, 10, 2)},
            ],
            (NOT_MET, MET, MET),
            (-1, 0, 1),
            id="ten years on, in days",
        ),
        pytest.param(
            'count(board[role = "lay"]) >= three',
            [{"board": people(2)}, {"board": people(3)}, {"board": people(4)}],
            (NOT_MET, MET, MET),
            (-1, 0, 1),
            id="counts, in items",
        ),
        pytest.param(
            "g.x / g.y <= half",
            [{"g.x": Decimal(x), "g.y": Decimal(10)} for x in (4, 5, 6)],
            (MET, MET, NOT_MET),
            (Decimal("0.1"), 0, Decimal("-0.1")),
            id="ratios, exactly on the line",
        ),
    ],
)
def test_other_kinds(test, answers, verdicts, margins):
    found = [finding_of(test, given) for given in answers]

    assert tuple(f.verdict for f in found) == verdicts
    assert tuple(f.margin for f in found) == margins


@pytest.mark.parametrize(
    ("test", "answers", "verdict", "margin", "rests_on"),
    [
        pytest.param("g.x >= five", {}, UNKNOWN, (-5, 5), {"g.x"}, id="bounds as a pair"),
        pytest.param("g.x >= 0", {}, MET, (0, 10), set(), id="bounds can settle"),
        pytest.param("g.z >= five", {}, UNKNOWN, None, {"g.z"}, id="may be none: no bounds"),
        pytest.param("g.z >= five", {"g.z": None}, UNKNOWN, None, set(), id="none is not a number"),
        pytest.param(
            "count(board) >= three",
            {"board": Items(people(3).items, so_far=True)},
            MET,
            (0, None),
            set(),
            id="enough so far, whoever joins",
        ),
        pytest.param(
            "count(board) >= three",
            {"board": Items(people(2).items, so_far=True)},
            UNKNOWN,
            (-1, None),
            {"board"},
            id="not enough so far",
        ),
        pytest.param(
            'count(board[role = "lay"]) >= 1',
            {"board": Items(({"name": "Ann"}, {"role": None}))},
            UNKNOWN,
            (-1, 0),
            {"board[1].role"},
            id="the item and field that is missing",
        ),
        pytest.param(
            "g.x / g.y >= half",
            {"g.x": Decimal(4)},
            UNKNOWN,
            (Decimal("-0.1"), Decimal("3.5")),
            {"g.y"},
            id="ratio of bounds",
        ),
    ],
)
def test_missing_answers(test, answers, verdict, margin, rests_on):
    found = finding_of(test, answers)

    assert (found.verdict, found.margin, found.rests_on) == (verdict, margin, rests_on)


@pytest.mark.parametrize(
    ("test", "answers"),
    [
        pytest.param("g.x >= gone", {"g.x": Decimal(1)}, id="an abolished figure"),
        pytest.param("g.x >= gone", {}, id="whatever the answer"),
        pytest.param("count(board[n >= gone]) >= 1", {"board": people(1)}, id="inside a filter"),
    ],
)
def test_what_needs_an_abolished_figure_does_not_apply(test, answers):
    assert finding_of(test, answers).verdict is Verdict.NOT_APPLICABLE
