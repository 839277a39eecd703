"""How long the smallest change takes to find and prove, for each illustrative submission."""

from __future__ import annotations

import time
from pathlib import Path

from authorisation.usecases.assessing.assess import Request, assess_files
from authorisation.usecases.assessing.what_would import what_would
from benchmarks.builds import ROOT
from benchmarks.row import Row

MOST_SECONDS = 10
MOST_SECONDS_OF_A_BODY = 30
BODY = "illustrative-five-members.yaml"


def rows() -> list[Row]:
    """The slowest submission on its way to a full budget, and a governing body to its ground."""
    files = sorted((ROOT / "fixtures").glob("illustrative-*.yaml"))
    slowest = max(_seconds(file, "gpcc-2010", "full budget now") for file in files)
    body = _seconds(ROOT / "fixtures" / BODY, "statutory-2012", "nothing in the way")
    return [
        _row(f"smallest change, slowest of {len(files)}, seconds, proved", slowest, MOST_SECONDS),
        _row("  of a governing body", body, MOST_SECONDS_OF_A_BODY),
    ]


def _row(what: str, seconds: float, most: float) -> Row:
    return Row(what, f"{seconds:.1f}", seconds, most)


def _seconds(file: Path, rules: str, outcome: str) -> float:
    (assessment,) = (run := assess_files([file], Request(rules=rules))).assessments
    started = time.process_time()
    found = what_would(run.program, assessment, outcome, seconds=120)
    seconds = time.process_time() - started
    assert found
    assert all(each.proved for each in found), f"{file.name}: {found[0].reason}"
    return seconds
