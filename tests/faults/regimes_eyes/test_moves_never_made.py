"""A move of a regime that can never be made is refused at its place, as a response never reached is."""

from __future__ import annotations

from pathlib import Path

import pytest

from authorisation.errors import InvalidRules
from authorisation.language.regime.load import load_regime
from tests.rule_sets.folders import child_head, write_files
from tests.shipped import RULES

pytestmark = pytest.mark.slow  # a whole regime is loaded for each

REGIME = (RULES / "gpcc-2010/regime.yaml").read_text(encoding="utf-8")
HEAD = child_head("own", "gpcc-2010", "2012-10-01")
SPECIAL = (
    "  - {stage: special, response: any, exit: not met, deadline: passed, to: taken_over,"
    " source: hsj-5089616}\n"
)
NARROWER = SPECIAL.replace("response: any", "response: [watch, review]")


def problems(folder: Path, changed: str) -> list[str]:
    files = {"own/ruleset.yaml": HEAD, "own/regime.yaml": REGIME.replace(SPECIAL, changed)}
    write_files(files, folder)
    try:
        load_regime(folder / "own", root=RULES)
    except InvalidRules as error:
        return [f"{each.at.line - _line()}: {each.message}" for each in error.problems]
    return []


def _line() -> int:
    return REGIME[: REGIME.index(SPECIAL)].count("\n") + 1


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (SPECIAL, []),
        (SPECIAL + SPECIAL, ["1: this move is never made"]),
        (SPECIAL + NARROWER, ["1: this move is never made"]),
        (NARROWER + SPECIAL, []),
        # Where the power of the first is not open, the second is made.
        (SPECIAL + NARROWER.replace("taken_over", "recovery"), []),
        (
            SPECIAL.replace("stage: special", "stage: ordinary").replace("not met", "met")
            + SPECIAL,
            ["0: no exit test of `ordinary` can be met"],
        ),
    ],
)
def test_F16_a_move_that_can_never_be_made(tmp_path: Path, changed: str, found: list[str]) -> None:
    assert problems(tmp_path, changed) == found
