"""Codes are compared as codes: capitals and spaces make no other code of one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from authorisation.model.value import fold_code
from tests.faults.lab import assess_lab, criterion

Run = Callable[..., Result]


def group(name: str, code: str, answers: str) -> Path:
    path = Path(f"{name}.yaml")
    path.write_text(
        f"name: {name}\ncode: '{code}'\nas_of: 2012-06-01\nanswers: {{{answers}}}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("other", ["a81001", "A81001", " a81001 ", "A81 001", "a81\u00a0001"])
def test_F11_one_practice_in_two_applications_is_found_however_it_is_written(
    run: Run, other: str
) -> None:
    group("one", "O1", "practices: [{code: A81001}]")
    group("two", "T1", f"practices: [{{code: '{other}'}}]")

    page = run("assess", "one.yaml", "two.yaml", "--rules", "demo").stdout

    assert "One practice is named in two applications. A81001: one (O1)" in page


def test_F11_a_pool_is_mutual_however_the_codes_are_written(run: Run) -> None:
    group("one", "03v", "pool: [{code: t1}]")
    group("two", "T1", "pool: [{code: 03V}]")
    group("three", "q1", "pool: [{code: '03 v'}]")

    page = run("assess", "one.yaml", "two.yaml", "--rules", "demo").stdout
    clash = run("assess", "one.yaml", "three.yaml", "--rules", "demo").stdout

    assert "Only one side names the pool" not in page
    assert "three (q1) at three.yaml:4:25 names 03V; one (03v) does not" in " ".join(clash.split())


def test_F11_rules_compare_codes_as_codes(tmp_path: Path) -> None:
    require = "count(distinct values(members.code)) = 1"
    answers = {"members": [{"code": "a81001", "patients": 1}, {"code": "A81 001", "patients": 2}]}

    assert assess_lab(tmp_path, criterion(require), answers)["P"].verdict == "met"


def test_F11_texts_that_across_compares_are_codes(run: Run, folder: Path) -> None:
    bank = folder / "rules/questions/areas.yaml"
    bank.write_text(
        "area: {codes: {type: list, ask: Which areas?}}\n"
        "across:\n  - {unique: area.codes, says: One area is named twice.}\n"
    )
    rules = folder / "rules/demo/ruleset.yaml"
    text = rules.read_text()
    rules.write_text(text.replace("asks: [", "asks: [area, "))
    group("one", "O1", "area.codes: [E06000052]")
    group("two", "T1", "area.codes: [e06000052]")

    page = run("assess", "one.yaml", "two.yaml", "--rules", "demo").stdout

    assert "One area is named twice. E06000052: one (O1)" in page
    assert "two (T1) at two.yaml:4:24" in " ".join(page.split())


@pytest.mark.parametrize(
    ("written", "held"), [("5e1", "5E1"), (" 03v", "03V"), ("0 1\t2", "012"), ("Y02 545", "Y02545")]
)
def test_F11_a_code_is_held_in_capitals_without_spaces(written: str, held: str) -> None:
    assert fold_code(written) == held
    assert fold_code(held) == held
