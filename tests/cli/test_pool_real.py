"""All practices of 2013 by the command, where the data are: they are no part of this project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.real_groups import needs_real_data, write_practice_tables

pytest.importorskip("ortools")
pytestmark = [pytest.mark.portfolio, needs_real_data]
SECONDS = 120


@pytest.mark.parametrize(
    ("areas", "number", "pools", "without"),
    [("area teams", 27, 548, 0), ("groups", 211, 453, 4), ("districts", 326, 396, 87)],
)
def test_the_most_pools_of_each_area_are_proved_in_two_minutes(
    tmp_path: Path, areas: str, number: int, pools: int, without: int
) -> None:
    write_practice_tables(tmp_path)
    tables = {"practices": "practices.csv", "sizes": "sizes.csv", "near": f"{areas}.csv"}
    options = [part for name, file in tables.items() for part in (f"--{name}", file)]
    command = [sys.executable, "-m", "authorisation", "pool", "--by-area", "--format", "json"]
    command += ["--as-of", "2013-06-30", "--time-limit", str(SECONDS), *options]
    before = os.times()
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    after = os.times()
    seconds = after.children_user + after.children_system
    seconds -= before.children_user + before.children_system
    by_area = json.loads(done.stdout)["by_area"]
    found = by_area["areas"]
    formed = [code for each in found for pool in each["pools"] for code in pool["practices"]]
    left_out = [code for each in found for code in each["left_out"]]

    assert len({*formed, *left_out}) == len(formed) + len(left_out) == 8053
    assert (len(found), sum(len(each["pools"]) for each in found)) == (number, pools)
    assert all(each["is_optimal"] for each in found)
    assert {pool["verdict"] for each in found for pool in each["pools"]} == {"met"}
    assert sum(not each["at_most"] for each in found) == without
    assert seconds < SECONDS
