"""Histories as JSON fit their schema, and broken ones do not."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from authorisation.records.history_shape import render_history_schema
from authorisation.usecases.monitor import Monitoring, monitor_files, to_json
from tests.expected import assert_expected

PROJECT = Path(__file__).parents[2]
RETURNS = PROJECT / "fixtures" / "returns"
SCHEMA = PROJECT / "docs" / "schemas" / "history.schema.json"
FILES = sorted(RETURNS.glob("*/*.yaml"))

pytestmark = pytest.mark.usefixtures("shipped_once")


def refuse(address: str) -> Any:
    raise AssertionError(f"a schema may fetch nothing, not even {address}")


VALIDATOR = jsonschema_rs.Draft202012Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8")), retriever=refuse
)


def kept(*files: Path) -> dict[str, Any]:
    rules = "failure-statutory" if files[0].parent.name == "statutory" else "gpcc-2010"
    request = Monitoring(rules=rules, root=PROJECT / "rules", second_engine=False)
    made: dict[str, Any] = json.loads(to_json(monitor_files(files, request)))
    return made


def complaints(made: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("/".join(map(str, error.instance_path)), error.message)
        for error in VALIDATOR.iter_errors(made)
    ]


def test_the_schema_in_the_repository_is_current() -> None:
    assert_expected(SCHEMA, render_history_schema())
    jsonschema_rs.meta.validate(json.loads(render_history_schema()))


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_history_fits(file: Path) -> None:
    assert complaints(kept(file)) == []


def test_several_histories_fit() -> None:
    inherited = kept(*sorted((RETURNS / "inherited").glob("*.yaml")))

    assert len(inherited["histories"]) == 5
    assert complaints(inherited) == []


def test_evidence_for_an_answer_is_kept() -> None:
    filed = kept(RETURNS / "published" / "thanet.yaml")["group"]["returns"]

    assert [each["evidence"] for each in filed] == [
        {
            "in_year.allocation_to_date": {
                "document": "NHS England, allocations of CCGs as re-based",
                "where": "",
                "level": "evidenced",
            },
            "in_year.variance_from_allocation": {
                "document": "Thanet CCG",
                "where": "",
                "level": "evidenced",
            },
        }
    ]


def test_broken_histories_do_not_fit() -> None:
    whole = kept(RETURNS / "illustrative" / "stops-filing.yaml")
    broken = [deepcopy(whole) for _ in range(6)]
    broken[0]["as_of"] = "1 October 2013"
    broken[1]["periods"][0]["exit"] = "perhaps"
    del broken[2]["group"]["returns"][0]["evidence"]
    broken[3]["group"]["returns"][0]["withdraws"] = "2013-14 Q1"
    broken[4]["score"] = "7"
    broken[5]["format"] = "authorisation-record-1"

    assert [[path for path, _ in complaints(each)] for each in broken] == [
        ["as_of"],
        ["periods/0/exit"],
        ["group/returns/0"],
        ["group/returns/0"],
        [""],
        ["format"],
    ]
    assert complaints({"histories": [whole, broken[0]]}) != []
