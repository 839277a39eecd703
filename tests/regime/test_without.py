"""`assess --second-opinion`, `--record` and `doctor` where durable-rules is not installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from authorisation.inference.durable import engine as module
from tests.regime import demo
from tests.regime.demo import ASSESS, REMEDY, run


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.put_in(tmp_path, monkeypatch)
    monkeypatch.setattr(module, "find_spec", lambda _: None)


def test_without_durable_rules_an_assessment_says_so_and_is_the_same() -> None:
    plain = run(*ASSESS)
    result = run(*ASSESS, "--second-opinion", "--record", "r.json", "--width", "200")

    assert result.exit_code == plain.exit_code
    assert result.stdout == run(*ASSESS, "--width", "200").stdout + (
        f"\nSecond opinion\nNo second opinion: it is not installed; {REMEDY}.\n"
    )
    assert json.loads(Path("r.json").read_text())["second_opinion"] == {
        "engine": "durable-rules",
        "version": "",
        "compared": 0,
        "disagreements": [],
        "unavailable": f"it is not installed; {REMEDY}",
    }


def test_doctor_says_what_to_do_where_it_is_missing() -> None:
    says = (
        f"not installed; only second opinions of assessments and histories need it; try: {REMEDY}"
    )

    assert f"ok     durable-rules    {says}\n" in run("doctor").stdout
