"""What lies on its line is on its line: quotients of decimals are compared without a division."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import duckdb
import pytest

from authorisation.engine.program.program import compile_rules
from authorisation.model.question import ValueType
from authorisation.model.rules import Derived, RuleSet
from authorisation.model.source import Formula
from authorisation.model.submission import Stage
from authorisation.portfolio.duckdb_sql import DUCKDB
from tests.engine.worlds import (
    DAY,
    PARAMETERS,
    criterion,
    leaf,
    parameter,
    question,
    rule_set,
    submission,
)
from tests.portfolio.tables import by_database

STEP = Decimal("0.000001")
LINES = (Decimal("0.0175"), Decimal("1.15"), Decimal("0.07"))
BANK = {
    each.path: each
    for each in (
        question("g.a", ValueType.NUMBER, decimals=6),
        question("g.b", ValueType.MONEY, minimum=Decimal("0.01")),
    )
}


def on_and_beside(line: Decimal, number: int) -> list[tuple[Decimal, Decimal, str, str]]:
    """Dividends and divisors, with the verdicts on `at least` and on `more than` the line.

    Of each divisor one is on the line, one a step below, one a step above.
    """
    dice = random.Random(number)
    rows = []
    for _ in range(number):
        divisor = Decimal(dice.randint(1, 10**9)) / 100
        on = line * divisor
        rows.append((on, divisor, "met", "not met"))
        rows.append((on - STEP, divisor, "not met", "not met"))
        rows.append((on + STEP, divisor, "met", "met"))
    return rows


def rules_of_line(line: Decimal) -> RuleSet:
    """Rules with a criterion on at least, and one on more than a line."""
    criteria = {
        "AT": criterion("AT", leaf("share >= the_line")),
        "OVER": criterion("OVER", leaf("g.a / g.b > the_line")),
    }
    return rule_set(
        criteria,
        questions=BANK,
        bank=BANK,
        asks=tuple(BANK),
        outcomes=(),
        parameters={**PARAMETERS, "the_line": parameter("the_line", ValueType.NUMBER, line)},
        derived={"share": Derived(name="share", title="Share", value=Formula("g.a / g.b"))},
    )


def verdicts(line: Decimal, number: int, day: date = DAY) -> tuple[list[tuple], list[tuple]]:
    drawn = on_and_beside(line, number)
    program = compile_rules(rules_of_line(line))
    given = [submission({"g.a": a, "g.b": b}) for a, b, *_ in drawn]
    rows, _ = by_database(program, given, day, Stage.SELF_ASSESSMENT)
    found = [(row["AT.verdict"], row["OVER.verdict"]) for row in rows]
    return found, [(at, over) for _, _, at, over in drawn]


def test_a_quotient_on_its_line_is_on_it() -> None:
    found, wanted = verdicts(LINES[0], 50)
    assert found == wanted


def quotients(number: int) -> Iterator[tuple[Decimal, Decimal]]:
    """Dividends and divisors: any, and those whose quotient lies half a step from a margin's."""
    dice = random.Random(number)
    for _ in range(number):
        divisor = Decimal(dice.randint(1, 10 ** dice.randint(1, 10))).scaleb(-2)
        quotient = Decimal(dice.randint(-(10**9), 10**9)).scaleb(dice.choice((-9, -3, 0)))
        half = (2 * quotient.quantize(STEP) + STEP) / 2
        yield quotient.quantize(STEP) * divisor + dice.choice((0, STEP)), divisor
        yield half * divisor, divisor


def test_a_rounded_quotient_is_that_of_the_decimals_half_away_from_zero() -> None:
    drawn = list(quotients(1_000))
    rounded = DUCKDB.rounded("above", "below", 10, 2, 6)
    with duckdb.connect() as database:
        database.execute("CREATE TABLE drawn (above DECIMAL(38, 10), below DECIMAL(18, 2))")
        listed = ", ".join(f"({above:f}, {below:f})" for above, below in drawn)
        database.execute(f"INSERT INTO drawn VALUES {listed}")
        found = [each for (each,) in database.execute(f"SELECT {rounded} FROM drawn").fetchall()]
    assert found == [(above / below).quantize(STEP, ROUND_HALF_UP) for above, below in drawn]


@pytest.mark.portfolio
@pytest.mark.parametrize("line", LINES)
def test_30_000_quotients_on_and_beside_their_line_are_exact(line: Decimal) -> None:
    found, wanted = verdicts(line, 10_000)
    assert len(found) == 30_000
    assert found == wanted
