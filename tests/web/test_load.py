"""Many who fill in at once, in short; `make endurance` has the long form."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import msgspec
import pytest

from authorisation.web.settings import STATIC
from tests.casework.postgresql import postgresql
from tests.docs.blocks import ROOT
from tests.web.load import FINDINGS, NO_FINDINGS, SAVED, LoadReport

pytestmark = [
    pytest.mark.endurance,
    pytest.mark.skipif(
        not (STATIC / "nhsuk").is_dir(), reason="the style is not built: `make assets` builds it"
    ),
]


def load(folder: Path, people: int, seconds: int, database: str = "") -> LoadReport:
    """What so many people met, none of whom met an error or lost an answer."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.load", folder, str(people), str(seconds), database],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    report = msgspec.json.decode(done.stdout, type=LoadReport)
    assert (report.errors, report.lost, report.audit_faults) == ([], [], [])
    return report


def test_a_few_at_once_meet_no_error_and_lose_nothing(tmp_path: Path) -> None:
    assert load(tmp_path / "store", 10, 10).requests[SAVED] >= 10


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_50_people_wait_little_longer_for_a_page_with_findings(kind: str, tmp_path: Path) -> None:
    with postgresql() if kind == "PostgreSQL" else nullcontext("") as database:
        report = load(tmp_path / "store", 50, 60, database)

    assert min(report.requests.values()) > 50
    assert report.p95_seconds[FINDINGS] <= 3 * report.p95_seconds[NO_FINDINGS]
