"""The engine takes the types of `model.value.Answer` alone: what has another settles nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from authorisation.engine.assess import assess
from authorisation.engine.program.program import Program, compile_rules
from authorisation.engine.results import Finding
from authorisation.model.verdict import Verdict
from tests.engine import worlds

AMOUNT, FLAG, CHOICE, DAY = "g.x >= five", "g.flag", 'h.model = "one"', "g.when <= as_of"


@cache
def program(test: str) -> Program:
    return compile_rules(worlds.rule_set({"C": worlds.criterion("C", worlds.leaf(test))}))


def finding(test: str, answers: dict[str, object]) -> Finding:
    return assess(program(test), worlds.submission(answers)).findings[0]


@pytest.mark.parametrize(
    ("test", "path", "right"),
    [
        (AMOUNT, "g.x", Decimal(7)),
        (FLAG, "g.flag", True),
        (CHOICE, "h.model", "one"),
        (DAY, "g.when", date(2012, 9, 1)),
    ],
)
def test_an_answer_of_its_questions_type_settles(test: str, path: str, right: object) -> None:
    assert finding(test, {path: right}).verdict is Verdict.MET


@pytest.mark.parametrize(
    ("test", "path", "wrong"),
    [
        *((AMOUNT, "g.x", wrong) for wrong in (7, 7.0, "7", True, date(2012, 9, 1), b"7")),
        *((FLAG, "g.flag", wrong) for wrong in (1, 1.0, "true", Decimal(1))),
        *((CHOICE, "h.model", wrong) for wrong in (1, True, b"one")),
        *((DAY, "g.when", wrong) for wrong in ("2012-09-01", 20120901, Decimal(20120901))),
    ],
    ids=repr,
)
@pytest.mark.parametrize("whole", [False, True], ids=["alone", "beside all other answers"])
def test_an_answer_of_another_type_settles_nothing(
    test: str, path: str, wrong: object, whole: bool
) -> None:
    others = {"g.y": Decimal(1), "g.z": Decimal(1)} if whole else {}
    found = finding(test, {**others, path: wrong})

    assert (found.verdict, found.margin) == (Verdict.UNKNOWN, None)


def test_an_answer_to_no_question_of_the_rules_counts_for_nothing() -> None:
    misspelt = finding(AMOUNT, {"g.xx": Decimal(7)})

    assert misspelt == finding(AMOUNT, {})
    assert misspelt.rests_on == {"g.x"}
