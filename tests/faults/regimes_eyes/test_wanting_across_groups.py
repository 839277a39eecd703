"""An answer that an assessor found wanting reads as not answered in tests across groups, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
BOTH = ("granted.yaml", "conditions.yaml", "--rules", "demo")
ALONE = """\
  - id: ALONE
    title: No other group has the same practice
    domain: size
    severity: note
    scope: portfolio
    source: act#1
    require:
      every: other
      in: others
      satisfies: {every: place, in: practices.code, satisfies: 'not(list contains(other.practices.code, place))'}
"""


@pytest.fixture
def judged(folder: Path) -> Callable[..., Path]:
    """Writes what an assessor found of Beta's answers, the second of the two groups."""
    criteria = next(folder.glob("rules/demo/criteria/*.yaml"))
    criteria.write_text(criteria.read_text() + ALONE)

    def write(*answers: str, grade: str = "wanting", on: str = "2012-05-30") -> Path:
        entry = "  - {{answer: {}, assessor: Ann, on: {}, grade: {}, reason: It was read.}}\n"
        text = "".join(entry.format(answer, on, grade) for answer in answers)
        (folder / "judged.yaml").write_text(f"code: B1\njudgements:\n{text}")
        return folder / "judged.yaml"

    return write


def told(run: Run, *options: object) -> list[str]:
    """What the two applications say of each other, taken together."""
    text = " ".join(run("assess", *BOTH, *map(str, options)).stdout.split())
    says = ("- One practice is named in two", "- Only one side", "list may still grow")
    return [each for each in says if each in text]


def verdict(run: Run, *options: object) -> str:
    record = json.loads(run("assess", *BOTH, "--format", "json", *map(str, options)).stdout)
    (found,) = [f for f in record["assessments"][0]["findings"] if f["criterion"] == "ALONE"]
    return str(found["verdict"])


def test_a_practice_claimed_by_an_answer_found_wanting_contradicts_nobody(
    run: Run, judged: Callable[..., Path]
) -> None:
    practice, pool, grows = (
        "- One practice is named in two",
        "- Only one side",
        "list may still grow",
    )

    assert told(run) == [practice, pool]
    assert told(run, "--judgements", judged("practices")) == [pool]
    assert told(run, "--judgements", judged("practices", "pool")) == [pool, grows]


def test_a_test_across_groups_does_not_see_it(run: Run, judged: Callable[..., Path]) -> None:
    before = verdict(run, "--judgements", judged("practices", grade="in order"))

    assert before == "not met"
    assert verdict(run, "--judgements", judged("practices")) == "unknown"


def test_found_wanting_after_the_day_of_assessment_it_stands(
    run: Run, judged: Callable[..., Path]
) -> None:
    later = judged("practices", on="2012-06-02")

    assert verdict(run, "--judgements", later) == "not met"
    assert len(told(run, "--judgements", later)) == 2


def test_such_records_replay_to_the_same(run: Run, judged: Callable[..., Path]) -> None:
    Path("kept").mkdir()
    run("assess", *BOTH, "--judgements", str(judged("practices")), "--record", "kept")

    for name in ("granted", "conditions"):
        replayed = run("replay", f"kept/{name}.json")
        assert (replayed.exit_code, "the same comes out" in replayed.output) == (0, True)
