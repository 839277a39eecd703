"""The real groups of April 2013, with their practices: a table of them comes to what the engine says.

The data are no part of this repository; without them this is skipped.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from authorisation.language.answers.from_python import submission_from_python
from authorisation.model.submission import Stage
from authorisation.usecases.library import Library
from authorisation.usecases.portfolio.run import PortfolioRequest, portfolio_run
from tests.docs.blocks import ROOT
from tests.portfolio.tables import by_engine, differences
from tests.shared import SHARED
from tests.shipped import RULES, shipped_program

DATA = SHARED / "data"
DAYS = {
    "gpcc-2010": date(2012, 10, 1),
    "statutory-2012": date(2012, 10, 1),
    "statutory-2022": date(2022, 7, 1),
}
BELOW = {100_000: 4, 150_000: 33, 300_000: 157, 500_000: 195}
"""How many of the groups have fewer registered patients, as the data say of themselves."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"the data of real groups are not at {DATA}"),
]


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def real_groups(name: str) -> list[dict[str, Any]]:
    """What is published of each group, as answers, with the day to assess it on."""
    practices: dict[str, list[dict[str, str]]] = defaultdict(list)
    for each in rows_of("gp_practices_2013q2.csv"):
        if each["in_ccg_2013_list"] == "1":
            practices[each["ccg_code"]].append({"code": each["practice_code"]})
    day = DAYS[name].isoformat()
    return [
        {
            "name": each["name"],
            "code": each["ods_code"],
            "as_of": day,
            "received_on": day,
            "population.registered": each["registered_patients_2013q2"],
            "membership.practice_count": str(len(practices[each["ods_code"]])),
            "membership.practices": practices[each["ods_code"]],
        }
        for each in rows_of("ccg_2013.csv")
    ]


def write(path: Path, groups: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(groups[0]))
        writer.writeheader()
        listed = "membership.practices"
        writer.writerows({**each, listed: json.dumps(each[listed])} for each in groups)
    return path


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("name", DAYS)
def test_the_real_groups_come_to_what_the_engine_says(tmp_path, name, stage):
    groups = real_groups(name)
    program = shipped_program(name)
    request = PortfolioRequest(
        rules=name,
        source=write(tmp_path / "groups.csv", groups),
        library=Library(RULES),
        stage=stage,
        complete=True,
    )
    with portfolio_run(request) as run:
        table = list(run.database.named_rows("SELECT * FROM results ORDER BY row"))
        assert run.refused == 0
    head = ("name", "code", "as_of", "received_on")
    submissions = [
        submission_from_python(
            {path: answer for path, answer in each.items() if path not in head},
            program.rules,
            {key: each[key] for key in head},
        )
        for each in groups
    ]
    engine = by_engine(program, submissions, DAYS[name], stage)
    assert len(table) == 211
    assert differences(table, [row | {"row": row["row"] + 1} for row in engine], ()) == []


def test_the_groups_are_those_that_the_data_say_they_are():
    sizes = [int(each["population.registered"]) for each in real_groups("gpcc-2010")]
    assert {line: sum(size < line for size in sizes) for line in BELOW} == BELOW
    assert sum(len(each["membership.practices"]) for each in real_groups("gpcc-2010")) == 8053


@pytest.mark.parametrize("name", DAYS)
def test_the_guide_counts_their_findings(tmp_path, name):
    source = write(tmp_path / "groups.csv", real_groups(name))
    request = PortfolioRequest(rules=name, source=source, library=Library(RULES), complete=True)
    with portfolio_run(request) as run:
        verdicts = Counter(
            cell
            for row in run.database.named_rows("SELECT * FROM results")
            for column, cell in row.items()
            if column.endswith(".verdict")
        )
    counted = [verdicts[each] for each in ("met", "not met", "not applicable", "unknown")]
    line = f"| {name} | {' | '.join(f'{n:,}' for n in (sum(counted), *counted))} |"
    assert line in (ROOT / "docs/portfolio.md").read_text().splitlines()
