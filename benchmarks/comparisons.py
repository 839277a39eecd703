"""What it takes of the processor to prove what a change of rules means, as users run it."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.builds import CACHE, run_in_turn
from benchmarks.processes import Command
from benchmarks.row import Row

AUTHORISE = Path(sys.executable).with_name("authorise")
PROPOSAL = {
    "ruleset.yaml": """\
id: larger-pools
edition: 2012-10-01
title: More people carry their own risk
in_force: {from: 2010-10-31}
extends: gpcc-2010
""",
    "parameters.yaml": """\
self_pooling_population:
  amend:
    values:
      2010-10-31: {value: 120000, source: ours}
""",
}


def rows() -> list[Row]:
    """Return a row for each comparison, and one with answers missing; none without the solver."""
    if find_spec("z3") is None:
        return [Row("compare: the solver is not installed", "-")]
    with TemporaryDirectory() as folder:
        proposal = Path(folder, "larger-pools")
        proposal.mkdir()
        for name, text in PROPOSAL.items():
            (proposal / name).write_text(text, encoding="utf-8")
        pairs = ("statutory-2012", "statutory-2022"), ("gpcc-2010", str(proposal))
        return [
            _row(old, new, most, *options, cache=folder)
            for old, new in pairs
            for most, options in ((4, ()), (12, ("--unanswered",)))
        ]


def _row(old: str, new: str, most: float, *options: str, cache: str) -> Row:
    command = Command(arguments=[str(AUTHORISE), "compare", old, new, *options], empties="")
    settings = {"PYTHONPYCACHEPREFIX": cache, CACHE: f"{cache}/cache"}
    [runs] = run_in_turn([command], times=3, settings=settings)
    seconds = median(runs["processor"])
    missing = ", answers missing" if options else ""
    return Row(
        f"compare {old} with {Path(new).name}{missing}, seconds of processor",
        f"{seconds:.1f}",
        seconds,
        most,
    )
