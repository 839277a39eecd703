"""Records of format 1, as the program wrote them before format 2, are still read and replayed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from authorisation.errors import InvalidRecord
from authorisation.records.differences import Difference
from authorisation.records.parts import FORMAT
from authorisation.records.read import read_record
from authorisation.records.record import Record
from authorisation.usecases.library import Library
from authorisation.usecases.records.replay import replay_record
from tests.records.building import PROJECT, as_json
from tests.records.test_schema import complaints

pytestmark = pytest.mark.slow

FILES = sorted(Path(__file__).with_name("format_1").glob("*.json.gz"))
KINDS = {
    "conditions-not-shown": "assessment",
    "corby": "assessment",
    "five-members-judged": "assessment",
    "half-answered": "assessment",
    "histories-inherited": "histories",
    "history-corrected": "history",
    "history-published": "history",
    "history-statutory": "history",
    "history-with-a-parameter-set": "history",
    "history-within-control": "history",
    "two-applications": "assessments",
}


def written(name: str) -> dict[str, Any]:
    return json.loads(gzip.decompress((FILES[0].parent / f"{name}.json.gz").read_bytes()))


def read(value: object) -> Record:
    return read_record(json.dumps(value).encode())


def replayed(value: object) -> list[Difference]:
    """Replay with the rules of the project; that another version replays it makes no difference.

    Nor does a fault that was mended since, which a difference names.
    """
    found = replay_record(json.dumps(value).encode(), Library(PROJECT / "rules"))
    return [each for each in found if not each.path.endswith("engine_version") and not each.mended]


def test_there_is_one_of_each() -> None:
    assert [file.name.removesuffix(".json.gz") for file in FILES] == sorted(KINDS)


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_it_is_read_as_format_2_and_replays_to_the_same(name: str, kind: str) -> None:
    value = written(name)
    record = read(value)
    now = as_json(record)

    assert value.get("format") != FORMAT
    assert (now["format"], now["kind"]) == (FORMAT, kind)
    assert complaints(now) == []
    assert replayed(value) == []


def test_a_difference_names_the_fault_that_was_mended_since() -> None:
    found = replay_record(
        json.dumps(written("histories-inherited")).encode(), Library(PROJECT / "rules")
    )
    mended = [each for each in found if each.mended]

    assert {each.path.rpartition(".")[2].partition("[")[0] for each in mended} <= {
        "responses",
        "responses_possible",
        "stages_possible",
        "because",
        "conclusions",
    }
    assert any(
        each.path == "histories[1].periods[1].responses[2]"
        and "; a fault was mended: what was" in str(each)
        for each in mended
    )


def test_what_was_changed_in_an_assessment_shows() -> None:
    value = written("corby")
    value["findings"][1]["step"]["seen"][0]["value"] = "1"
    value["findings"][3]["step"]["because"][0]["seen"] = []
    value["turns"] = value["turns"][1:]
    value["asks"][0]["path"] = "nothing"
    value["second_opinion"]["compared"] = 0
    paths = {each.path for each in replayed(value)}

    assert {path.partition("[")[0] for path in paths} == {
        "findings",
        "sensitivities",
        "missing_answers",
    }
    assert {path for path in paths if path.startswith("findings")} == {
        "findings[CFG-2-3].step.provenance[1].value",
        "findings[CFG-5].step.because[1].provenance[1]",
    }


def test_what_was_changed_in_one_of_several_histories_shows() -> None:
    value = written("histories-inherited")
    value["histories"][1]["periods"][0]["stage_after"] = "dissolution"
    value["histories"][2]["group"]["name"] = "Another"
    paths = [each.path for each in replayed(value)]

    assert paths == ["histories[2].periods[1].stage_after", "histories[3].group.sha256"]


def test_what_was_changed_under_one_variant_shows() -> None:
    value = written("history-with-a-parameter-set")
    number = next(n for n, period in enumerate(value["periods"], start=1) if period["under"])
    value["periods"][number - 1]["under"]["low"]["stage_after"] = "dissolution"

    assert [each.path for each in replayed(value)] == [
        f"periods[{number}].variants.low.stage_after"
    ]


def test_every_version_of_a_return_is_read() -> None:
    returns = as_json(read(written("history-corrected")))["group"]["returns"]

    assert {each["version"] for each in returns} == {"first", "correction", "withdrawal"}


def test_control_over_a_budget_line_is_put_as_that_of_a_trigger() -> None:
    value = written("history-within-control")
    record = as_json(read(value))

    def controls(periods: list[dict[str, Any]]) -> set[str]:
        lines = [line for period in periods for line in period["lines"].values()]
        return {each["control"] for line in lines for each in line.values()}

    assert controls(value["periods"]) == {"mainly within control", "cannot tell"}
    assert controls(record["periods"]) == {"mainly controllable", "cannot tell"}


def test_a_list_of_one_history_is_that_history() -> None:
    value = written("history-published")

    assert read({"histories": [value]}) == read(value)


@pytest.mark.parametrize(
    ("name", "path", "message"),
    [
        ("corby", "score", "has `score`"),
        ("corby", "missing_answers", "has `asks`"),
        ("history-published", "score", "has `score`"),
        ("history-published", "second_opinion", "has `second_engine`"),
        ("histories-inherited", "score", "has `score`"),
    ],
)
def test_it_is_read_as_strictly(name: str, path: str, message: str) -> None:
    with pytest.raises(InvalidRecord, match=message):
        read({**written(name), path: "9"})


@pytest.mark.parametrize(
    "value",
    [
        {"format": "authorisation-record-1"},
        {"format": "authorisation-record-1", "findings": "none"},
        {"format": "authorisation-record-1", "findings": [1, {"step": [], "applies": "no"}]},
        {"format": "authorisation history 1", "group": [], "periods": {}},
        {
            "format": "authorisation history 1",
            "group": {"returns": [1, {}, {"period": "a", "corrects": "b"}]},
        },
        {"histories": []},
        {"histories": "none"},
        {"histories": [{"format": "other"}]},
        {"histories": [{"format": "authorisation history 1"}, 7]},
        {"assessments": [[]]},
    ],
)
def test_what_is_broken_is_refused(value: object) -> None:
    with pytest.raises(InvalidRecord):
        read(value)
