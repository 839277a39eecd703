"""Adopting: an edition is written down once, and nothing replaces it unless that is asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from authorisation.errors import InvalidOption, InvalidRules
from authorisation.language.rules.load import load_rule_set
from authorisation.usecases.adopt import adopt
from authorisation.usecases.library import Library
from tests.rule_sets.folders import copy_folder
from tests.shipped import RULES, shipped_regime, shipped_rules

ADOPTED = "demo: adopted as edition 2012-01-01 in {root}/editions.yaml"
AS_IT_IS = "demo: edition 2012-01-01 is adopted as it is"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    copy_folder("demo", tmp_path)
    return tmp_path / "rules"


def editions(root: Path) -> dict[str, dict[str, str]]:
    return yaml.safe_load((root / "editions.yaml").read_text())


def edit(root: Path, old: str = "1000", new: str = "1001") -> None:
    path = root / "demo/parameters.yaml"
    path.write_text(path.read_text().replace(old, new))


def test_what_is_adopted_is_edited_no_longer(root: Path) -> None:
    before = load_rule_set("demo", root=root)

    assert adopt("demo", Library(root)) == ADOPTED.format(root=root)
    assert editions(root) == {"demo": {"2012-01-01": before.sha256}}
    assert [before.edited, load_rule_set("demo", root=root).edited] == [True, False]


def test_nothing_is_written_where_it_is_adopted_already(root: Path) -> None:
    adopt("demo", Library(root))
    path = root / "editions.yaml"
    path.write_text(path.read_text() + "# a remark\n")

    assert adopt("demo", Library(root)) == AS_IT_IS
    assert path.read_text().endswith("# a remark\n")


def test_other_rules_under_the_same_edition_are_refused_unless_forced(root: Path) -> None:
    adopt("demo", Library(root))
    first = editions(root)
    edit(root)

    with pytest.raises(InvalidOption, match="other rules were adopted as edition 2012-01-01"):
        adopt("demo", Library(root))
    assert editions(root) == first
    assert adopt("demo", Library(root), force=True) == ADOPTED.format(root=root)
    assert editions(root) == {"demo": {"2012-01-01": load_rule_set("demo", root=root).sha256}}
    assert editions(root) != first


def test_other_editions_and_rule_sets_stay_in_the_list_in_order(root: Path) -> None:
    kept = {"zebra": {"2001-01-01": "b" * 64}, "demo": {"2013-01-01": "c" * 64}}
    (root / "editions.yaml").write_text(yaml.safe_dump(kept))
    adopt("demo", Library(root))
    sha256 = load_rule_set("demo", root=root).sha256

    assert (root / "editions.yaml").read_text().splitlines()[2:] == [
        "demo:",
        f"  '2012-01-01': {sha256}",
        f"  '2013-01-01': {'c' * 64}",
        "zebra:",
        f"  '2001-01-01': {'b' * 64}",
    ]


def test_a_list_that_cannot_be_read_is_left_as_it_is(root: Path) -> None:
    (root / "editions.yaml").write_text("demo: [\n")

    with pytest.raises(InvalidRules, match=r"editions\.yaml:"):
        adopt("demo", Library(root))
    assert (root / "editions.yaml").read_text() == "demo: [\n"


@pytest.mark.slow
def test_a_failure_regime_is_adopted_beside_its_rules(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    shutil.copytree(RULES, rules, ignore=shutil.ignore_patterns("cases", "editions.yaml"))
    adopt("gpcc-2010", Library(rules))
    edition = shipped_rules("gpcc-2010").edition

    known = editions(rules)["gpcc-2010"]
    assert known[edition] == shipped_rules("gpcc-2010").sha256
    assert sorted(known.values()) == sorted(
        [shipped_rules("gpcc-2010").sha256, shipped_regime("gpcc-2010").regime.rules.sha256]
    )
