"""Records of every kind fit the schema, and broken ones do not."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from authorisation.cli.main import cli
from authorisation.records.record import AssessmentsRecord
from authorisation.records.schema import render_record_schema
from tests.expected import assert_expected
from tests.explain.building import BLANK, LARGE, SMALL, assessed
from tests.records.building import (
    PROJECT,
    RETURNS,
    RETURNS_FILES,
    as_json,
    history,
    record_of,
)
from tests.records.test_assessment import DECISION, JUDGED, SO_FAR

SCHEMA = PROJECT / "docs" / "schemas" / "record.schema.json"


def refuse(address: str) -> Any:
    raise AssertionError(f"a schema may fetch nothing, not even {address}")


VALIDATOR = jsonschema_rs.Draft202012Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8")), retriever=refuse
)


def complaints(value: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("/".join(map(str, error.instance_path)), error.message)
        for error in VALIDATOR.iter_errors(value)
    ]


def test_the_schema_in_the_repository_is_current() -> None:
    assert_expected(SCHEMA, render_record_schema())
    jsonschema_rs.meta.validate(json.loads(render_record_schema()))


def test_the_command_prints_it() -> None:
    assert CliRunner().invoke(cli, ["schema", "record"]).stdout == render_record_schema()


def test_every_part_is_described_and_no_line_of_that_is_indented() -> None:
    parts = json.loads(render_record_schema())["$defs"]

    assert len(parts) > 50
    for name, part in parts.items():
        assert part["description"], name
        assert "\n " not in part["description"], name


@pytest.mark.parametrize("text", [SMALL, LARGE, BLANK, SO_FAR])
def test_every_assessment_fits(text: str) -> None:
    assert (
        complaints(as_json(record_of(assessed(text, judgements=JUDGED), decision=DECISION))) == []
    )


def test_several_assessments_fit() -> None:
    several = AssessmentsRecord(
        format="authorisation-record-2",
        assessments=(record_of(assessed(SMALL)), record_of(assessed(LARGE))),
        cross_checks=(),
        unusable=("bad.yaml: no answers",),
    )

    assert complaints(as_json(several)) == []


def test_broken_assessments_do_not_fit() -> None:
    whole = as_json(record_of(assessed(SMALL)))
    broken = [deepcopy(whole) for _ in range(5)]
    broken[0]["as_of"] = "1 October 2012"
    broken[1]["findings"][0]["score"] = "7"
    broken[2]["submission"]["answers"]["population.registered"] = 70729
    broken[3]["kind"] = "history"
    broken[4]["rules"]["sha256"] = "abc"

    assert [sorted({path for path, _ in complaints(each)}) for each in broken] == [
        ["as_of"],
        ["findings/0"],
        ["submission/answers/population.registered"],
        ["", "rules", "second_opinion"],
        ["rules/sha256"],
    ]


@pytest.mark.slow
@pytest.mark.parametrize("file", RETURNS_FILES, ids=lambda file: file.stem)
def test_every_history_fits(file: Path) -> None:
    assert complaints(history(file)) == []


def test_several_histories_fit() -> None:
    inherited = history(*sorted((RETURNS / "inherited").glob("*.yaml")))

    assert len(inherited["histories"]) == 5
    assert complaints(inherited) == []


def test_evidence_for_an_answer_is_kept() -> None:
    filed = history(RETURNS / "published" / "thanet.yaml")["group"]["returns"]

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
    whole = history(RETURNS / "illustrative" / "stops-filing.yaml")
    broken = [deepcopy(whole) for _ in range(7)]
    broken[0]["as_of"] = "1 October 2013"
    broken[1]["periods"][0]["exit"] = "perhaps"
    del broken[2]["group"]["returns"][0]["evidence"]
    broken[3]["group"]["returns"][0]["withdraws"] = "2013-14 Q1"
    broken[4]["score"] = "7"
    broken[5]["format"] = "authorisation-record-1"
    del broken[6]["kind"]

    assert [[path for path, _ in complaints(each)] for each in broken] == [
        ["as_of"],
        ["periods/0/exit"],
        ["group/returns/0"],
        ["group/returns/0"],
        [""],
        ["format"],
        [""],
    ]
    several = {"format": "authorisation-record-2", "kind": "histories"}
    assert complaints({**several, "histories": [whole, broken[0]]}) != []
    assert complaints({**several, "histories": [whole]}) != []
