"""Invented groups with a return for each quarter, as files: what the failure regime is timed on."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

GROUPS = 211
QUARTERS = 12
A_HEAD = 1_100
"""Pounds a patient and year."""
_FIRST_YEAR = 2013
_SMALLEST, _LARGEST = 70_000, 900_000

Entries: TypeAlias = dict[str, Any]
"""What a file holds, as JSON, which is YAML too."""


def write_files(folder: Path) -> list[Path]:
    """Write one file of returns for each group, the same ones each time."""
    made = random.Random(_FIRST_YEAR)
    files = []
    for number in range(1, GROUPS + 1):
        file = folder / f"group-{number:03}.yaml"
        file.write_text(json.dumps(_group(number, made)), encoding="utf-8")
        files.append(file)
    return files


def _group(number: int, made: random.Random) -> Entries:
    people = round(_SMALLEST * (_LARGEST / _SMALLEST) ** made.random())
    spread = made.choice([0.002, 0.01, 0.03])
    return {
        "name": f"Group {number}",
        "authorised_on": "2013-04-01",
        "at_authorisation": {
            "population": {"registered": people},
            "inherited": {"deficits": []},
            "success": {"definition": "as agreed"},
        },
        "conditions": [],
        "capability": [
            {"grade": made.choice([2, 3]), "by": "the Board", "on": "2013-04-01", "reason": "found"}
        ],
        "returns": [_return(n, people, made.gauss(0, spread), made) for n in range(QUARTERS)],
    }


def _return(place: int, people: int, share: float, made: random.Random) -> Entries:
    year, quarter = _FIRST_YEAR + place // 4, place % 4 + 1
    budget = people * A_HEAD * quarter // 4
    over = round(budget * share)
    received = (
        date(year, 4 + 3 * quarter, 20) if quarter < 3 else date(year + 1, 3 * quarter - 8, 20)
    )
    found: Entries = {
        "period": f"{year}-{(year + 1) % 100:02} Q{quarter}",
        "received_on": received.isoformat(),
        "answers": {
            "in_year": {
                "budget_to_date": budget,
                "variance_to_date": over,
                "savings_planned": 1_000_000,
                "savings_delivered": made.choice([1_000_000, 900_000, 700_000]),
            },
            "mental_health": {"budget_to_date": budget // 10, "variance_to_date": over // 10},
            "service": {"immediate_risk": False, "main_provider_failing": False},
            "conduct": {
                "accountable_officer_in_post": True,
                "plan_agreed": True,
                "plan_delivered": True,
                "directions_followed": True,
            },
            "media": {"adverse_items": made.randint(0, 4)},
            "stakeholders": {"concerned": 0},
        },
    }
    if over > 0 and made.random() < 0.3:
        found["causes"] = [_cause(over // 2, received)]
    return found


def _cause(amount: int, received: date) -> Entries:
    proof = {"kind": "decision", "document": "the tariff", "by": "the Board", "on": "2013-02-28"}
    return {
        "cause": "tariff",
        "about": "whole_budget",
        "status": "accepted",
        "by": "the Board",
        "on": received.isoformat(),
        "amount": amount,
        "evidence": [proof],
    }
