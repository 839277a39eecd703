"""How long the properties of the shipped rules, and what their cases look at, take to find out."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import find_spec

from authorisation.usecases.library import Library
from authorisation.usecases.prove import properties_containing, prove_properties
from authorisation.usecases.run_cases import measure_cases, run_cases
from benchmarks.row import Row

SETS = ("gpcc-2010", "statutory-2012", "statutory-2022")
MOST_SECONDS = 30
MOST_OF_COVERAGE = 1.3
ROUNDS = 5


def rows() -> list[Row]:
    """All shipped properties, and coverage beside the same cases without it."""
    return [*_properties(), _coverage()]


def _properties() -> list[Row]:
    if find_spec("z3") is None:
        return [Row("prove: the solver is not installed", "-")]
    number, spent = 0, 0.0
    for name in SETS:
        library = Library()
        names = properties_containing(name, library, "")
        started = time.process_time()
        run = prove_properties(name, library, names)
        spent += time.process_time() - started
        assert not run.failed, f"{name}: {run.failed[0]}"
        number += len(names)
    return [Row(f"all {number} shipped properties, seconds", f"{spent:.1f}", spent, MOST_SECONDS)]


def _coverage() -> Row:
    """The least of several rounds each, in turn, so that both find the machine alike."""
    plain, measured = [], []
    for _ in range(ROUNDS):
        plain.append(_seconds(run_cases))
        measured.append(_seconds(measure_cases))
    ratio = min(measured) / min(plain)
    return Row("coverage beside the cases alone", f"{ratio:.2f}", ratio, MOST_OF_COVERAGE)


def _seconds(run: Callable[[str, Library, str], object]) -> float:
    """The cases with an `a` in their names, which are nearly all: none is measured unasked."""
    started = time.process_time()
    run("gpcc-2010", Library(), "a")
    return time.process_time() - started
