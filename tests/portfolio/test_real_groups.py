"""The real groups of April 2013, with their practices: a table of them comes to what the engine says.

The data are no part of this repository; without them this is skipped.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from msgspec.structs import replace

from authorisation.model.submission import Stage, Submission
from authorisation.model.value import Items
from authorisation.usecases.assessing.assess import Request
from authorisation.usecases.library import Library
from authorisation.usecases.portfolio.run import PortfolioRequest, portfolio_run
from tests.agreement import DAYS
from tests.portfolio.tables import by_engine, differences
from tests.real_groups import needs_real_data, real_groups
from tests.shipped import RULES, shipped_program

BELOW = {100_000: 4, 150_000: 33, 300_000: 157, 500_000: 195}
"""How many of the groups have fewer registered patients, as the data say of themselves."""

pytestmark = [pytest.mark.long, needs_real_data]


@cache
def groups_on(name: str) -> list[Submission]:
    """The groups on the day of a rule set, with the answers that it asks for.

    A table is read without the spaces around its texts.
    """
    day, asked = DAYS[name], shipped_program(name).rules.questions
    return [
        replace(
            each,
            name=each.name.strip(),
            as_of=day,
            received_on=day,
            answers={path: value for path, value in each.answers.items() if path in asked},
        )
        for each in real_groups().submissions
    ]


def write(path: Path, groups: list[Submission]) -> Path:
    rows = [
        {
            "name": each.name,
            "code": each.code,
            "as_of": each.as_of,
            "received_on": each.received_on,
            **{
                question: json.dumps(answer.items) if isinstance(answer, Items) else answer
                for question, answer in each.answers.items()
            },
        }
        for each in groups
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def table_on(name: str, stage: Stage) -> list[dict[str, Any]]:
    """The table of results of all groups under a rule set."""
    with TemporaryDirectory() as folder:
        request = PortfolioRequest(
            Request(rules=name, library=Library(RULES), stage=stage, complete=True),
            write(Path(folder, "groups.csv"), groups_on(name)),
        )
        with portfolio_run(request) as run:
            assert run.refused == 0
            return list(run.database.named_rows("SELECT * FROM results ORDER BY row"))


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", DAYS)
def test_the_real_groups_come_to_what_the_engine_says(name, stage):
    table = table_on(name, stage)
    engine = by_engine(shipped_program(name), groups_on(name), DAYS[name], stage)
    assert len(table) == 211
    assert differences(table, [row | {"row": row["row"] + 1} for row in engine]) == []


def test_the_groups_are_those_that_the_data_say_they_are():
    groups = groups_on("gpcc-2010")
    sizes = [each.answers["population.registered"] for each in groups]
    assert {line: sum(size < line for size in sizes) for line in BELOW} == BELOW
    assert sum(len(each.answers["membership.practices"].items) for each in groups) == 8053
