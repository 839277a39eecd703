"""The lab rules: one question of each kind, and few criteria, as each fault needs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import authorisation
from authorisation.api.results import FindingResult, Result
from tests.rule_sets.folders import read_folder, write_files

LAB: Final = read_folder("lab")
QUESTIONS: Final = LAB["rules/questions/all.yaml"]
RULE_SET: Final = LAB["rules/lab/ruleset.yaml"]


def criterion(require: str, name: str = "P", **more: str) -> str:
    """A gate of one test, as YAML; `more` are further keys, or other values of these."""
    keys = {
        "title": f"Criterion {name}",
        "domain": "d",
        "severity": "gate",
        "source": "act#2",
        "require": require,
        **more,
    }
    lines = [f"  - id: {name}", *(f"    {key}: {value}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def lab_files(criteria: str, changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The files of the lab, by their places; `changes` adds some, or puts others in their place."""
    return {**LAB, "rules/lab/criteria/all.yaml": "criteria:\n" + criteria, **(changes or {})}


def write_lab(folder: Path, criteria: str, changes: Mapping[str, str] | None = None) -> Path:
    """Write the lab below a folder, and give its folder of rule sets."""
    write_files(lab_files(criteria, changes), folder)
    return folder / "rules"


def assess_lab(
    folder: Path,
    criteria: str,
    answers: Mapping[str, Any],
    changes: Mapping[str, str] | None = None,
) -> Result:
    """Assess answers under the lab."""
    rules = authorisation.load("lab", root=write_lab(folder, criteria, changes))
    return rules.on("2012-10-01").assess(answers)


def find(folder: Path, require: str, answers: Mapping[str, Any]) -> FindingResult:
    """The finding on a criterion of one test."""
    return assess_lab(folder, criterion(require), answers)["P"]
