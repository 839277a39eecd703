"""The lab rules: one question of each kind, and few criteria, as each fault needs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import authorisation
from authorisation.api.results import FindingResult, Result
from tests.rule_sets.folders import write_files

QUESTIONS: Final = """\
fig:
  people: {type: integer, unit: patient, min: 0, ask: How many people?, title: people}
  share: {type: number, unit: '%', min: 0%, max: 100%, decimals: 4, ask: What share?, title: share}
  cost: {type: money, unit: GBP/year, ask: What cost?, title: cost}
  begun: {type: date, none: not begun, ask: When begun?, title: fig begun}
  ended: {type: date, ask: When ended?, title: ended}
  term: {type: duration, ask: How long?, title: fig term}
  agreed: {type: boolean, ask: Agreed?, title: agreed}
members:
  type: list
  ask: Who are the members?
  title: members
  each:
    code: {type: code, ask: Code}
    patients: {type: integer, unit: patient, min: 0, ask: Patients}
"""
PARAMETERS: Final = """\
line: {title: the line, type: integer, unit: patient, values: {2010-01-01: {value: 100, source: act#1}}}
share_line: {title: the least share, type: number, unit: '%', values: {2010-01-01: {value: 50%, source: act#1}}}
period: {title: notice period, type: duration, values: {2010-01-01: {value: 28 days, source: act#1}}}
month_period: {title: month period, type: duration, values: {2010-01-01: {value: 1 month, source: act#1}}}
year_period: {title: minimum term, type: duration, values: {2010-01-01: {value: 2 years, source: act#1}}}
eighteen: {title: eighteen months, type: duration, values: {2010-01-01: {value: 18 months, source: act#1}}}
"""
RULE_SET: Final = """\
id: lab
edition: 2010-01-01
title: The lab rules
in_force: {from: 2010-01-01}
dated_by: as_of
sources: {act: {title: The Lab Act, standing: law}}
domains: {d: The domain}
asks: [fig, members]
"""
OUTCOMES: Final = """\
outcomes:
  - {id: refused, title: Refused, source: act#9, when: 'count(findings[verdict = "not met"]) >= 1'}
  - {id: passed, title: Passed, source: act#9, when: 'true'}
"""


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
    return {
        "rules/questions/all.yaml": QUESTIONS,
        "rules/lab/ruleset.yaml": RULE_SET,
        "rules/lab/parameters.yaml": PARAMETERS,
        "rules/lab/outcomes.yaml": OUTCOMES,
        "rules/lab/criteria/all.yaml": "criteria:\n" + criteria,
        **(changes or {}),
    }


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
