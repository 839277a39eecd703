"""Kill -9 in the middle of writes, in short; `make endurance` has the long form."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.casework.postgresql import postgresql
from tests.docs.blocks import ROOT


def endure(folder: Path, kills: int, *database: str) -> int:
    """How many writes were acknowledged, of which none was lost."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.casework.endurance", str(folder), str(kills), *database],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = re.fullmatch(
        r"\d+ kills, (\d+) acknowledged writes, \d+ events; none lost\n", done.stdout
    )
    assert found
    return int(found[1])


@pytest.mark.long
def test_no_acknowledged_write_is_lost_by_a_few_kills(tmp_path: Path) -> None:
    assert endure(tmp_path / "store", 10) > 10


@pytest.mark.endurance
def test_none_is_lost_on_postgresql_by_100_kills(tmp_path: Path) -> None:
    with postgresql() as url:
        assert endure(tmp_path / "store", 100, url) > 100


@pytest.mark.endurance
def test_no_acknowledged_write_is_lost_by_500_kills(tmp_path: Path) -> None:
    assert endure(tmp_path / "store", 500) > 500
