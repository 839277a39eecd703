"""Records by an earlier engine, replayed: each difference names the mended fault it comes from."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from authorisation import __version__
from authorisation.cli.main import cli
from authorisation.records.differences import Difference
from authorisation.records.mended_faults import MENDED_FAULTS, _version
from authorisation.usecases.library import Library
from authorisation.usecases.records.replay import replay, replay_record
from tests.records.building import PROJECT
from tests.rule_sets.folders import HERE, copy_folder

pytestmark = pytest.mark.slow

EARLIER = Path(__file__).with_name("earlier")
POWER = HERE / "power/rules"
"""The rules that the record of a power was made under; they are no shipped ones."""


def kept(name: str) -> dict[str, Any]:
    """A record that the fault of that name touched, or one of the histories of format 1."""
    own = EARLIER / f"{name.replace(' ', '-').lower()}.json.gz"
    history = EARLIER.with_name("format_1") / "history-corrected.json.gz"
    data = gzip.decompress((own if own.exists() else history).read_bytes())
    record: dict[str, Any] = json.loads(data)
    return record


def root_for(name: str) -> Path:
    return POWER if name == "FEEL" else PROJECT / "rules"


def replayed(record: dict[str, Any], root: Path) -> list[Difference]:
    """Every difference but that of the version of the program, which is none of its results."""
    found = replay_record(json.dumps(record).encode(), Library(root))
    return [each for each in found if each.path != "engine_version"]


@pytest.mark.parametrize("name", [fault.name for fault in MENDED_FAULTS])
def test_every_difference_of_such_a_record_names_the_fault(name: str) -> None:
    found = replayed(kept(name), root_for(name))

    assert found
    assert all(each.mended for each in found)
    assert {other for each in found for other in each.mended} <= {name, "what was called possible"}
    assert any(str(each).endswith(f"; a fault was mended: {name}") for each in found)


@pytest.mark.parametrize("name", [fault.name for fault in MENDED_FAULTS])
def test_the_command_says_what_was_done_and_what_is_done_now(name: str, tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps(kept(name)))
    root = str(root_for(name))
    result = CliRunner().invoke(
        cli, ["replay", str(tmp_path / "r.json"), "--rules-root", root], catch_exceptions=False
    )
    (fault,) = [each for each in MENDED_FAULTS if each.name == name]

    assert result.exit_code == 13
    assert f"mended since, {name}: up to version {fault.until}, {fault.says}\n" in result.stdout


def test_a_figure_in_another_unit_is_the_same_and_is_named(tmp_path: Path) -> None:
    """A share of 1% was kept as 0.01 beside `%`."""
    record = kept("units")
    margin = next(f for f in record["findings"] if f["criterion"] == "FIN-9")["step"]["margin"]
    (tmp_path / "r.json").write_text(json.dumps(record))
    again = replay(tmp_path / "r.json", Library(PROJECT / "rules"))

    assert margin == {"high": "0.01", "low": "0.01", "unit": "%"}
    assert [each for each in again.differences if each.path != "engine_version"] == []
    assert again.restated == 10


def test_what_was_tampered_with_beside_them_is_no_mended_fault() -> None:
    record = kept("accepted cause")
    record["periods"][0]["stage_after"] = "dissolution"
    found = replayed(record, PROJECT / "rules")

    assert [each.path for each in found if not each.mended] == ["periods[1].stage_after"]
    assert len(found) > 1


def test_a_record_by_a_version_after_the_mend_names_none() -> None:
    found = replayed({**kept("part of a year"), "engine_version": "0.1.1"}, PROJECT / "rules")

    assert found
    assert not any(each.mended for each in found)


def test_under_other_rules_no_difference_is_put_down_to_a_fault(tmp_path: Path) -> None:
    changed = {"rules/small/criteria/all.yaml": ("is one", "comes to one")}
    copy_folder("power", tmp_path, changed)
    found = replayed(kept("FEEL"), tmp_path / "rules")

    assert "rules.sha256" in {each.path for each in found}
    assert not any(each.mended for each in found)


def test_a_record_that_a_fault_did_not_touch_names_it_nowhere() -> None:
    record = kept("accepted cause")
    for each in record["group"]["returns"]:
        each["causes"] = []
    found = replayed(record, PROJECT / "rules")

    assert found
    assert not any("accepted cause" in each.mended for each in found)


def test_a_record_of_this_version_is_never_explained_by_a_fault_that_was_mended_before() -> None:
    assert all(_version(fault.until) < _version(__version__) for fault in MENDED_FAULTS)
