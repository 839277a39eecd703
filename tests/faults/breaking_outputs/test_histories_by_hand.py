"""Histories that were changed by hand are found when they are replayed; what is large is replayed in parts."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from authorisation.errors import InvalidRecord
from authorisation.records.read import RecordsFile
from authorisation.report.file_formats import FileFormat
from authorisation.usecases.delivery.deliverable import render
from authorisation.usecases.delivery.histories import histories
from authorisation.usecases.library import Library
from authorisation.usecases.monitor import Monitoring, monitor_files
from authorisation.usecases.records.replay import replay_record
from tests.docs.blocks import ROOT

RETURNS = ROOT / "fixtures" / "returns" / "published"
LIBRARY = Library(ROOT / "rules")


@cache
def kept(*names: str) -> bytes:
    request = Monitoring(rules="failure-statutory", library=LIBRARY, second_engine=False)
    run = monitor_files([RETURNS / f"{name}.yaml" for name in names], request)
    return render(histories(run), FileFormat.JSON)


def differences(record: Any) -> list[str]:
    found = replay_record(json.dumps(record).encode(), LIBRARY)
    return [each.path for each in found if "second_opinion" not in each.path]


@pytest.fixture
def one() -> Any:
    return json.loads(kept("thanet"))


@pytest.fixture
def several() -> Any:
    return json.loads(kept("thanet", "croydon", "ashford"))


@pytest.mark.slow
def test_B6_as_written_they_replay(one: Any, several: Any) -> None:
    assert differences(one) == differences(several) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published_facts_only", None),
        ("note", "Somebody else's note."),
        ("source", ["another book"]),
        ("name", "Another group"),
        ("code", "XXX"),
        ("sha256", "0" * 64),
    ],
)
def test_B6_no_field_of_the_group_may_be_changed(one: Any, field: str, value: Any) -> None:
    one["group"][field] = not one["group"][field] if value is None else value

    assert "group.sha256" in differences(one)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda listed: listed.pop(), id="taken out"),
        pytest.param(lambda listed: listed.append(listed[0]), id="doubled"),
        pytest.param(lambda listed: listed.reverse(), id="moved"),
    ],
)
def test_B6_nor_the_list_of_histories(several: Any, change: Callable[[list[Any]], Any]) -> None:
    change(several["histories"])

    assert differences(several) == ["sha256"]


def test_B6_nor_its_hash(several: Any) -> None:
    for changed in ({**several, "sha256": "0" * 64}, {**several, "sha256": ""}):
        file = RecordsFile(json.dumps(changed).encode())
        assert file.digest_differs == (changed["sha256"], several["sha256"])
    without = {key: value for key, value in several.items() if key != "sha256"}
    assert RecordsFile(json.dumps(without).encode()).digest_differs


def test_B6_nor_what_stands_beside_it(several: Any) -> None:
    several["unusable"] = ["a file"]

    assert RecordsFile(json.dumps(several).encode()).digest_differs


def test_B6_a_further_key_is_refused(several: Any) -> None:
    with pytest.raises(InvalidRecord, match="has `more`"):
        RecordsFile(json.dumps({**several, "more": 1}).encode())
    several["histories"][2]["more"] = 1
    with pytest.raises(InvalidRecord, match=r"histories\[3\].*has `more`"):
        RecordsFile(json.dumps(several).encode())


def test_B6_spaces_and_the_order_of_keys_make_no_difference(several: Any) -> None:
    turned = dict(reversed(several.items()))
    file = RecordsFile(json.dumps(turned, indent=3).encode())

    assert file.digest_differs is None
    assert [place for place, _ in file.singles()] == [f"histories[{n}]" for n in (1, 2, 3)]


@pytest.mark.slow
def test_B6_a_record_of_before_has_other_hashes_and_replays(one: Any, several: Any) -> None:
    run = monitor_files(
        [RETURNS / "thanet.yaml"],
        Monitoring(rules="failure-statutory", library=LIBRARY, second_engine=False),
    )
    one["group"]["sha256"] = run.watched[0].group.sha256_before
    assert differences(one) == []

    del several["sha256"]
    for each in several["histories"]:
        for period in each["periods"]:
            del period["responses_possible"]
    assert RecordsFile(json.dumps(several).encode()).digest_differs is None


@pytest.mark.slow
def test_B11_records_of_many_are_read_one_after_another(several: Any) -> None:
    several["histories"] *= 30
    data = json.dumps(several).encode()
    tracemalloc.start()
    file = RecordsFile(data)
    for _ in file.singles():
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    # Its text is held, and one record at a time; parsed whole they took ten times as much.
    assert peak < 3 * len(data)
